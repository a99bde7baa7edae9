package org.effigy.evaluation.privacy;

import java.util.Arrays;
import org.effigy.evaluation.features.FeatureTable;
import org.effigy.evaluation.features.SpaceFeatures;
import org.effigy.evaluation.features.Standardisation;
import org.effigy.evaluation.statistics.Samples;

/** Distances to training images in a feature space: Euclidean, after each feature was standardised on the training images. */
final class SpaceDistances implements Distances {
    /** So many rows at a time are compared with all training rows. */
    private static final int BLOCK = 256;

    private final Samples train;
    private final FeatureTable holdout;
    private final FeatureTable synthetic;
    private final int threads;

    SpaceDistances(SpaceFeatures space, int threads) {
        Standardisation standard = Standardisation.of(space.train());
        train = samples(standard.apply(space.train()));
        holdout = standard.apply(space.holdout());
        synthetic = standard.apply(space.synthetic());
        this.threads = threads;
    }

    private static Samples samples(FeatureTable table) {
        return samples(table, 0, table.rows());
    }

    private static Samples samples(FeatureTable table, int from, int to) {
        int[] rows = new int[to - from];
        Arrays.setAll(rows, i -> from + i);
        return Samples.of(table.values(), table.width(), rows);
    }

    @Override
    public Nearest synthetic() {
        return nearest(synthetic);
    }

    @Override
    public Nearest holdout() {
        return nearest(holdout);
    }

    private Nearest nearest(FeatureTable table) {
        Nearest all = new Nearest(new int[table.rows()], new double[table.rows()], new double[table.rows()]);
        for (int from = 0; from < table.rows(); from += BLOCK) {
            int to = Math.min(table.rows(), from + BLOCK);
            fill(all, from, samples(table, from, to), -1);
        }
        return all;
    }

    /** Fills in the nearest rows from a place on; one training row is left out, -1 for none. */
    private void fill(Nearest all, int from, Samples some, int left) {
        double[] products = some.products(train, threads);
        double[] trainSquares = squares(train);
        double[] squares = squares(some);
        for (int i = 0; i < some.rows(); i++) {
            double first = Double.MAX_VALUE;
            double second = Double.MAX_VALUE;
            int at = -1;
            for (int j = 0; j < train.rows(); j++) {
                double square = Math.max(0, squares[i] + trainSquares[j] - 2 * products[i * train.rows() + j]);
                // What rounding leaves of the distance of equal rows.
                square = square < 1e-9 * (squares[i] + trainSquares[j]) ? 0 : square;
                if (j != left && square < first) {
                    second = first;
                    first = square;
                    at = j;
                } else if (j != left && square < second) {
                    second = square;
                }
            }
            all.at()[from + i] = at;
            all.first()[from + i] = Math.sqrt(first);
            all.second()[from + i] = Math.sqrt(second);
        }
    }

    private static double[] squares(Samples samples) {
        double[] out = new double[samples.rows()];
        for (int i = 0; i < out.length; i++) {
            for (int j = 0; j < samples.width(); j++) {
                double value = samples.values()[i * samples.width() + j];
                out[i] += value * value;
            }
        }
        return out;
    }

    @Override
    public double[] amongTrain(int[] rows) {
        double[] out = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            Nearest one = new Nearest(new int[1], new double[1], new double[1]);
            fill(one, 0, train.pick(new int[] {rows[i]}), rows[i]);
            out[i] = one.first()[0];
        }
        return out;
    }
}
