package org.effigy.dicom.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.effigy.codecs.Rgb;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;

/** The colour tables of an image (PS3.3, C.7.6.3.1.5 and C.7.9), written out or in segments. Immutable. */
final class Palette {
    private static final int[] DESCRIPTORS = {
        Tag.RedPaletteColorLookupTableDescriptor,
        Tag.GreenPaletteColorLookupTableDescriptor,
        Tag.BluePaletteColorLookupTableDescriptor
    };
    private static final int[] TABLES = {
        Tag.RedPaletteColorLookupTableData, Tag.GreenPaletteColorLookupTableData, Tag.BluePaletteColorLookupTableData
    };
    private static final int[] SEGMENTS = {
        Tag.SegmentedRedPaletteColorLookupTableData,
        Tag.SegmentedGreenPaletteColorLookupTableData,
        Tag.SegmentedBluePaletteColorLookupTableData
    };

    private final int[][] tables;
    private final int firstMapped;
    private final int bits;

    private Palette(int[][] tables, int firstMapped, int bits) {
        this.tables = tables;
        this.firstMapped = firstMapped;
        this.bits = bits;
    }

    /**
     * Reads the tables of a data set.
     *
     * @param signed whether stored values are, and so the first one mapped
     */
    static Palette of(DataSet dataSet, boolean signed) {
        int[][] tables = new int[3][];
        int first = 0;
        int bits = 8;
        for (int color = 0; color < 3; color++) {
            int[] descriptor = descriptor(dataSet, DESCRIPTORS[color]);
            int entries = descriptor[0] == 0 ? 65536 : descriptor[0];
            tables[color] = dataSet.contains(TABLES[color])
                    ? plain(dataSet, TABLES[color], entries)
                    : segmented(dataSet, SEGMENTS[color], entries, descriptor[2]);
            first = signed ? (short) descriptor[1] : descriptor[1];
            boolean wide = descriptor[2] > 8 || Arrays.stream(tables[color]).anyMatch(v -> v > 255);
            bits = wide ? 16 : bits;
        }
        return new Palette(tables, first, bits);
    }

    /** Returns how many bits a colour has, 8 or 16. */
    int bits() {
        return bits;
    }

    /** Returns red, green and blue for each stored value; values beyond the tables get their first or last colour. */
    int[] toRgb(int[] stored) {
        int[] rgb = new int[Math.multiplyExact(3, stored.length)];
        for (int i = 0; i < stored.length; i++) {
            for (int color = 0; color < 3; color++) {
                long index = Math.max(0, Math.min(tables[color].length - 1L, (long) stored[i] - firstMapped));
                rgb[3 * i + color] = tables[color][(int) index];
            }
        }
        return rgb;
    }

    /** Returns the brightness for each stored value; where the three colours are equal, exactly theirs. */
    int[] toGray(int[] stored) {
        return Rgb.gray(toRgb(stored));
    }

    /** Returns the three numbers of a descriptor, whatever VR a file gave them. */
    private static int[] descriptor(DataSet dataSet, int tag) {
        byte[] bytes = dataSet.element(tag).map(Element::bytes).orElse(new byte[0]);
        if (bytes.length < 6) {
            throw new DicomException(
                    Kind.MALFORMED, Tag.describe(tag) + " is missing or not three numbers; a palette image needs it");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return new int[] {in.getShort() & 0xffff, in.getShort() & 0xffff, in.getShort() & 0xffff};
    }

    private static int[] plain(DataSet dataSet, int tag, int entries) {
        byte[] data = dataSet.element(tag).map(Element::bytes).orElseThrow();
        boolean wide = data.length >= 2 * entries;
        if (!wide && data.length < entries) {
            throw new DicomException(
                    Kind.MALFORMED,
                    Tag.describe(tag) + " is " + data.length + " bytes long, its descriptor asks for " + entries
                            + " entries; the file is broken");
        }
        return Arrays.copyOf(numbers(data, wide), entries);
    }

    private static int[] numbers(byte[] data, boolean wide) {
        int[] out = new int[wide ? data.length / 2 : data.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = wide ? (data[2 * i] & 0xff) | (data[2 * i + 1] & 0xff) << 8 : data[i] & 0xff;
        }
        return out;
    }

    private static int[] segmented(DataSet dataSet, int tag, int entries, int bits) {
        byte[] data = dataSet.element(tag)
                .map(Element::bytes)
                .orElseThrow(() -> new DicomException(
                        Kind.MALFORMED, Tag.describe(tag) + " is missing; a palette image needs it or a plain table"));
        return new PaletteSegments(numbers(data, bits > 8), bits > 8, entries, tag).expand();
    }
}
