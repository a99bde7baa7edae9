package org.effigy.dicom.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataSetTest {
    @Test
    void elementsAreInTheOrderOfUnsignedTags() {
        DataSet dataSet = new DataSet()
                .putBytes(0xfffcfffc, Vr.OB, new byte[2])
                .putInts(Tag.Rows, Vr.US, 1)
                .put(Tag.Modality, Vr.CS, "CT");
        assertEquals(List.of(Tag.Modality, Tag.Rows, 0xfffcfffc), dataSet.tags());
    }

    @Test
    void absentAndEmptyValuesGiveNothing() {
        DataSet dataSet = new DataSet().put(Tag.PatientName, Vr.PN).put(Tag.RescaleSlope, Vr.DS, "");
        assertTrue(dataSet.string(Tag.PatientName).isEmpty());
        assertTrue(dataSet.number(Tag.RescaleSlope).isEmpty());
        assertTrue(dataSet.integer(Tag.Rows).isEmpty());
        assertEquals(List.of(), dataSet.items(Tag.ViewCodeSequence));
        assertEquals(0, dataSet.numbers(Tag.PixelSpacing).length);
    }

    @Test
    void paddingIsRemovedAndEmptyValuesInBetweenAreKept() {
        DataSet dataSet = new DataSet()
                .putBytes(Tag.ImageType, Vr.CS, Values.ascii("DERIVED \\\\ AXIAL "))
                .putBytes(Tag.StudyInstanceUID, Vr.UI, new byte[] {'1', '.', '2', 0})
                .putBytes(Tag.PatientComments, Vr.LT, Values.ascii("  a\\b  "));
        assertEquals(List.of("DERIVED", "", "AXIAL"), dataSet.strings(Tag.ImageType));
        assertEquals("1.2", dataSet.string(Tag.StudyInstanceUID).orElseThrow());
        assertEquals("  a\\b", dataSet.string(Tag.PatientComments).orElseThrow());
    }

    @Test
    void numbersOfEveryVrComeBack() {
        DataSet dataSet = new DataSet()
                .putNumbers(0x00091001, Vr.US, 0, 65535)
                .putNumbers(0x00091002, Vr.SS, -32768, 32767)
                .putNumbers(0x00091003, Vr.UL, 0, 4294967295.0)
                .putNumbers(0x00091004, Vr.SL, -2147483648.0)
                .putNumbers(0x00091005, Vr.SV, -9007199254740992.0)
                .putNumbers(0x00091006, Vr.UV, 9007199254740992.0)
                .putNumbers(0x00091007, Vr.FL, 0.5)
                .putNumbers(0x00091008, Vr.FD, -0.1)
                .putInts(0x00091009, Vr.AT, 0x00181063)
                .putNumbers(0x0009100a, Vr.DS, 0.1, -1e-7, 1.0 / 3)
                .putInts(0x0009100b, Vr.IS, -5, 7);
        assertArrayEquals(new double[] {0, 65535}, dataSet.numbers(0x00091001));
        assertArrayEquals(new double[] {-32768, 32767}, dataSet.numbers(0x00091002));
        assertArrayEquals(new double[] {0, 4294967295.0}, dataSet.numbers(0x00091003));
        assertArrayEquals(new double[] {-2147483648.0}, dataSet.numbers(0x00091004));
        assertArrayEquals(new double[] {-9007199254740992.0}, dataSet.numbers(0x00091005));
        assertArrayEquals(new double[] {9007199254740992.0}, dataSet.numbers(0x00091006));
        assertArrayEquals(new double[] {0.5}, dataSet.numbers(0x00091007));
        assertArrayEquals(new double[] {-0.1}, dataSet.numbers(0x00091008));
        assertArrayEquals(new double[] {0x00181063}, dataSet.numbers(0x00091009));
        assertArrayEquals(new double[] {0.1, -1e-7, 1.0 / 3}, dataSet.numbers(0x0009100a), 1e-14);
        assertArrayEquals(new double[] {-5, 7}, dataSet.numbers(0x0009100b));
        assertEquals(List.of("0", "65535"), dataSet.strings(0x00091001));
    }

    @Test
    void decimalStringsHaveAtMost16CharactersAndStayClose() {
        for (double value :
                new double[] {0, 1, -1024, 0.1, 1.0 / 3, -1.0 / 3, 1e300, -2.2250738585072014e-308, 123456789.123456}) {
            String text = Values.decimalString(value);
            assertTrue(text.length() <= 16, text);
            assertEquals(value, Double.parseDouble(text), Math.abs(value) * 1e-8);
        }
        assertEquals("0.1", Values.decimalString(0.1));
        assertEquals("-1024", Values.decimalString(-1024));
        assertThrows(IllegalArgumentException.class, () -> Values.decimalString(Double.NaN));
    }

    @Test
    void aDecimalCommaIsReadAsAPoint() {
        DataSet dataSet =
                new DataSet().put(Tag.RescaleIntercept, Vr.DS, "-1024,5").put(Tag.PixelSpacing, Vr.DS, "0,5", "0.25");
        assertEquals(-1024.5, dataSet.number(Tag.RescaleIntercept).orElseThrow());
        assertArrayEquals(new double[] {0.5, 0.25}, dataSet.numbers(Tag.PixelSpacing));
    }

    @Test
    void whatIsNotANumberIsRefusedWithTheTagAndWithoutTheValue() {
        for (String text : List.of("SECRET", "0x1p3", "NaN", "Infinity", "1d", "1,2,3", "1,234.5")) {
            DataSet dataSet = new DataSet().put(Tag.RescaleSlope, Vr.DS, text);
            DicomException e = assertThrows(DicomException.class, () -> dataSet.number(Tag.RescaleSlope));
            assertTrue(e.getMessage().contains("RescaleSlope (0028,1053)"));
            assertFalse(e.getMessage().contains(text));
        }
        DataSet half = new DataSet().put(Tag.NumberOfFrames, Vr.IS, "1.5");
        assertThrows(DicomException.class, () -> half.integer(Tag.NumberOfFrames));
        DataSet odd = new DataSet().putBytes(Tag.Rows, Vr.US, new byte[3]);
        assertThrows(DicomException.class, () -> odd.integer(Tag.Rows));
    }

    @Test
    void valuesThatDoNotFitTheVrCannotBePut() {
        DataSet dataSet = new DataSet();
        assertThrows(IllegalArgumentException.class, () -> dataSet.putInts(Tag.Rows, Vr.US, 65536));
        assertThrows(IllegalArgumentException.class, () -> dataSet.putInts(Tag.Rows, Vr.US, -1));
        assertThrows(IllegalArgumentException.class, () -> dataSet.putNumbers(Tag.Rows, Vr.US, 1.5));
        assertThrows(IllegalArgumentException.class, () -> dataSet.put(Tag.Rows, Vr.US, "1"));
        assertThrows(IllegalArgumentException.class, () -> dataSet.put(Tag.ImageType, Vr.CS, "A\\B"));
        assertThrows(IllegalArgumentException.class, () -> dataSet.put(Tag.PatientName, Vr.PN, "日本"));
        assertTrue(dataSet.isEmpty());
    }

    @Test
    void anItemWithoutCharacterSetUsesThatAroundIt() {
        byte[] utf8 = "日本".getBytes(StandardCharsets.UTF_8);
        DataSet inner = new DataSet().putBytes(Tag.PatientName, Vr.PN, utf8);
        DataSet own = new DataSet()
                .put(Tag.SpecificCharacterSet, Vr.CS, "ISO_IR 100")
                .putBytes(Tag.PatientName, Vr.PN, new byte[] {(byte) 0xe4, ' '});
        DataSet outer = new DataSet().put(Tag.SpecificCharacterSet, Vr.CS, "ISO_IR 192");
        outer.putItems(Tag.ViewCodeSequence, inner, own);
        assertEquals(
                "日本",
                outer.items(Tag.ViewCodeSequence).get(0).string(Tag.PatientName).orElseThrow());
        assertEquals(
                "ä",
                outer.items(Tag.ViewCodeSequence).get(1).string(Tag.PatientName).orElseThrow());
        assertEquals(
                "日本",
                outer.copy()
                        .items(Tag.ViewCodeSequence)
                        .get(0)
                        .string(Tag.PatientName)
                        .orElseThrow());
    }

    @Test
    void aCopyIsEqualAndIndependentDownToTheItems() {
        DataSet dataSet = new DataSet()
                .putItems(Tag.ViewCodeSequence, new DataSet().put(Tag.CodeValue, Vr.SH, "A"))
                .put(Tag.PatientID, Vr.LO, "1");
        DataSet copy = dataSet.copy();
        assertEquals(dataSet, copy);
        DataSet item = copy.items(Tag.ViewCodeSequence).get(0);
        assertNotSame(dataSet.items(Tag.ViewCodeSequence).get(0), item);
        item.put(Tag.CodeValue, Vr.SH, "B");
        copy.remove(Tag.PatientID);
        assertEquals(
                "A",
                dataSet.items(Tag.ViewCodeSequence).get(0).string(Tag.CodeValue).orElseThrow());
        assertTrue(dataSet.contains(Tag.PatientID));
    }

    @Test
    void textFormsNeverShowAValue() {
        DataSet dataSet = new DataSet().put(Tag.PatientName, Vr.PN, "SECRET");
        assertFalse(dataSet.toString().contains("SECRET"));
        assertFalse(dataSet.element(Tag.PatientName).orElseThrow().toString().contains("SECRET"));
    }
}
