package org.effigy.dicom.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;

/** A table of LUTDescriptor and LUTData (PS3.3, C.11.1.1.1 and C.11.2.1.1). Immutable. */
final class LookupTable {
    private final float[] entries;
    private final int firstMapped;
    private final int bits;

    private LookupTable(float[] entries, int firstMapped, int bits) {
        this.entries = entries;
        this.firstMapped = firstMapped;
        this.bits = bits;
    }

    /**
     * Reads the table of an item.
     *
     * @param signed whether the values that it maps may be negative; a descriptor of VR SS says so too
     */
    static LookupTable of(DataSet item, boolean signed) {
        double[] descriptor = item.numbers(Tag.LUTDescriptor);
        byte[] data = item.element(Tag.LUTData).map(Element::bytes).orElse(new byte[0]);
        if (descriptor.length != 3) {
            throw new DicomException(
                    Kind.MALFORMED, "LUTDescriptor (0028,3002) does not have 3 values; the file is broken");
        }
        int count = (int) descriptor[0] & 0xffff;
        int entries = count == 0 ? 65536 : count;
        int first = signed ? (short) descriptor[1] : (int) descriptor[1] & 0xffff;
        if (!signed && descriptor[1] < 0) {
            first = (int) descriptor[1];
        }
        if (data.length != entries && data.length != entries + 1 && data.length < 2 * entries) {
            throw new DicomException(
                    Kind.MALFORMED,
                    "LUTData (0028,3006) is " + data.length + " bytes long, " + 2 * entries
                            + " are needed; the file is broken");
        }
        boolean wide = data.length >= 2 * entries;
        ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        float[] table = new float[entries];
        for (int i = 0; i < entries; i++) {
            table[i] = wide ? in.getShort() & 0xffff : in.get() & 0xff;
        }
        int bits = (int) descriptor[2];
        return new LookupTable(table, first, bits >= 1 && bits <= 16 ? bits : wide ? 16 : 8);
    }

    /** Returns how many bits the descriptor gives an entry. */
    int bits() {
        return bits;
    }

    /** Returns the entry of a value; those below the first and above the last entry get these. */
    float apply(long value) {
        long index = Math.max(0, Math.min(entries.length - 1, value - firstMapped));
        return entries[(int) index];
    }
}
