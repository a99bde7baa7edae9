package org.effigy.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.effigy.dicom.data.DicomException;

/**
 * Reads and writes DICOM files, by itself or with a DICOM library. Implementations are found by {@link java.util.ServiceLoader}, the one with the
 * highest priority is used; they are thread-safe and keep no state.
 */
public interface DicomCodec {
    /** The name of the codec that is always there. */
    String BUILT_IN = "built-in";

    /** Returns what the user knows the codec by. */
    String name();

    /** Returns the version of the library behind it, empty if there is none. */
    default String version() {
        return "";
    }

    /** Returns the rank; the built-in codec has 0. */
    int priority();

    /**
     * Reads a file; values come back in little endian, whatever the file has.
     *
     * @throws DicomException if the file is not sound DICOM or exceeds a limit
     */
    DicomFile read(Path file, ReadOptions options) throws IOException;

    /**
     * Reads everything but the pixel data, and says where that lies; as strict as reading the file whole, but without the
     * time and memory. Codecs that cannot pass over the pixel data read it all.
     *
     * @throws DicomException as {@link #read}
     */
    default DicomHeader readHeader(Path file) throws IOException {
        return new DicomHeader(read(file, ReadOptions.whole()), Optional.empty());
    }

    /**
     * Writes a file in its transfer syntax, atomically: the target is complete or as it was. Group lengths are dropped,
     * values are padded to even lengths, the file meta is made anew.
     *
     * @throws IllegalArgumentException if the transfer syntax does not suit the pixel data
     */
    void write(DicomFile file, Path path) throws IOException;
}
