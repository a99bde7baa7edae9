package org.effigy.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DissimilarityGuidanceTest {
    private static final int TRAIN = 20;
    private static final int SIDE = 64;
    private static final GateFile FILE = file(SIDE);

    private static GateFile file(int side) {
        return GateBuilder.build(Anatomy.patients(0, TRAIN, side), Anatomy.patients(5000, 20, side), side, 1, "f");
    }

    private static float[] random(long seed, int length) {
        Random random = new Random(seed);
        float[] out = new float[length];
        for (int i = 0; i < length; i++) {
            out[i] = (float) random.nextGaussian();
        }
        return out;
    }

    private static double product(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    @Test
    void theGradientOfTheSimilarityIsThatOfDifferences() {
        DissimilarityGuidance guidance = new DissimilarityGuidance(FILE, 1);
        float[] content = Content.of(Anatomy.of(3, SIDE), SIDE).at(Placement.IDENTITY, Content.GRID);
        float[] gradient = guidance.gradient(content, 3);
        for (int seed = 0; seed < 5; seed++) {
            float[] way = random(seed, content.length);
            double step = 1e-3 * Math.sqrt(product(content, content) / product(way, way));
            float[] before = content.clone();
            float[] after = content.clone();
            for (int i = 0; i < content.length; i++) {
                before[i] -= (float) (step * way[i]);
                after[i] += (float) (step * way[i]);
            }
            double difference = (guidance.similarity(after, 3) - guidance.similarity(before, 3)) / (2 * step);
            double scale = Math.sqrt(product(gradient, gradient) * product(way, way));
            // Central differences of floats.
            assertEquals(difference, product(gradient, way), 1e-4 * scale, "way " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {48, 64, 96})
    void theGradientOfTheImageIsTheTransposeOfTheContentsChange(int side) {
        for (Placement placement : Placement.SEARCH.subList(0, 230).stream()
                .filter(p -> p.hashCode() % 7 == 0)
                .toList()) {
            ContentGradient map = new ContentGradient(Anatomy.of(2, side), side, placement);
            float[] ofImage = random(1, side * side);
            float[] ofContent = random(2, Content.LENGTH);
            float[] change = map.change(ofImage);
            float[] gradient = map.gradient(ofContent);
            double scale = Math.sqrt(product(change, change) * product(ofContent, ofContent));
            assertEquals(product(change, ofContent), product(ofImage, gradient), 1e-5 * scale, placement.text());
        }
    }

    @Test
    void slopesAreThoseBetweenValuesOfOneGreyLevel() {
        float[] ramp = new float[SIDE * SIDE];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = (float) Math.pow((double) i / (ramp.length - 1), 2);
        }
        float[] slopes = Equalisation.slopes(ramp);
        float[] equalised = Equalisation.of(ramp);
        int pairs = 0;
        for (int i = ramp.length / 4; i + 1 < ramp.length; i++) {
            if ((int) (1024 * ramp[i]) == (int) (1024 * ramp[i + 1])) {
                double slope = (equalised[i + 1] - equalised[i]) / (ramp[i + 1] - ramp[i]);
                // Neighbours differ by 1e-4 and more, floats by 6e-8.
                assertEquals(slope, slopes[i], 5e-3 * slope, "value " + i);
                pairs++;
            }
        }
        assertTrue(pairs > 1000, pairs + " pairs of values in one grey level");
    }

    @Test
    void aCopyLeavesTheDistanceOfNearCopiesAndItsContentTurnsByTheAngleThatItLacks() {
        Gate gate = Gate.of(FILE);
        DissimilarityGuidance guidance = new DissimilarityGuidance(FILE, 1);
        double lacking = Math.PI * guidance.threshold() / Projection.BITS;
        for (int i = 0; i < TRAIN; i += 3) {
            float[] copy = Anatomy.of(i, SIDE);
            float[] moved = guidance.moved(copy).orElseThrow();
            assertTrue(gate.look(copy).finding().distance() == 0);
            Gate.Finding finding = gate.look(moved).finding();
            int copies = FILE.calibration().copyDistance();
            assertTrue(finding.distance() > copies, i + ": " + finding.distance() + " of " + copies);
            double correlation = Content.of(copy, SIDE).correlation(Placement.IDENTITY, Content.of(moved, SIDE));
            // The ranks move with the image, and places beyond [-1, 1] are cut.
            assertEquals(lacking, Math.acos(correlation), 0.35 * lacking, "image " + i);
        }
    }

    @Test
    void moreStrengthGoesFurtherAndMirrorImagesAreMovedToo() {
        float[] copy = Anatomy.of(4, SIDE);
        float[] mirrored = new float[copy.length];
        for (int i = 0; i < copy.length; i++) {
            mirrored[i] = copy[i / SIDE * SIDE + SIDE - 1 - i % SIDE];
        }
        Gate gate = Gate.of(FILE);
        int last = gate.look(mirrored).finding().distance();
        assertTrue(last <= 2, "distance of a mirror image: " + last);
        for (double strength : new double[] {0.5, 1, 1.5}) {
            float[] moved =
                    new DissimilarityGuidance(FILE, strength).moved(mirrored).orElseThrow();
            int distance = gate.look(moved).finding().distance();
            assertTrue(distance > last, strength + ": " + distance + " after " + last);
            last = distance;
        }
    }

    @Test
    void whatIsFarFromEveryTrainingImageStaysAsItIs() {
        DissimilarityGuidance guidance = new DissimilarityGuidance(FILE, 1);
        for (int i = 0; i < 20; i++) {
            assertEquals(Optional.empty(), guidance.moved(Anatomy.of(9000 + i, SIDE)), "patient " + i);
        }
        assertEquals(Optional.empty(), guidance.moved(new float[SIDE * SIDE]));
    }

    @Test
    void theThresholdLiesBeyondThatOfTheGate() {
        assertNotEquals(0, FILE.calibration().copyDistance());
        assertEquals(FILE.calibration().copyDistance() + 16, new DissimilarityGuidance(FILE, 1).threshold());
    }

    @Test
    void refusesWrongStrengths() {
        for (double wrong : new double[] {0, -1, 10.5, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> new DissimilarityGuidance(FILE, wrong));
        }
    }
}
