package org.effigy.dicom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.effigy.base.InputException;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.Signature;

/**
 * Reads and writes DICOM files with the best codec there is, or with the one that the program has chosen by its name. Users know
 * the choice as that of the DICOM engine.
 */
public final class Dicom {
    /** How many bytes of a file tell whether it is DICOM. */
    public static final int START_BYTES = 132;

    /** The name of the codec that all of the process uses; empty for the best. */
    private static volatile String chosen = "";

    private Dicom() {}

    /** Loaded with the first use, once. */
    private static final class Registered {
        static final List<DicomCodec> CODECS =
                sorted(ServiceLoader.load(DicomCodec.class, Dicom.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get));
        static final DicomCodec BUILT_IN = choose(CODECS, DicomCodec.BUILT_IN).orElseThrow();
    }

    /**
     * Chooses the codec that this process uses from now on; {@link #codec} refuses one that is not there.
     *
     * @param name of the codec, empty for the best
     */
    public static void choose(String name) {
        chosen = name;
    }

    /** Returns the codecs with the highest priority first; of two with the same, the built-in one. */
    static List<DicomCodec> sorted(Stream<DicomCodec> codecs) {
        return codecs.sorted(
                        Comparator.comparingInt(DicomCodec::priority).reversed().thenComparing(codec -> !codec.name()
                                .equals(DicomCodec.BUILT_IN)))
                .toList();
    }

    /** Returns the best codec of this name, or of any if it is empty. */
    static Optional<DicomCodec> choose(List<DicomCodec> codecs, String name) {
        return codecs.stream()
                .filter(codec -> name.isEmpty() || codec.name().equals(name))
                .findFirst();
    }

    /** Returns the codecs there are, the best first. */
    public static List<DicomCodec> codecs() {
        return Registered.CODECS;
    }

    /**
     * Returns the codec in use.
     *
     * @throws InputException if one was chosen that is not there
     */
    public static DicomCodec codec() {
        return choose(codecs(), chosen)
                .orElseThrow(() -> new InputException("the chosen DICOM engine is not part of this build; there is: "
                        + String.join(
                                ", ", codecs().stream().map(DicomCodec::name).toList())));
    }

    /**
     * Reads a whole file.
     *
     * @throws DicomException if the file is not sound DICOM
     */
    public static DicomFile read(Path file) throws IOException {
        return codec().read(file, ReadOptions.whole());
    }

    /** Reads a file up to its pixel data, which is neither read nor in the result. */
    public static DicomFile readHeader(Path file) throws IOException {
        return codec().read(file, ReadOptions.header());
    }

    /**
     * Reads everything but the pixel data and says where that lies; as strict as {@link #read}. This is always done by
     * the built-in codec, so that what is derived from it does not depend on the choice.
     *
     * @throws DicomException if the file is not sound DICOM
     */
    public static DicomHeader header(Path file) throws IOException {
        return Registered.BUILT_IN.readHeader(file);
    }

    /** Writes a file in its transfer syntax, atomically. */
    public static void write(DicomFile file, Path path) throws IOException {
        codec().write(file, path);
    }

    /**
     * Says whether the first bytes are those of a DICOM file: the preamble and DICM, or, without preamble, an element of
     * group 0002 or 0008 as the first. Reads only these bytes; the rest of the file may still be broken.
     */
    public static boolean looksLikeDicom(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return looksLikeDicom(in.readNBytes(START_BYTES));
        }
    }

    /** Says the same of a file's first bytes, {@link #START_BYTES} of them or all if it has fewer. */
    public static boolean looksLikeDicom(byte[] start) {
        return Signature.hasPreamble(start) || Signature.startsWithElement(start);
    }
}
