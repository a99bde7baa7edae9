package org.effigy.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.effigy.evaluation.Estimate;
import org.junit.jupiter.api.Test;

final class SampleDistancesTest {
    private static final double EXACT = 1e-10;

    private static Samples normal(long seed, int rows, int width, double shift) {
        Random random = new Random(seed);
        double[] values = new double[rows * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextGaussian() * (1 + i % width * 0.2) + shift;
        }
        return new Samples(rows, width, values);
    }

    private static KernelDistance kernel(Samples a, Samples b) {
        return new KernelDistance(
                a.products(a, 1), a.products(b, 1), b.products(b, 1), new int[] {a.rows(), b.rows(), a.width()});
    }

    @Test
    void productsAreThoseOfTheDefinitionWithAnyNumberOfThreads() {
        Samples a = normal(1, 70, 131, 0);
        Samples b = normal(2, 9, 131, 1);
        double[] found = a.products(b, 3);
        for (int i = 0; i < 70; i++) {
            for (int j = 0; j < 9; j++) {
                double sum = 0;
                for (int k = 0; k < 131; k++) {
                    sum += a.values()[i * 131 + k] * b.values()[j * 131 + k];
                }
                assertEquals(sum, found[i * 9 + j], EXACT);
            }
        }
        assertTrue(Arrays.equals(found, a.products(b, 1)));
    }

    /** Two points each, in one dimension: k(x, y) = (x y + 1)^3. */
    @Test
    void kernelDistanceOfTwoPairsByHand() {
        Samples real = new Samples(2, 1, new double[] {0, 1});
        Samples other = new Samples(2, 1, new double[] {1, 2});
        // Within real: k(0,1) = 1. Within other: k(1,2) = 27. Between: 1, 1, 8, 27.
        assertEquals(1 + 27 - 2 * (1 + 1 + 8 + 27) / 4.0, kernel(real, other).value(), EXACT);
    }

    @Test
    void everyPointTakenOnceGivesTheDistanceItself() {
        KernelDistance distance = kernel(normal(1, 20, 3, 0), normal(2, 30, 3, 0.5));
        int[] a = new int[20];
        int[] b = new int[30];
        Arrays.fill(a, 1);
        Arrays.fill(b, 1);
        assertEquals(distance.value(), distance.replicate(distance.withinReal(a), a, b), EXACT);
    }

    @Test
    void kernelDistanceIsNoneOnAverageForOneDistribution() {
        double mean = IntStream.range(0, 200)
                .mapToDouble(i -> kernel(normal(2 * i, 40, 2, 0), normal(2 * i + 1, 40, 2, 0))
                        .value())
                .average()
                .orElseThrow();
        // Its standard error over 200 draws is about 0.1.
        assertEquals(0, mean, 0.4);
    }

    /** Two Gaussians on a line: (m1 - m2)^2 + (s1 - s2)^2. */
    @Test
    void frechetDistanceOnALineIsThatOfMeansAndDeviations() {
        Samples a = new Samples(4, 1, new double[] {-3, -1, 1, 3});
        Samples b = new Samples(3, 1, new double[] {4, 5, 6});
        double s1 = Math.sqrt(20.0 / 3);
        assertEquals(25 + (s1 - 1) * (s1 - 1), new FrechetDistance(a, 1).to(b).value(), EXACT);
    }

    @Test
    void frechetDistanceOfASampleToItselfIsNone() {
        for (int rows : new int[] {8, 40}) {
            Samples sample = normal(3, rows, 12, 2);
            assertEquals(0, new FrechetDistance(sample, 2).to(sample).value(), 1e-9);
        }
    }

    @Test
    void coordinatesThatDoNotVaryChangeNoDistance() {
        Samples reference = normal(3, 40, 3, 0);
        Samples sample = normal(4, 30, 3, 1);
        double expected = new FrechetDistance(reference, 1).to(sample).value();
        assertEquals(
                expected,
                new FrechetDistance(widened(reference), 1).to(widened(sample)).value(),
                EXACT);
    }

