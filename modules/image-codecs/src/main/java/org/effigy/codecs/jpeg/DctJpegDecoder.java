package org.effigy.codecs.jpeg;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.effigy.codecs.CodedRun;
import org.effigy.codecs.FrameFormat;
import org.effigy.codecs.PixelException;
import org.effigy.codecs.Samples;

/**
 * Decodes JPEG with the cosine transform and Huffman codes (ITU-T T.81), 8 and 12 bits: baseline (process 1), extended
 * (2 and 4), and the retired spectral selection and full progression (6, 8, 10 and 12). The inverse transform and the
 * interpolation of subsampled colours round as those of the Independent JPEG Group's library do, so results agree.
 */
public final class DctJpegDecoder {
    private static final int BLOCK = 64;
    /** How often scans may visit each coefficient: one for each bit of 12-bit samples, and some. */
    private static final int MAX_VISITS = 16;

    private final FrameFormat format;
    private final JpegStream stream;
    private final byte[] frame;
    private final JpegPlane[] planes;
    private final boolean progressive;

    private DctJpegDecoder(byte[] frame, JpegStream stream, FrameFormat format) {
        this.frame = frame;
        this.stream = stream;
        this.format = format;
        this.progressive = stream.sof() == JpegStream.SOF_PROGRESSIVE;
        this.planes = JpegPlane.of(stream.components(), format.columns(), format.rows());
    }

    /** Returns the samples of a frame. */
    public static Samples decode(byte[] frame, FrameFormat format) {
        return decode(frame, format, runs -> {});
    }

    /**
     * Returns the samples of a frame.
     *
     * @param scans gets the coded bytes of each scan that was read, in their order
     */
    public static Samples decode(byte[] frame, FrameFormat format, Consumer<List<CodedRun>> scans) {
        JpegStream stream = JpegStream.parse(frame);
        int precision = stream.precision();
        if (stream.sof() > JpegStream.SOF_PROGRESSIVE) {
            throw PixelException.unsupported(
                    "the JPEG frame is lossless, hierarchical or with arithmetic codes; re-encode the file");
        }
        if (precision != 8 && precision != 12) {
            throw PixelException.broken("the JPEG frame has " + precision + " bits, allowed are 8 and 12");
        }
        stream.checkSize(format);
        DctJpegDecoder decoder = new DctJpegDecoder(frame, stream, format);
        decoder.readScans(scans);
        return new Samples(decoder.samples(), format.samplesPerPixel(), precision, false);
    }

    private void readScans(Consumer<List<CodedRun>> scans) {
        boolean more = true;
        long visitsLeft = 0;
        for (JpegPlane plane : planes) {
            visitsLeft += (long) MAX_VISITS * plane.coefficients().length;
        }
        while (more) {
            JpegScan scan = stream.scan();
            for (int component : scan.components()) {
                planes[component].latch(stream);
                long blocks = planes[component].coefficients().length / BLOCK;
                visitsLeft -= blocks * Math.max(1, scan.end() - scan.start() + 1);
            }
            if (visitsLeft < 0) {
                throw PixelException.unsupported("the JPEG frame has too many scans");
            }
            JpegBits bits = new JpegBits(frame, scan.dataStart());
            readScan(
                    scan,
                    bits,
                    progressive ? JpegBlockReader.progressive(scan, bits) : JpegBlockReader.sequential(scan, bits));
            scans.accept(bits.runs());
            more = (progressive || !isComplete()) && stream.nextScan(bits.position());
        }
        if (!isComplete()) {
            throw PixelException.broken("the JPEG frame ends before its last colour");
        }
    }

    private boolean isComplete() {
        return Arrays.stream(planes).allMatch(JpegPlane::isLatched);
    }

    private void readScan(JpegScan scan, JpegBits bits, JpegBlockReader reader) {
        int count = scan.components().length;
        JpegPlane first = planes[scan.components()[0]];
        boolean alone = count == 1;
        int across = alone ? first.blocksAcross() : first.unitsAcross();
        int down = alone ? first.blocksDown() : first.unitsDown();
        int interval = scan.restartInterval();
        int left = interval;
        for (int y = 0; y < down; y++) {
            for (int x = 0; x < across; x++) {
                if (interval > 0 && left-- == 0) {
                    bits.restart();
                    reader.restart();
                    left = interval - 1;
                }
                for (int i = 0; i < count; i++) {
                    JpegPlane plane = planes[scan.components()[i]];
                    if (alone) {
                        reader.read(i, plane.coefficients(), plane.index(x, y));
                    } else {
                        readUnit(reader, i, plane, x, y);
                    }
                }
            }
        }
    }

    /** Reads the blocks that a component has in one unit of an interleaved scan. */
    private static void readUnit(JpegBlockReader reader, int i, JpegPlane plane, int x, int y) {
        for (int v = 0; v < plane.vertical(); v++) {
            for (int h = 0; h < plane.horizontal(); h++) {
                reader.read(i, plane.coefficients(), plane.index(x * plane.horizontal() + h, y * plane.vertical() + v));
            }
        }
    }

    private int[] samples() {
        int[] values = new int[format.cells()];
        InverseCosine transform = new InverseCosine(stream.precision());
        for (int i = 0; i < planes.length; i++) {
            JpegPlane plane = planes[i];
            if (plane.isFull()) {
                transform(plane, transform, new JpegUpsampling.Target(values, i, planes.length, format.columns()));
            } else {
                int[] small = new int[plane.width() * plane.height()];
                transform(plane, transform, new JpegUpsampling.Target(small, 0, 1, plane.width()));
                new JpegUpsampling(small, plane).run(values, i, format);
            }
        }
        return values;
    }

    private static void transform(JpegPlane plane, InverseCosine transform, JpegUpsampling.Target target) {
        int[] block = new int[BLOCK];
        for (int y = 0; y < plane.blocksDown(); y++) {
            int rows = Math.min(8, plane.height() - 8 * y);
            for (int x = 0; x < plane.blocksAcross(); x++) {
                transform.apply(plane.coefficients(), plane.index(x, y), plane.quantizer(), block);
                int columns = Math.min(8, plane.width() - 8 * x);
                for (int row = 0; row < rows; row++) {
                    target.put(block, 8 * row, columns, 8 * x, 8 * y + row);
                }
            }
        }
    }
}
