package org.effigy.dicom.picture;

import java.nio.ByteOrder;
import java.util.List;

/**
 * How a TIFF is written; the values in it are the same in every form.
 *
 * @param compression how the pixels are packed, without loss
 * @param byteOrder of the file
 */
public record TiffForm(Compression compression, ByteOrder byteOrder) {
    /** How pixels are packed, without loss. */
    public enum Compression {
        NONE,
        LZW,
        DEFLATE;

        /** Returns the values that the field Compression (259) may have then. */
        List<Integer> codes() {
            return switch (this) {
                case NONE -> List.of(1);
                case LZW -> List.of(5);
                case DEFLATE -> List.of(8, 32946);
            };
        }

        /** Returns what ImageIO plug-ins call it. */
        List<String> names() {
            return switch (this) {
                case NONE -> List.of();
                case LZW -> List.of("LZW");
                case DEFLATE -> List.of("ZLib", "Deflate");
            };
        }
    }

    /** Returns the form that every program reads: uncompressed, big endian. */
    public static TiffForm plain() {
        return new TiffForm(Compression.NONE, ByteOrder.BIG_ENDIAN);
    }
}
