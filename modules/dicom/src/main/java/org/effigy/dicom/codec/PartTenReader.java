package org.effigy.dicom.codec;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.ZipException;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.DicomHeader;
import org.effigy.dicom.ReadOptions;
import org.effigy.dicom.codec.DataSetReader.Pixels;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;
import org.effigy.dicom.data.Signature;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.Vr;

/** Reads a file of PS3.10: preamble and file meta, both of which may be missing, then the data set. */
final class PartTenReader {
    private static final int PREAMBLE = 128;

    private final ReadOptions options;

    PartTenReader(ReadOptions options) {
        this.options = options;
    }

    /** Reads a file, whole or up to the pixel data as the options say. */
    DicomFile read(Path file) throws IOException {
        return read(file, options.headerOnly() ? Pixels.STOP : Pixels.READ).file();
    }

    /** Reads everything but the pixel data, whatever the options say. */
    DicomHeader readHeader(Path file) throws IOException {
        return read(file, Pixels.PASS_OVER);
    }

    private DicomHeader read(Path file, Pixels pixels) throws IOException {
        if (!Files.isRegularFile(file) && Files.exists(file)) {
            throw new DicomException(Kind.NOT_DICOM, "not DICOM: not a file");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(new ByteSource(Input.of(channel), channel.size(), options.maxBytes()), pixels);
        } catch (EOFException e) {
            throw new DicomException(Kind.TRUNCATED, "the file ends early; it is cut short, get it again", e);
        } catch (ZipException e) {
            throw new DicomException(Kind.MALFORMED, "the deflated data set cannot be inflated; the file is broken", e);
        }
    }

    private DicomHeader read(ByteSource in, Pixels pixels) throws IOException {
        byte[] start = in.peek(PREAMBLE + 4);
        if (Signature.hasPreamble(start)) {
            in.skip(PREAMBLE + 4);
        } else if (!Signature.startsWithElement(start)) {
            throw new DicomException(Kind.NOT_DICOM, "not DICOM: neither the letters DICM nor a first element found");
        }
        DataSet meta = new DataSetReader(in, options, Pixels.READ).readFileMeta();
        Optional<String> declared = meta.string(Tag.TransferSyntaxUID);
        if (declared.isPresent() && declared.get().equals(TransferSyntax.DEFLATED.uid())) {
            // There is no passing over in a deflated file.
            DataSet dataSet = readDeflated(in, pixels == Pixels.STOP ? Pixels.STOP : Pixels.READ);
            return new DicomHeader(new DicomFile(meta, dataSet, declared.get()), Optional.empty());
        }
        Encoding encoding = encoding(declared.orElse(""), in.peek(8));
        DataSetReader reader = new DataSetReader(in, options, pixels);
        DataSet dataSet = reader.readRoot(encoding);
        return new DicomHeader(new DicomFile(meta, dataSet, declared.orElseGet(() -> uid(encoding))), reader.place());
    }

    private DataSet readDeflated(ByteSource in, Pixels pixels) throws IOException {
        boolean zlib = BoundedInflater.isZlib(in.peek(5));
        // Inflated values are gathered in pieces and then joined, which needs the memory twice.
        long budget = in.budget() / 2;
        try (BoundedInflater inflater = new BoundedInflater(in.rest(), zlib, budget)) {
            ByteSource inflated = new ByteSource(Input.of(inflater), ByteSource.UNKNOWN, budget);
            return new DataSetReader(inflated, options, pixels).readRoot(Encoding.EXPLICIT_LITTLE);
        }
    }

    /** Returns the encoding that the UID names, unless the first element clearly shows another. */
    private static Encoding encoding(String uid, byte[] first) {
        boolean implicit = uid.equals(TransferSyntax.IMPLICIT_LITTLE_ENDIAN.uid());
        boolean big = uid.equals(TransferSyntax.EXPLICIT_BIG_ENDIAN.uid());
        if (first.length == 8) {
            implicit = Vr.of((char) first[4], (char) first[5]).isEmpty();
            // Groups up to 00FF tell the byte order: one of the two bytes is 0.
            big = first[0] == 0 || (big && first[1] != 0);
        }
        if (implicit) {
            return Encoding.IMPLICIT_LITTLE;
        }
        return big ? Encoding.EXPLICIT_BIG : Encoding.EXPLICIT_LITTLE;
    }

    private static String uid(Encoding encoding) {
        return switch (encoding) {
            case IMPLICIT_LITTLE -> TransferSyntax.IMPLICIT_LITTLE_ENDIAN.uid();
            case EXPLICIT_LITTLE -> TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid();
            case EXPLICIT_BIG -> TransferSyntax.EXPLICIT_BIG_ENDIAN.uid();
        };
    }
}
