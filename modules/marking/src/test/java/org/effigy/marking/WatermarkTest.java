package org.effigy.marking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WatermarkTest {
    private static final MarkLimits GREY = MarkLimits.picture(255);
    private static final MarkLimits HOUNSFIELD = MarkLimits.hounsfield(1, Short.MIN_VALUE, Short.MAX_VALUE);

    @Test
    void aMarkOfNoStrengthIsNoMark() {
        Plane image = TextureImages.grey(40, 52, 1);
        Plane same = new WatermarkEmbedder(MarkLimits.nothing(-1000, 1000)).mark(image);
        assertArrayEquals(image.values(), same.values());
    }

    @Test
    void isFoundWhereItIsAndNotWhereItIsNot() {
        for (int seed = 1; seed <= 4; seed++) {
            Plane image = TextureImages.grey(128, 128, seed);
            assertFalse(Watermark.find(image).isMark(), "seed " + seed);
            assertTrue(Watermark.find(mark(image)).isCertain(), "seed " + seed);
        }
    }

    @Test
    void survivesCropResizeInversionWindowAndCoarserLevels() {
        for (int seed = 1; seed <= 3; seed++) {
            Plane marked = mark(TextureImages.grey(128, 128, seed));
            found("crop", TextureImages.crop(marked, 17, 5, 102, 102));
            found("resize", TextureImages.resize(marked, 96, 96));
            found("enlarge", TextureImages.resize(marked, 160, 160));
            Plane inverted = TextureImages.map(marked, v -> 255 - v);
            found("inversion", inverted);
            assertTrue(Watermark.find(marked).statistic()
                            * Watermark.find(inverted).statistic()
                    < 0);
            found("window", TextureImages.map(marked, v -> Math.min(Math.max(2 * v - 128, 0), 255)));
            found("half the levels", TextureImages.map(marked, v -> Math.floor(v / 2)));
        }
    }

    private static void found(String attack, Plane image) {
        Finding finding = Watermark.find(image);
        assertTrue(finding.isMark(), attack + ": log10 of the false alarm is " + finding.log10FalseAlarm());
    }

    @Test
    void halfShiftsHoldTheWholeOnes() {
        Plane image = TextureImages.grey(70, 90, 4);
        Correlation correlation = new Correlation(Residual.of(image), 70, 90);
        correlation.scale(1.1);
        double[] whole = correlation.statistics(WatermarkKey.PUBLISHED);
        double[] half = correlation.halfShifts(WatermarkKey.PUBLISHED);
        int side = WatermarkKey.SIDE;
        for (int i = 0; i < whole.length; i++) {
            assertEquals(whole[i], half[2 * (i / side) * 2 * side + 2 * (i % side)], 1e-12 * whole.length);
        }
    }

    @Test
    void aTileHalfwayBetweenWholeShiftsIsFoundThere() {
        Pattern pattern = Pattern.flat(WatermarkKey.PUBLISHED);
        float[] values = new float[100 * 100];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) pattern.at(i / 100 - 7.5, i % 100 - 20.5);
        }
        Finding finding = Watermark.find(new Plane(100, 100, values));
        assertEquals(7.5, finding.rowShift());
        assertEquals(20.5, finding.columnShift());
        assertEquals(1, finding.scale(), 1e-12);
        double whole = Watermark.place(new Plane(100, 100, values), WatermarkKey.PUBLISHED, 1, 1)
                .statistic();
        assertTrue(finding.statistic() > 1.4 * whole, finding.statistic() + " at half shifts, " + whole + " at whole");
    }

    @Test
    void aRadiographChangesByAboutOneLevel() {
        Plane image = TextureImages.grey(96, 96, 2);
        Plane marked = mark(image);
        double squares = 0;
        for (int i = 0; i < image.values().length; i++) {
            double change = marked.values()[i] - image.values()[i];
            assertTrue(Math.abs(change) <= 3, "a pixel changes by " + change);
            squares += change * change;
        }
        double psnr = 10 * Math.log10(255 * 255 * image.values().length / squares);
        assertTrue(psnr > 47.9, "PSNR is " + psnr);
    }

    @Test
    void noRegionOfCtChangesItsMeanByMoreThanOneHounsfieldUnit() {
        Plane image = TextureImages.hounsfield(128, 128, 3);
        Plane marked = new WatermarkEmbedder(HOUNSFIELD).mark(image);
        int[] steps = new int[image.values().length];
        int changed = 0;
        for (int i = 0; i < steps.length; i++) {
            steps[i] = (int) (marked.values()[i] - image.values()[i]);
            changed += steps[i] == 0 ? 0 : 1;
        }
        double most = RegionMeansTest.mostMean(steps, 128, 128);
        assertTrue(most <= 1 + 1e-12, "a region's mean changes by " + most);
        assertTrue(changed > steps.length / 2);
        assertTrue(Watermark.find(marked).isCertain());
    }

    @Test
    void neverLeavesTheRangeOfStoredValues() {
        Plane image = TextureImages.map(TextureImages.grey(64, 64, 5), v -> Math.min(Math.max(3 * v - 250, 0), 255));
        for (float value : mark(image).values()) {
            assertTrue(value >= 0 && value <= 255 && value == Math.rint(value));
        }
    }

    @Test
    void theStatisticOfKeysThatMarkNothingIsStandardNormal() {
        Plane image = TextureImages.grey(100, 90, 6);
        Correlation correlation = new Correlation(Residual.of(image), 100, 90);
        correlation.scale(1);
        List<Double> values = new ArrayList<>();
        int keys = 60;
        for (int key = 1; key <= keys; key++) {
            double[] statistics = correlation.statistics(WatermarkKey.decoy(key));
            // Places far apart, which hardly know of each other.
            for (int i = 0; i < statistics.length; i += 97) {
                values.add(statistics[i]);
            }
        }
        int n = values.size();
        double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
        double variance = values.stream().mapToDouble(v -> v * v).average().orElseThrow();
        double fourth =
                values.stream().mapToDouble(v -> v * v * v * v).average().orElseThrow();
        // Four standard errors.
        assertEquals(0, mean, 4 / Math.sqrt(n));
        assertEquals(1, variance, 4 * Math.sqrt(2.0 / n));
        assertEquals(3, fourth, 4 * Math.sqrt(96.0 / n));
    }

    @Test
    void decoysAreFoundNoOftenerThanTheirFalseAlarmSays() {
        int searches = 0;
        int alarms = 0;
        for (int seed = 1; seed <= 3; seed++) {
            Plane image = mark(TextureImages.grey(64, 64, seed));
            for (int key = 1; key <= 20; key++) {
                searches++;
                alarms += Watermark.find(image, WatermarkKey.decoy(key)).log10FalseAlarm() <= -1 ? 1 : 0;
            }
        }
        // Expected are at most 6; 14 would be three standard deviations more.
        assertTrue(alarms < 14, alarms + " of " + searches + " at a probability of 0.1");
    }

    @Test
    void agreesWithTheReferenceInNumpy() {
        // scripts/make-golden-watermark.py: the same key, image, scales and weights in numpy.
        Finding finding = Watermark.find(TextureImages.formula(90, 70));
        assertEquals(GOLDEN_STATISTIC, finding.statistic(), 1e-6);
        assertEquals(GOLDEN_SCALE, finding.scale(), 1e-12);
    }

    private static final double GOLDEN_STATISTIC = -5.104247674;
    private static final double GOLDEN_SCALE = 0.757183415908870;

    @Test
    void anImageWithoutAnythingHasNoMark() {
        Finding finding = Watermark.find(new Plane(50, 40, new float[2000]));
        assertEquals(0, finding.log10FalseAlarm());
        for (int side : List.of(1, 2, 3, 8)) {
            assertFalse(Watermark.find(TextureImages.grey(side, side, 1)).isMark());
        }
        assertEquals(
                1,
                new WatermarkEmbedder(GREY)
                        .mark(new Plane(1, 1, new float[] {7}))
                        .values()
                        .length);
    }

    @Test
    void refusesValuesThatAreNoNumbers() {
        Plane image = new Plane(1, 2, new float[] {0, Float.NaN});
        assertThrows(IllegalArgumentException.class, () -> Watermark.find(image));
    }

    @Test
    void tailsAreThoseOfTables() {
        // scipy.stats.norm.logsf(z) / log(10)
        assertEquals(-2.869699036, NormalTail.log10(3), 1e-6);
        assertEquals(-9.005864327, NormalTail.log10(6), 1e-6);
        assertEquals(-88.56009535, NormalTail.log10(20), 1e-5);
    }

    private static Plane mark(Plane image) {
        return new WatermarkEmbedder(GREY).mark(image);
    }
}
