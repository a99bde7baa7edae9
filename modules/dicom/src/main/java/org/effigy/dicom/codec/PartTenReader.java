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
import org.effigy.dicom.PixelDataPlace;
import org.effigy.dicom.ReadOptions;
import org.effigy.dicom.codec.DataSetReader.Pixels;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Signature;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.Vr;

/** Reads a file of PS3.10: preamble and file meta, both of which may be missing, then the data set. */
final class PartTenReader {
    private static final int PREAMBLE = 128;
    /** GE's private syntax of the DLX: implicit VR little endian, but the pixel data in big endian. */
    private static final String GE_DLX = "1.2.840.113619.5.2";

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
        String uid = declared.orElseGet(() -> uid(encoding));
        if (uid.equals(GE_DLX)) {
            swapPixels(dataSet);
            uid = uid(encoding);
        } else if (hasNativePixels(dataSet, reader) && isCompression(uid)) {
            // The pixels are as the elements are: the syntax that is declared was never applied.
            uid = uid(encoding);
        }
        return new DicomHeader(new DicomFile(meta, dataSet, uid), reader.place());
    }

    private static void swapPixels(DataSet dataSet) {
        int bits = dataSet.integer(Tag.BitsAllocated).orElse(16);
        Optional<Element> pixels = dataSet.element(Tag.PixelData).filter(e -> !e.isEncapsulated() && e.vr() != Vr.SQ);
        // Bytes have no order, whatever word they are written in.
        int unit = bits == 16 || bits == 32 ? bits / 8 : 1;
        pixels.ifPresent(e -> Encoding.swap(e.bytes(), unit));
    }

    private static boolean isCompression(String uid) {
        return TransferSyntax.of(uid).filter(syntax -> !syntax.isNative()).isPresent();
    }

    /** Says whether there is pixel data that neither is in fragments nor begins like a frame of a JPEG family. */
    private static boolean hasNativePixels(DataSet dataSet, DataSetReader reader) {
        Optional<PixelDataPlace> place = reader.place();
        byte[] start = reader.passedStart();
        if (place.isEmpty()) {
            start = dataSet.element(Tag.PixelData)
                    .filter(e -> !e.isEncapsulated() && e.vr() != Vr.SQ)
                    .map(Element::bytes)
                    .orElse(new byte[0]);
        }
        boolean marker = start.length > 2
                && start[0] == (byte) 0xff
                && (start[1] == (byte) 0xd8 || start[1] == 0x4f)
                && start[2] == (byte) 0xff;
        return start.length > 0 && !marker;
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
