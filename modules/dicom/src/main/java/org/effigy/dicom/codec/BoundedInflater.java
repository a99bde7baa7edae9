package org.effigy.dicom.codec;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;

/**
 * Inflates a data set, and stops where it becomes larger than allowed: so much in all, and beyond {@link #FREE_BYTES} so
 * many times the deflated bytes read by then. Deflate can pack a thousandfold, real data sets shrink to a half or a tenth.
 */
public final class BoundedInflater extends InputStream {
    /** How much is inflated whatever the ratio is: an empty image of some million pixels is no attack. */
    static final long FREE_BYTES = 64L << 20;

    /** How many times the deflated bytes a larger data set may have. */
    static final long MOST_RATIO = 200;

    private static final int BUFFER = 1 << 14;

    private final Inflater inflater;
    private final InputStream in;
    private final long mostBytes;
    private long count;

    /**
     * Makes a stream.
     *
     * @param deflated begins with the first deflated byte
     * @param zlib whether a zlib header precedes, which the standard does not have but some files do
     * @param mostBytes how much may come out
     */
    public BoundedInflater(InputStream deflated, boolean zlib, long mostBytes) {
        this.inflater = new Inflater(!zlib);
        this.in = new InflaterInputStream(deflated, inflater, BUFFER);
        this.mostBytes = mostBytes;
    }

    /** Says whether the bytes begin as a zlib stream and not as a raw one, given up to 5 of them. */
    public static boolean isZlib(byte[] start) {
        if (start.length < 5) {
            return false;
        }
        int head = (start[0] & 0xff) << 8 | (start[1] & 0xff);
        boolean header = (start[0] & 0x0f) == 8 && start[0] >= 0 && head % 31 == 0 && (start[1] & 0x20) == 0;
        // Read as raw deflate, such a first byte means a stored block, whose length is repeated inverted.
        int length = (start[1] & 0xff) | (start[2] & 0xff) << 8;
        int inverted = (start[3] & 0xff) | (start[4] & 0xff) << 8;
        return header && (length ^ inverted) != 0xffff;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = in.read(bytes, offset, length);
        count += Math.max(n, 0);
        if (count > mostBytes) {
            throw new DicomException(
                    Kind.LIMIT,
                    "the deflated data set inflates to more than the " + mostBytes
                            + " bytes that are allowed; give Java more memory (-Xmx)");
        }
        if (count > FREE_BYTES && count > MOST_RATIO * inflater.getBytesRead()) {
            throw new DicomException(
                    Kind.LIMIT,
                    "the deflated data set inflates to more than " + MOST_RATIO
                            + " times its size, as no image does; it is not read");
        }
        return n;
    }

    /** Lets go of the inflater; the stream below stays open. */
    @Override
    public void close() {
        inflater.end();
    }
}
