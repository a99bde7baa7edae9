package org.effigy.dicom.deid;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.effigy.dicom.image.PaletteSegments;

/**
 * The entries of look-up tables (PS3.3, C.11.1.1.1 and C.7.6.3.1.5): as many as their descriptor says, of the bits that it
 * says; what is behind them is cut off.
 */
final class LookupTableBytes {
    private static final int DESCRIPTOR_VALUES = 3;
    private static final int MOST_ENTRIES = 65536;
    private static final int WIDEST = 16;

    /** The descriptor of each table. */
    private static final Map<Integer, Integer> DESCRIPTORS = Map.of(
            Tag.LUTData, Tag.LUTDescriptor,
            Tag.RedPaletteColorLookupTableData, Tag.RedPaletteColorLookupTableDescriptor,
            Tag.GreenPaletteColorLookupTableData, Tag.GreenPaletteColorLookupTableDescriptor,
            Tag.BluePaletteColorLookupTableData, Tag.BluePaletteColorLookupTableDescriptor);

    /** The table in segments that may stand in the place of each. */
    private static final Map<Integer, Integer> SEGMENTS = Map.of(
            Tag.RedPaletteColorLookupTableData, Tag.SegmentedRedPaletteColorLookupTableData,
            Tag.GreenPaletteColorLookupTableData, Tag.SegmentedGreenPaletteColorLookupTableData,
            Tag.BluePaletteColorLookupTableData, Tag.SegmentedBluePaletteColorLookupTableData);

    /** What a descriptor says. */
    private record Descriptor(int entries, int bits) {}

    private LookupTableBytes() {}

    /**
     * Returns the entries of a table.
     *
     * @throws InputException if there are fewer or wider ones than the descriptor says, or no descriptor
     */
    static byte[] of(Element table, DataSet in) {
        byte[] bytes = table.bytes();
        Descriptor descriptor = descriptor(table.tag(), in).orElseThrow(() -> contradiction(table.tag()));
        int entries = descriptor.entries();
        boolean wide = bytes.length >= 2 * entries;
        if (!wide && bytes.length < entries) {
            throw contradiction(table.tag());
        }
        byte[] cut = Arrays.copyOf(bytes, wide ? 2 * entries : entries);
        if (!fits(cut, wide, descriptor.bits())) {
            throw contradiction(table.tag());
        }
        return Arrays.copyOf(cut, cut.length + cut.length % 2);
    }

    /**
     * Puts the plain tables for those that a data set has in segments, for segments may hold more than the entries.
     *
     * @throws DicomException if the segments are broken
     */
    static void putExpanded(DataSet in, DataSet out) {
        SEGMENTS.forEach((plain, segmented) -> {
            Optional<Descriptor> descriptor = descriptor(plain, in);
            if (in.contains(segmented) && !in.contains(plain) && descriptor.isPresent()) {
                boolean wide = descriptor.get().bits() > 8;
                byte[] data = in.element(segmented).orElseThrow().bytes();
                int[] entries = new PaletteSegments(
                                numbers(data, wide), wide, descriptor.get().entries(), segmented)
                        .expand();
                out.putBytes(plain, Vr.OW, bytes(entries, wide));
            }
        });
    }

    private static Optional<Descriptor> descriptor(int table, DataSet in) {
        try {
            double[] values = in.numbers(DESCRIPTORS.get(table));
            if (values.length != DESCRIPTOR_VALUES) {
                return Optional.empty();
            }
            int entries = (int) values[0] & 0xffff;
            return Optional.of(new Descriptor(entries == 0 ? MOST_ENTRIES : entries, (int) values[2]));
        } catch (DicomException e) {
            // Not numbers.
            return Optional.empty();
        }
    }

    /** Says whether all entries have so few bits; those of 8 may stand in the upper byte or in both bytes of a word. */
    private static boolean fits(byte[] cut, boolean wide, int bits) {
        if (bits < 1 || bits >= WIDEST) {
            return true;
        }
        boolean low = true;
        boolean high = bits <= 8 && wide;
        boolean both = bits <= 8 && wide;
        for (int number : numbers(cut, wide)) {
            low &= number < 1 << bits;
            high &= (number & 0xff) == 0;
            both &= (number & 0xff) == number >>> 8;
        }
        return low || high || both;
    }

    private static int[] numbers(byte[] data, boolean wide) {
        int[] numbers = new int[wide ? data.length / 2 : data.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = wide ? data[2 * i] & 0xff | (data[2 * i + 1] & 0xff) << 8 : data[i] & 0xff;
        }
        return numbers;
    }

    private static byte[] bytes(int[] numbers, boolean wide) {
        byte[] bytes = new byte[wide ? 2 * numbers.length : numbers.length + numbers.length % 2];
        for (int i = 0; i < numbers.length; i++) {
            bytes[wide ? 2 * i : i] = (byte) numbers[i];
            if (wide) {
                bytes[2 * i + 1] = (byte) (numbers[i] >>> 8);
            }
        }
        return bytes;
    }

    private static InputException contradiction(int tag) {
        return new InputException(Tag.describe(tag) + " does not have the entries and bits that "
                + Tag.describe(DESCRIPTORS.get(tag)) + " says, so text may be hidden in it; remove the table first");
    }
}
