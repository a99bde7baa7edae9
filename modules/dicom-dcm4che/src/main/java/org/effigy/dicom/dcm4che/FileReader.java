package org.effigy.dicom.dcm4che;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.dcm4che3.data.UID;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.ReadOptions;
import org.effigy.dicom.codec.BoundedInflater;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;
import org.effigy.dicom.data.Signature;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;

/** Reads a file of PS3.10: preamble and file meta, both of which may be missing, then the data set. */
final class FileReader {
    private static final int PREAMBLE = 128;

    private final ReadOptions options;

    FileReader(ReadOptions options) {
        this.options = options;
    }

    DicomFile read(InputStream file, long size) throws IOException {
        BufferedInputStream in = new BufferedInputStream(file, 1 << 16);
        byte[] start = peek(in, PREAMBLE + 4);
        long position = 0;
        if (Signature.hasPreamble(start)) {
            position = in.skip(PREAMBLE + 4L);
        } else if (!Signature.startsWithElement(start)) {
            throw new DicomException(Kind.NOT_DICOM, "not DICOM: neither the letters DICM nor a first element found");
        }
        Limits limits = new Limits(options);
        DataSet meta = new DataSet();
        GuardedInput head = GuardedInput.fileMeta(in, new Span(position, size), limits);
        head.readInto(meta, false);
        position = head.getPosition();

        Optional<String> declared = meta.string(Tag.TransferSyntaxUID);
        String syntax = encoding(declared.orElse(""), peek(in, 8));
        DataSet dataSet = new DataSet();
        if (syntax.equals(UID.DeflatedExplicitVRLittleEndian)) {
            readDeflated(in, limits, dataSet);
        } else {
            GuardedInput.dataSet(in, syntax, new Span(position, size), limits).readInto(dataSet, options.headerOnly());
        }
        return new DicomFile(meta, dataSet, declared.orElse(syntax));
    }

    /** Returns a stream of the data set as it is encoded: what follows the preamble and the file meta. */
    static InputStream dataSet(InputStream file, long size) throws IOException {
        BufferedInputStream in = new BufferedInputStream(file, 1 << 16);
        long position = Signature.hasPreamble(peek(in, PREAMBLE + 4)) ? in.skip(PREAMBLE + 4L) : 0;
        Limits limits = new Limits(ReadOptions.header());
        GuardedInput.fileMeta(in, new Span(position, size), limits).readInto(new DataSet(), false);
        return in;
    }

    /** Inflates with a bound of our own; dcm4che's stream has none. */
    private void readDeflated(BufferedInputStream in, Limits limits, DataSet dataSet) throws IOException {
        // Inflated values are gathered in pieces and then joined, which needs the memory twice.
        limits.halve();
        boolean zlib = BoundedInflater.isZlib(peek(in, 5));
        try (BoundedInflater inflater = new BoundedInflater(in, zlib, limits.bytes())) {
            BufferedInputStream inflated = new BufferedInputStream(inflater, 1 << 14);
            GuardedInput.dataSet(inflated, UID.ExplicitVRLittleEndian, new Span(0, Span.UNKNOWN), limits)
                    .readInto(dataSet, options.headerOnly());
        }
    }

    /** Returns the transfer syntax to parse with: the one declared, unless the first element clearly shows another. */
    private static String encoding(String declared, byte[] first) {
        if (declared.equals(UID.DeflatedExplicitVRLittleEndian)) {
            return declared;
        }
        boolean implicit = declared.equals(UID.ImplicitVRLittleEndian);
        boolean big = declared.equals(UID.ExplicitVRBigEndian);
        if (first.length == 8) {
            implicit = Vr.of("" + (char) first[4] + (char) first[5]).isEmpty();
            // Groups up to 00FF tell the byte order: one of the two bytes is 0.
            big = first[0] == 0 || (big && first[1] != 0);
        }
        if (implicit) {
            return UID.ImplicitVRLittleEndian;
        }
        return big ? UID.ExplicitVRBigEndian : UID.ExplicitVRLittleEndian;
    }

    private static byte[] peek(BufferedInputStream in, int n) throws IOException {
        in.mark(n);
        byte[] bytes = in.readNBytes(n);
        in.reset();
        return bytes;
    }
}
