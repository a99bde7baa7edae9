package org.effigy.dicom.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.effigy.dicom.TestImages;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.junit.jupiter.api.Test;

/** The formulas of PS3.3, C.11.2.1, against pydicom's apply_windowing and apply_voi_lut and by hand. */
class VoiTransformTest {
    private static final double EXACT = 1e-12;
    private static final double PRINTED = 1e-9;
    private static final double[] X = {-1100, -200, -161, -160, -159.5, 0, 39, 39.5, 40, 100, 239, 239.5, 240, 1000};

    private static double[] of(VoiTransform voi, double... x) {
        return Arrays.stream(x).map(voi::apply).toArray();
    }

    @Test
    void linearIsThatOfPydicom() {
        double[] golden = {0, 0, 0, 0, 0.001253133, 0.401002506, 0.498746867, 0.5, 0.501253133, 0.651629073, 1, 1, 1, 1
        };
        assertArrayEquals(golden, of(new VoiTransform.Linear(40, 400), X), PRINTED);
        // C.11.2.1.2.1: c = 2048, w = 4096 is the identity on 0 to 4095.
        double[] identity = of(new VoiTransform.Linear(2048, 4096), 0, 1, 2047, 4094, 4095);
        assertArrayEquals(new double[] {0, 1 / 4095.0, 2047 / 4095.0, 4094 / 4095.0, 1}, identity, EXACT);
        // A window of 1 is a threshold.
        assertArrayEquals(new double[] {0, 0, 1}, of(new VoiTransform.Linear(100, 1), 99, 99.5, 99.6), EXACT);
    }

    @Test
    void linearExactIsThatOfPydicom() {
        double[] golden = {0, 0, 0, 0, 0.00125, 0.4, 0.4975, 0.49875, 0.5, 0.65, 0.9975, 0.99875, 1, 1};
        assertArrayEquals(golden, of(new VoiTransform.LinearExact(40, 400), X), PRINTED);
        assertArrayEquals(new double[] {0, 0.5, 1}, of(new VoiTransform.LinearExact(0.25, 0.5), 0, 0.25, 0.5), EXACT);
    }

    @Test
    void sigmoidIsThatOfTheStandard() {
        VoiTransform sigmoid = new VoiTransform.Sigmoid(40, 400);
        assertEquals(0.5, sigmoid.apply(40), EXACT);
        assertEquals(1 / (1 + Math.exp(-4)), sigmoid.apply(440), EXACT);
        assertEquals(1 / (1 + Math.exp(2)), sigmoid.apply(-160), EXACT);
        assertEquals(1, sigmoid.apply(40 + 77) + sigmoid.apply(40 - 77), EXACT);
        double[] golden = {
            0.000011195,
            0.083172696,
            0.118156978,
            0.119202922,
            0.11972889,
            0.40131234,
            0.497500021,
            0.498750003,
            0.5,
            0.645656306,
            0.879743138,
            0.88027111,
            0.880797078,
            0.999932276
        };
        assertArrayEquals(golden, of(sigmoid, X), PRINTED);
    }

    private static DicomImage image(DataSet changes, int... cells) {
        DataSet header = TestImages.header(1, cells.length, 16, 12, false).put(Tag.Modality, Vr.CS, "DX");
        changes.forEach(header::put);
        return DicomImage.of(TestImages.row(header, cells));
    }

    private static DataSet window(String function, String center, String width) {
        DataSet d = new DataSet()
                .put(Tag.WindowCenter, Vr.DS, center.split(" "))
                .put(Tag.WindowWidth, Vr.DS, width.split(" "));
        return function.isEmpty() ? d : d.put(Tag.VOILUTFunction, Vr.CS, function);
    }

    @Test
    void theWindowIsAppliedToModalityValuesAndMonochrome1TurnedAround() {
        DataSet d = window("LINEAR_EXACT", "100", "200").put(Tag.RescaleSlope, Vr.DS, "2");
        d.put(Tag.RescaleIntercept, Vr.DS, "-100");
        float[] shown = image(d, 50, 100, 75, 4000).displayValues(0).orElseThrow();
        assertArrayEquals(new float[] {0, 0.5f, 0.25f, 1}, shown, 1e-6f);
        d.put(Tag.PhotometricInterpretation, Vr.CS, "MONOCHROME1");
        assertArrayEquals(
                new float[] {1, 0.5f, 0.75f, 0},
                image(d, 50, 100, 75, 4000).displayValues(0).orElseThrow(),
                1e-6f);
    }

    @Test
    void theFunctionIsLinearUnlessAnotherIsNamedAndTheFirstWindowCounts() {
        float linear = (float) new VoiTransform.Linear(100, 200).apply(90);
        float sigmoid = (float) new VoiTransform.Sigmoid(100, 200).apply(90);
        assertEquals(
                linear, image(window("", "100 5", "200 9"), 90).displayValues(0).orElseThrow()[0]);
        assertEquals(
                sigmoid,
                image(window("SIGMOID", "100", "200"), 90).displayValues(0).orElseThrow()[0]);
        for (DataSet none : new DataSet[] {
            new DataSet(),
            window("", "100", "0"),
            window("", "100", "0.5"),
            window("CURVED", "100", "200"),
            window("SIGMOID", "100", "-1"),
            window("", "100", "wide")
        }) {
            assertTrue(image(none, 90).displayValues(0).isEmpty());
        }
    }

