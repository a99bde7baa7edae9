package org.effigy.dicom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.ServiceLoader;

/** Reads and writes DICOM files with the best codec there is. */
public final class Dicom {
    private static final int PREAMBLE = 128;
    private static final DicomCodec CODEC = ServiceLoader.load(DicomCodec.class, Dicom.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .max(Comparator.comparingInt(DicomCodec::priority))
            .orElseThrow(() -> new IllegalStateException("no DICOM codec on the class path"));

    private Dicom() {}

    /** Returns the codec in use. */
    public static DicomCodec codec() {
        return CODEC;
    }

    /**
     * Reads a whole file.
     *
     * @throws DicomException if the file is not sound DICOM
     */
    public static DicomFile read(Path file) throws IOException {
        return CODEC.read(file, ReadOptions.whole());
    }

    /** Reads a file up to its pixel data, which is neither read nor in the result. */
    public static DicomFile readHeader(Path file) throws IOException {
        return CODEC.read(file, ReadOptions.header());
    }

    /** Writes a file in its transfer syntax, atomically. */
    public static void write(DicomFile file, Path path) throws IOException {
        CODEC.write(file, path);
    }

    /**
     * Says whether the first bytes are those of a DICOM file: the preamble and DICM, or, without preamble, an element of
     * group 0002 or 0008 as the first. Reads only these bytes; the rest of the file may still be broken.
     */
    public static boolean looksLikeDicom(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(PREAMBLE + 4);
        }
        return Signature.hasPreamble(start) || Signature.startsWithElement(start);
    }
}