    /** Returns the points with a coordinate of 0 before the others and two behind. */
    private static Samples widened(Samples points) {
        double[] values = new double[points.rows() * 6];
        for (int i = 0; i < points.rows(); i++) {
            System.arraycopy(points.values(), i * 3, values, i * 6 + 1, 3);
        }
        return new Samples(points.rows(), 6, values);
    }

    @Test
    void influencesAreTheDerivativesByTheWeightsOfPoints() {
        int copies = 1000;
        for (int[] sizes : new int[][] {{30, 25}, {30, 4}, {5, 25}, {5, 4}}) {
            Samples reference = many(normal(5, sizes[0], 6, 0), copies, -1);
            Samples sample = many(normal(6, sizes[1], 6, 0.3), copies, -1);
            FrechetDistance.Result base = new FrechetDistance(reference, 1).to(sample);
            for (int i = 0; i < 3; i++) {
                String which = sizes[0] + " and " + sizes[1] + ", point " + i;
                double more = new FrechetDistance(reference, 1)
                        .to(many(normal(6, sizes[1], 6, 0.3), copies, i))
                        .value();
                double slope = (more - base.value()) * (sample.rows() + 1);
                assertEquals(slope, base.ofSample()[i], FIRST_ORDER * (1 + Math.abs(slope)), which);
                more = new FrechetDistance(many(normal(5, sizes[0], 6, 0), copies, i), 1)
                        .to(sample)
                        .value();
                slope = (more - base.value()) * (reference.rows() + 1);
                assertEquals(slope, base.ofReference()[i], FIRST_ORDER * (1 + Math.abs(slope)), which);
            }
        }
    }

    /** Of a difference for a slope, one point among a thousand or more being counted once more. */
    private static final double FIRST_ORDER = 0.02;

    /** Returns each point so many times, and one of them once more. */
    private static Samples many(Samples points, int copies, int extra) {
        int[] rows = IntStream.range(0, points.rows() * copies + (extra >= 0 ? 1 : 0))
                .map(i -> i < points.rows() * copies ? i % points.rows() : extra)
                .toArray();
        return points.pick(rows);
    }

    @Test
    void theLimitOfTheFrechetDistanceIsFreeOfTheBiasOfSmallSamples() {
        Samples reference = normal(7, 6000, 4, 0);
        FrechetDistance distance = new FrechetDistance(reference, 2);
        double whole = 0;
        double limit = 0;
        int draws = 60;
        for (int i = 0; i < draws; i++) {
            FrechetLimit.Both both = FrechetLimit.of(distance, normal(100 + i, 90, 4, 0), 2);
            whole += both.whole().value() / draws;
            limit += both.limit().value() / draws;
        }
        assertTrue(whole > 0.1, "the distance of 90 points is biased: " + whole);
        assertTrue(Math.abs(limit) < 0.2 * whole, "limit " + limit + ", whole " + whole);
    }

    @Test
    void aLineThroughThreePointsMeetsZeroWhereItShould() {
        double[] share = FrechetLimit.intercept(new double[] {1, 2, 3});
        double value = 0;
        for (int i = 0; i < 3; i++) {
            value += share[i] * (5 + 2 * (i + 1));
        }
        assertEquals(5, value, EXACT);
    }

    @Test
    void theVendiScoreOfThePublishedExample() {
        double[] similar = {1, 0.9, 0, 0.9, 1, 0, 0, 0, 1};
        assertEquals(2.1573, VendiScore.ofSimilarities(similar, 3), 5e-5);
        assertEquals(1, VendiScore.ofSimilarities(new double[] {1, 1, 1, 1}, 2), EXACT);
    }

