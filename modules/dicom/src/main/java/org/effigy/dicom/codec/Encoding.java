package org.effigy.dicom.codec;

/** How elements are encoded: with or without VR, and the byte order. */
enum Encoding {
    IMPLICIT_LITTLE(false, false),
    EXPLICIT_LITTLE(true, false),
    EXPLICIT_BIG(true, true);

    private final boolean explicit;
    private final boolean bigEndian;

    Encoding(boolean explicit, boolean bigEndian) {
        this.explicit = explicit;
        this.bigEndian = bigEndian;
    }

    boolean isExplicit() {
        return explicit;
    }

    boolean isBigEndian() {
        return bigEndian;
    }

    /** Reverses each unit of the bytes in place, as the other byte order needs. */
    static void swap(byte[] bytes, int unit) {
        for (int start = 0; unit > 1 && start + unit <= bytes.length; start += unit) {
            for (int i = start, j = start + unit - 1; i < j; i++, j--) {
                byte b = bytes[i];
                bytes[i] = bytes[j];
                bytes[j] = b;
            }
        }
    }
}