    private static DataSet table(int entries, int first, int bits, int... values) {
        DataSet item = new DataSet()
                .putInts(Tag.LUTDescriptor, Vr.US, entries, first, bits)
                .putInts(Tag.LUTData, Vr.US, values);
        return new DataSet().putItems(Tag.VOILUTSequence, item);
    }

    /** pydicom: apply_voi_lut gives 0, 0, 300, 1023, 1023 of 10 bits for these pixels. */
    @Test
    void aTableGoesBeforeAWindow() {
        DataSet d = table(3, 20, 10, 0, 300, 1023);
        d.put(Tag.WindowCenter, Vr.DS, "21").put(Tag.WindowWidth, Vr.DS, "3");
        float[] shown = image(d, 0, 20, 21, 22, 4095).displayValues(0).orElseThrow();
        assertArrayEquals(new float[] {0, 0, 300 / 1023f, 1, 1}, shown, 1e-6f);
    }

    @Test
    void aTableMayBeginBelowZeroWhereModalityValuesDo() {
        DataSet d = table(4, -2 & 0xffff, 8, 10, 20, 30, 255).put(Tag.RescaleIntercept, Vr.DS, "-1024");
        float[] shown =
                image(d, 1000, 1022, 1023, 1024, 1025, 1026).displayValues(0).orElseThrow();
        assertArrayEquals(new float[] {10 / 255f, 10 / 255f, 20 / 255f, 30 / 255f, 1, 1}, shown, 1e-6f);
        assertThrows(DicomException.class, () -> image(table(9, 0, 8, 1, 2), 1).displayValues(0));
    }

    @Test
    void presentationLutShapeInverseTurnsAroundButNotTwice() {
        DataSet inverse = window("LINEAR_EXACT", "100", "200").put(Tag.PresentationLUTShape, Vr.CS, "INVERSE");
        assertArrayEquals(
                new float[] {1, 0.75f}, image(inverse, 0, 50).displayValues(0).orElseThrow(), 1e-6f);
        inverse.put(Tag.PhotometricInterpretation, Vr.CS, "MONOCHROME1");
        assertArrayEquals(
                new float[] {1, 0.75f}, image(inverse, 0, 50).displayValues(0).orElseThrow(), 1e-6f);
        DataSet identity = window("LINEAR_EXACT", "100", "200").put(Tag.PresentationLUTShape, Vr.CS, "IDENTITY");
        assertArrayEquals(
                new float[] {0, 0.25f}, image(identity, 0, 50).displayValues(0).orElseThrow(), 1e-6f);
    }

    private static DataSet raw(String relation, int sign) {
        return new DataSet()
                .put(Tag.PresentationIntentType, Vr.CS, "FOR PROCESSING")
                .put(Tag.PixelIntensityRelationship, Vr.CS, relation)
                .putInts(Tag.PixelIntensityRelationshipSign, Vr.SS, sign);
    }

    /** Intensity e^-4 of the highest is an optical path of 4; dense is bright whatever the sign. */
    @Test
    void rawRadiographsBecomeBrightWhereLittleRadiationPasses() {
        double most = Math.log(4096);
        int faint = (int) Math.round(4096 * Math.exp(-4)) - 1;
        float[] linear = image(raw("LIN", 1), 4095, faint, 0).modalityValues(0);
        assertArrayEquals(new float[] {0, 4, (float) most}, linear, 0.01f);
        float[] falling = image(raw("LIN", -1), 0, 4095 - faint, 4095).modalityValues(0);
        assertArrayEquals(linear, falling, 1e-5f);
        assertArrayEquals(
                new float[] {4095, 3095, 0}, image(raw("LOG", 1), 0, 1000, 4095).modalityValues(0));
        assertArrayEquals(
                new float[] {0, 1000, 4095},
                image(raw("LOG", -1), 0, 1000, 4095).modalityValues(0));
        DataSet first = raw("LOG", 1).put(Tag.PhotometricInterpretation, Vr.CS, "MONOCHROME1");
        assertArrayEquals(new float[] {4095, 0}, image(first, 0, 4095).modalityValues(0));
    }

    @Test
    void withoutASignOrForPresentationThePhotometricInterpretationDecides() {
        DataSet none = raw("LIN", 1);
        none.remove(Tag.PixelIntensityRelationshipSign);
        assertArrayEquals(new float[] {7, 4095}, image(none, 7, 4095).modalityValues(0));
        DataSet shown = raw("LIN", 1).put(Tag.PresentationIntentType, Vr.CS, "FOR PRESENTATION");
        assertArrayEquals(new float[] {7, 4095}, image(shown, 7, 4095).modalityValues(0));
        assertArrayEquals(new float[] {7, 4095}, image(raw("DISP", 1), 7, 4095).modalityValues(0));
    }
}
