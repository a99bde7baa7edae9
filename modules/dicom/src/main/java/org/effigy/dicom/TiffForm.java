package org.effigy.dicom;

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
        NONE(List.of(1), List.of()),
        LZW(List.of(5), List.of("LZW")),
        DEFLATE(List.of(8, 32946), List.of("ZLib", "Deflate"));

        private final List<Integer> codes;
        private final List<String> names;

        Compression(List<Integer> codes, List<String> names) {
            this.codes = codes;
            this.names = names;
        }

        /** Returns the values that the field Compression (259) may have then. */
        List<Integer> codes() {
            return codes;
        }

        /** Returns what ImageIO plug-ins call it. */
        List<String> names() {
            return names;
        }
    }

    /** Returns the form that every program reads: uncompressed, big endian. */
    public static TiffForm plain() {
        return new TiffForm(Compression.NONE, ByteOrder.BIG_ENDIAN);
    }
}
