package org.effigy.dicom.data;

/** Tells DICOM files from others by their first bytes. */
public final class Signature {
    private static final int PREAMBLE = 128;

    private Signature() {}

    /** Says whether there are 128 bytes of preamble and then DICM. */
    public static boolean hasPreamble(byte[] start) {
        return start.length >= PREAMBLE + 4
                && start[PREAMBLE] == 'D'
                && start[PREAMBLE + 1] == 'I'
                && start[PREAMBLE + 2] == 'C'
                && start[PREAMBLE + 3] == 'M';
    }

    /** Says whether the file begins with an element of group 0002 or 0008, in either byte order, explicit or not. */
    public static boolean startsWithElement(byte[] start) {
        if (start.length < 8) {
            return false;
        }
        boolean little = (start[0] == 2 || start[0] == 8) && start[1] == 0;
        boolean big = start[0] == 0 && (start[1] == 2 || start[1] == 8);
        if (!little && !big) {
            return false;
        }
        int group = little ? start[0] : start[1];
        int element = little ? u16(start[2], start[3]) : u16(start[3], start[2]);
        int tag = group << 16 | element;
        boolean known = element == 0 || Dictionary.find(tag).isPresent();
        boolean explicit = Vr.of((char) start[4], (char) start[5]).isPresent();
        boolean shortLength = start[6] == 0 && start[7] == 0;
        return known && (explicit || (little && shortLength));
    }

    private static int u16(byte low, byte high) {
        return (low & 0xff) | (high & 0xff) << 8;
    }
}
