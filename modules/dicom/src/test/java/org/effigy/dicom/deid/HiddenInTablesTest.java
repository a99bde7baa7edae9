package org.effigy.dicom.deid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.effigy.base.InputException;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Dictionary;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.effigy.dicom.image.DicomImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Look-up tables and lists of binary numbers hold their entries and nothing else. */
class HiddenInTablesTest {
    private static final byte[] NAME = "ZQMAIER^HANS".getBytes(StandardCharsets.US_ASCII);
    private static final int ENTRIES = 256;
    private static final int FRAME_VOI_LUT = 0x00289132;

    private static byte[] words(int count, IntUnaryOperator entry) {
        ByteBuffer out = ByteBuffer.allocate(2 * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            out.putShort((short) entry.applyAsInt(i));
        }
        return out.array();
    }

    private static byte[] bytes(int count) {
        byte[] out = new byte[count];
        for (int i = 0; i < count; i++) {
            out[i] = (byte) (count - i);
        }
        return out;
    }

    private static byte[] with(byte[] table, byte[] behind) {
        byte[] out = Arrays.copyOf(table, table.length + behind.length);
        System.arraycopy(behind, 0, out, table.length, behind.length);
        return out;
    }

    private static DataSet scrubbed(DataSet dataSet) {
        return new Deidentifier(DeidOptions.basic().withBurnedInAllowed(), TestObjects.KEY)
                .apply(DicomFile.of(dataSet))
                .dataSet();
    }

    private static DataSet lut(int sequence, int entries, int bits, byte[] data) {
        DataSet d = TestObjects.ct().dataSet();
        DataSet into = d;
        if (sequence == FRAME_VOI_LUT) {
            into = new DataSet();
            DataSet frame = new DataSet();
            d.putItems(0x52009229, frame);
            frame.putItems(FRAME_VOI_LUT, into);
            sequence = Tag.VOILUTSequence;
        }
        DataSet item = new DataSet();
        into.putItems(sequence, item);
        item.putInts(Tag.LUTDescriptor, Vr.US, entries & 0xffff, 0, bits);
        item.putBytes(Tag.LUTData, Vr.OW, data);
        return d;
    }

    private static byte[] data(DataSet dataSet) {
        for (Element element : dataSet) {
            for (DataSet item : element.items()) {
                Optional<Element> table = item.element(Tag.LUTData);
                byte[] found = table.isPresent() ? table.get().bytes() : data(item);
                if (found.length > 0) {
                    return found;
                }
            }
        }
        return new byte[0];
    }

    @ParameterizedTest
    @ValueSource(ints = {Tag.ModalityLUTSequence, Tag.VOILUTSequence, FRAME_VOI_LUT})
    void tablesAreCutToTheirDescriptors(int sequence) {
        byte[] wide = words(ENTRIES, i -> 16 * i);
        assertArrayEquals(wide, data(scrubbed(lut(sequence, ENTRIES, 12, with(wide, NAME)))));
        assertArrayEquals(wide, data(scrubbed(lut(sequence, ENTRIES, 12, wide))));
        assertArrayEquals(wide, data(scrubbed(lut(sequence, ENTRIES, 16, with(wide, wide)))));
        byte[] narrow = bytes(ENTRIES);
        assertArrayEquals(narrow, data(scrubbed(lut(sequence, ENTRIES, 8, with(narrow, NAME)))));
        assertArrayEquals(Arrays.copyOf(bytes(99), 100), data(scrubbed(lut(sequence, 99, 8, with(bytes(99), NAME)))));
        byte[] all = words(65536, i -> i);
        assertArrayEquals(all, data(scrubbed(lut(sequence, 0, 16, with(all, NAME)))));
    }

    @ParameterizedTest
    @ValueSource(ints = {Tag.ModalityLUTSequence, Tag.VOILUTSequence, FRAME_VOI_LUT})
    void tablesThatAreNotAsTheirDescriptorsSayAreRefused(int sequence) {
        byte[] text = words(ENTRIES, i -> i & 0xff | NAME[i % NAME.length] << 8);
        for (DataSet bad : List.of(
                lut(sequence, ENTRIES, 8, text),
                lut(sequence, ENTRIES, 10, text),
                lut(sequence, ENTRIES, 12, text),
                lut(sequence, ENTRIES, 16, bytes(ENTRIES - 2)))) {
            InputException e = assertThrows(InputException.class, () -> scrubbed(bad));
            assertTrue(e.getMessage().contains("LUTData (0028,3006)"), e.getMessage());
            assertEquals(1, e.getMessage().lines().count());
        }
        DataSet none = lut(sequence, ENTRIES, 8, NAME);
        none.items(sequence == FRAME_VOI_LUT ? 0x52009229 : sequence).forEach(item -> {
            item.remove(Tag.LUTDescriptor);
            item.items(FRAME_VOI_LUT)
                    .forEach(f -> f.items(Tag.VOILUTSequence).forEach(i -> i.remove(Tag.LUTDescriptor)));
        });
        assertThrows(InputException.class, () -> scrubbed(none));
    }

    private static DataSet palette(int entries, int bits, byte[] data, boolean segmented) {
        DataSet d = TestObjects.ct().dataSet();
        d.put(Tag.PhotometricInterpretation, Vr.CS, "PALETTE COLOR");
        d.remove(Tag.RescaleIntercept);
        d.remove(Tag.RescaleSlope);
        for (int color = 0; color < 3; color++) {
            d.putInts(Tag.RedPaletteColorLookupTableDescriptor + color, Vr.US, entries & 0xffff, 0, bits);
            int tag = segmented ? Tag.SegmentedRedPaletteColorLookupTableData : Tag.RedPaletteColorLookupTableData;
            d.putBytes(tag + color, Vr.OW, data);
        }
        return d;
    }

