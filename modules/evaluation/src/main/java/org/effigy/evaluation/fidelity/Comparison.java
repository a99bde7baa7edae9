package org.effigy.evaluation.fidelity;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.statistics.Bootstrap;
import org.effigy.evaluation.statistics.FrechetDistance;
import org.effigy.evaluation.statistics.FrechetLimit;
import org.effigy.evaluation.statistics.KernelDistance;
import org.effigy.evaluation.statistics.Manifolds;
import org.effigy.evaluation.statistics.Rows;
import org.effigy.evaluation.statistics.Samples;
import org.effigy.evaluation.statistics.VendiScore;

/** The figures of a sample beside a reference in one feature space, by the last part of their ids. */
final class Comparison {
    /** Neighbours of precision, recall, density and coverage. */
    static final int NEIGHBOURS = 5;

    private final Samples reference;
    private final int[][] draws;
    private final int threads;
    private final double[] products;
    private final double[] distances;
    private final double[] squares;
    /** What each replicate makes of the reference alone, for the kernel distance. */
    private double[] within = {};

    private Optional<FrechetDistance> prepared = Optional.empty();

    /**
     * Prepares a reference.
     *
     * @param draws how often each of its points is taken in each replicate
     */
    Comparison(Samples reference, int[][] draws, int threads) {
        this.reference = reference;
        this.draws = draws;
        this.threads = threads;
        products = reference.products(reference, threads);
        squares = diagonal(products, reference.rows());
        distances = Manifolds.distances(products, squares, squares);
    }

    private static double[] diagonal(double[] matrix, int n) {
        double[] out = new double[n];
        for (int i = 0; i < n; i++) {
            out[i] = matrix[i * n + i];
        }
        return out;
    }

    /**
     * Returns the figures of a sample.
     *
     * @param weights how often each of its points is taken in each replicate
     * @param realOnly only recall and coverage, which count points of the reference
     */
    Map<String, Estimate> of(Samples sample, int[][] weights, boolean realOnly) {
        Map<String, Estimate> found = new LinkedHashMap<>();
        double[] cross = reference.products(sample, threads);
        double[] own = sample.products(sample, threads);
        if (!realOnly) {
            found.put("kid", kernel(cross, own, sample.rows(), weights));
            frechet(sample, weights, found);
        }
        manifolds(cross, own, sample.rows(), weights, realOnly, found);
        if (!realOnly) {
            found.put("vendi", vendi(sample, weights));
        }
        return found;
    }

    private Estimate kernel(double[] cross, double[] own, int size, int[][] weights) {
        KernelDistance distance =
                new KernelDistance(products, cross, own, new int[] {reference.rows(), size, reference.width()});
        if (within.length == 0) {
            double[] all = new double[draws.length];
            Rows.compute(threads, all.length, r -> all[r] = distance.withinReal(draws[r]));
            within = all;
        }
        double[] replicates = new double[draws.length];
        Rows.compute(
                threads, replicates.length, r -> replicates[r] = distance.replicate(within[r], draws[r], weights[r]));
        return Bootstrap.estimate(distance.value(), replicates);
    }

    private void frechet(Samples sample, int[][] weights, Map<String, Estimate> found) {
        FrechetLimit.Both both = FrechetLimit.of(frechet(), sample, threads);
        found.put("frechet", linear(both.whole(), weights));
        found.put("frechet.limit", linear(both.limit(), weights));
    }

    /** Prepares the reference when it is first needed. */
    private FrechetDistance frechet() {
        if (prepared.isEmpty()) {
            prepared = Optional.of(new FrechetDistance(reference, threads));
        }
        return prepared.get();
    }

    private Estimate linear(FrechetDistance.Result result, int[][] weights) {
        double[] replicates = new double[draws.length];
        for (int r = 0; r < replicates.length; r++) {
            replicates[r] = result.value()
                    + Draws.mean(result.ofReference(), draws[r])
                    + Draws.mean(result.ofSample(), weights[r]);
        }
        return Bootstrap.estimate(result.value(), replicates);
    }

    private void manifolds(
            double[] cross, double[] own, int size, int[][] weights, boolean realOnly, Map<String, Estimate> found) {
        double[] ownSquares = diagonal(own, size);
        Manifolds balls = Manifolds.of(
                distances,
                Manifolds.distances(cross, squares, ownSquares),
                Manifolds.distances(own, ownSquares, ownSquares),
                new int[] {reference.rows(), size, NEIGHBOURS});
        if (!realOnly) {
            found.put("precision", mean(balls.precision(), weights));
        }
        found.put("recall", mean(balls.recall(), draws));
        if (!realOnly) {
            found.put("density", mean(balls.density(), weights));
        }
        found.put("coverage", mean(balls.coverage(), draws));
    }

    private static Estimate mean(double[] values, int[][] weights) {
        double[] replicates =
                Arrays.stream(weights).mapToDouble(w -> Draws.mean(values, w)).toArray();
        return Bootstrap.estimate(Arrays.stream(values).sum() / values.length, replicates);
    }

    private Estimate vendi(Samples sample, int[][] weights) {
        VendiScore score = VendiScore.of(sample, threads);
        double[] replicates = Arrays.stream(weights)
                .mapToDouble(w -> score.value() * Math.exp(Draws.mean(score.influence(), w)))
                .toArray();
        return Bootstrap.estimate(score.value(), replicates);
    }
}