    @Test
    void theVendiScoreCountsDirections() {
        Samples four = new Samples(4, 3, new double[] {1, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 1});
        double expected = Math.exp(-(0.5 * Math.log(0.5) + 2 * 0.25 * Math.log(0.25)));
        assertEquals(expected, VendiScore.of(four, 1).value(), EXACT);
        Samples flat = normal(8, 5, 40, 0);
        Samples unit = flat.unit();
        double score = VendiScore.ofSimilarities(unit.products(unit, 1), 5);
        assertEquals(score, VendiScore.of(flat, 1).value(), EXACT);
        assertEquals(0, Arrays.stream(VendiScore.of(flat, 1).influence()).sum(), 1e-9);
        assertEquals(
                0,
                Arrays.stream(VendiScore.of(normal(8, 50, 4, 0), 1).influence()).sum(),
                1e-9);
    }

    private static Manifolds balls(Samples a, Samples b, int k) {
        double[] aa = a.products(a, 1);
        double[] bb = b.products(b, 1);
        double[] sa = diagonal(aa, a.rows());
        double[] sb = diagonal(bb, b.rows());
        return Manifolds.of(
                Manifolds.distances(aa, sa, sa),
                Manifolds.distances(a.products(b, 1), sa, sb),
                Manifolds.distances(bb, sb, sb),
                new int[] {a.rows(), b.rows(), k});
    }

    private static double[] diagonal(double[] m, int n) {
        return IntStream.range(0, n).mapToDouble(i -> m[i * n + i]).toArray();
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    /** Real 0, 1, 3, 10 with k = 1 have balls of radius 1, 1, 2, 7. */
    @Test
    void ballsOnALineByHand() {
        Samples real = new Samples(4, 1, new double[] {0, 1, 3, 10});
        Samples other = new Samples(3, 1, new double[] {0.5, 4, 20});
        Manifolds found = balls(real, other, 1);
        assertEquals(2.0 / 3, mean(found.precision()), EXACT);
        // 0.5 lies in the balls of 0 and 1, 4 in those of 3 and 10.
        assertEquals((2 + 2) / 3.0, mean(found.density()), EXACT);
        assertEquals(1, mean(found.coverage()), EXACT);
        // The balls of 0.5 and 4 have radius 3.5, that of 20 has 16: all are in one.
        assertEquals(1, mean(found.recall()), EXACT);
    }

    @Test
    void theExpectedCoverageOfTwoSamplesOfAThousandIsAsPublished() {
        assertEquals(0.96898, Manifolds.expectedCoverage(1000, 1000, 5), 5e-6);
        double mean = IntStream.range(0, 60)
                .mapToDouble(i -> mean(balls(normal(2 * i, 100, 3, 0), normal(2 * i + 1, 100, 3, 0), 5)
                        .coverage()))
                .average()
                .orElseThrow();
        // 60 draws of 100 points; their standard error is about 0.003.
        assertEquals(Manifolds.expectedCoverage(100, 100, 5), mean, 0.012);
    }

    @Test
    void theBootstrapTakesWholePatients() {
        int[] patients = {0, 0, 1, 2, 2, 2};
        Bootstrap bootstrap = new Bootstrap(1, "test", 50);
        for (int r = 0; r < 50; r++) {
            int[] weights = bootstrap.weights(patients, r);
            assertEquals(weights[0], weights[1]);
            assertEquals(weights[3], weights[5]);
            assertEquals(3, weights[0] + weights[2] + weights[3]);
        }
        assertTrue(!Arrays.equals(bootstrap.weights(patients, 0), bootstrap.weights(patients, 1))
                || !Arrays.equals(bootstrap.weights(patients, 1), bootstrap.weights(patients, 2)));
    }

    @Test
    void theIntervalOfAMeanIsAsWideAsItsStandardError() {
        Samples sample = normal(9, 400, 1, 0);
        int[] alone = IntStream.range(0, 400).toArray();
        Bootstrap bootstrap = new Bootstrap(3, "mean", 2000);
        Estimate found = Bootstrap.estimate(mean(sample.values()), bootstrap.means(sample.values(), alone));
        assertEquals(2 * 1.96 / 20, found.high() - found.low(), 0.02);
    }
}
