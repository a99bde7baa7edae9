package org.effigy.dicom;

import java.io.IOException;
import java.nio.file.Path;

/** Reads and writes grey images of 8 and 16 bits as PNG and TIFF. */
public final class GrayImages {
    private GrayImages() {}

    /** Reads a grey PNG or TIFF of 8 or 16 bits. */
    public static GrayImage read(Path file) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Writes a PNG, atomically. */
    public static void writePng(Path file, GrayImage image) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Writes a TIFF, atomically. */
    public static void writeTiff(Path file, GrayImage image) throws IOException {
        throw new UnsupportedOperationException();
    }
}