    @Test
    void palettesAreCutToTheirDescriptorsAndShowTheSame() {
        for (DataSet in : List.of(
                palette(ENTRIES, 16, with(words(ENTRIES, i -> 77 * i), NAME), false),
                palette(ENTRIES, 8, with(bytes(ENTRIES), NAME), false),
                palette(ENTRIES, 8, with(words(ENTRIES, i -> i * 257), NAME), false),
                palette(ENTRIES, 8, with(words(ENTRIES, i -> i << 8), NAME), false),
                palette(ENTRIES, 8, with(words(ENTRIES, i -> i), NAME), false))) {
            DataSet out = scrubbed(in);
            for (int color = 0; color < 3; color++) {
                byte[] table = out.element(Tag.RedPaletteColorLookupTableData + color)
                        .orElseThrow()
                        .bytes();
                assertEquals(-1, TestObjects.find(table, NAME));
            }
            assertArrayEquals(
                    DicomImage.of(DicomFile.of(in)).storedValues(0),
                    DicomImage.of(DicomFile.of(out)).storedValues(0));
        }
        byte[] text = words(ENTRIES, i -> i & 0xff | NAME[i % NAME.length] << 8);
        assertThrows(InputException.class, () -> scrubbed(palette(ENTRIES, 8, text, false)));
    }

    @Test
    void palettesInSegmentsAreWrittenOutAndShowTheSame() {
        // Four single values, then a straight line to a fifth one in 252 steps; behind them, what no entry is left for.
        int[] wide = {0, 4, 7, 9, 1000, 3, 1, 252, 60_000};
        int[] narrow = {0, 4, 7, 9, 100, 3, 1, 252, 250};
        byte[] narrowBytes = new byte[narrow.length + 1];
        for (int i = 0; i < narrow.length; i++) {
            narrowBytes[i] = (byte) narrow[i];
        }
        for (DataSet in : List.of(
                palette(ENTRIES, 16, with(words(wide.length, i -> wide[i]), NAME), true),
                palette(ENTRIES, 8, with(narrowBytes, NAME), true))) {
            DataSet out = scrubbed(in);
            assertFalse(out.contains(Tag.SegmentedRedPaletteColorLookupTableData));
            assertArrayEquals(
                    DicomImage.of(DicomFile.of(in)).storedValues(0),
                    DicomImage.of(DicomFile.of(out)).storedValues(0));
        }
    }

    @Test
    void binaryNumbersOfAnyAttributeThatIsKeptCarryNoText() {
        int tried = 0;
        for (Dictionary.Entry entry : Dictionary.entries()) {
            if (entry.pattern().contains("x")
                    || entry.vrs().get(0).isText()
                    || entry.vrs().get(0) == Vr.SQ) {
                continue;
            }
            int tag = Integer.parseUnsignedInt(entry.pattern(), 16);
            boolean pixels = Tag.group(tag) == 0x7fe0 || Tag.group(tag) == 0x0028 || Tag.group(tag) <= 4;
            if (pixels || Tag.group(tag) == 0xfffe || KeptAttributes.find(tag).isEmpty()) {
                continue;
            }
            // As many values as the attribute may have, and far more.
            for (int repeat : new int[] {1, 2, 4, 8, 40}) {
                byte[] text = new byte[0];
                for (int i = 0; i < repeat; i++) {
                    text = with(text, "ZQMAIER^HANSJOACHIM^^^^^".getBytes(StandardCharsets.US_ASCII));
                }
                DataSet d = TestObjects.ct().dataSet();
                d.putBytes(tag, entry.vrs().get(0), text);
                DataSet out = scrubbed(d);
                byte[] left = out.element(tag).map(Element::bytes).orElse(new byte[0]);
                assertTrue(left.length == 0 || TestObjects.find(left, NAME) < 0, () -> Tag.describe(tag));
                tried++;
            }
        }
        assertTrue(tried > 500, "tried " + tried);
    }

    @Test
    void pointersToAttributesAreKeptIfTheyPointToOnes() {
        DataSet d = TestObjects.ct().dataSet();
        byte[] frameTime = {0x18, 0, 0x63, 0x10};
        d.putBytes(0x00280009, Vr.AT, frameTime);
        assertArrayEquals(
                frameTime, scrubbed(d).element(0x00280009).orElseThrow().bytes());
        d.putBytes(0x00280009, Vr.AT, NAME);
        assertFalse(scrubbed(d).contains(0x00280009));
    }

    @Test
    void safePrivateNumbersAreNotMoreThanTheirAttributesHave() {
        DataSet d = TestObjects.ct().dataSet();
        d.put(0x00450012, Vr.LO, "GEMS_HELIOS_01");
        d.putBytes(0x00451202, Vr.FL, with(NAME, NAME));
        d.putNumbers(0x00451201, Vr.SS, 4);
        d.put(0x00190010, Vr.LO, "SIEMENS MR HEADER");
        d.putNumbers(0x00191027, Vr.FD, 1, 2, 3, 4, 5, 6);
        DataSet out = new Deidentifier(DeidOptions.basic().with(DeidOption.RETAIN_SAFE_PRIVATE), TestObjects.KEY)
                .apply(DicomFile.of(d))
                .dataSet();
        assertFalse(out.contains(0x00451202));
        assertTrue(out.contains(0x00451201));
        assertTrue(out.contains(0x00191027));
    }
}
