package org.effigy.evaluation.fidelity;

import org.effigy.evaluation.images.ImageSet;
import org.effigy.evaluation.part.Study;
import org.effigy.evaluation.statistics.Bootstrap;

/**
 * How often each row is taken in each replicate of the bootstrap by patient; the same for all figures of a cell.
 *
 * @param train by replicate and row
 * @param floor by replicate and row; each empty where there is no floor
 * @param judged by replicate and row
 */
@SuppressWarnings("ArrayRecordComponent")
record Draws(int[][] train, int[][] floor, int[][] judged) {
    static Draws of(Study study, CellRows rows) {
        return new Draws(
                draws(study, study.sets().train(), rows.train()),
                draws(study, study.sets().holdout(), rows.floor()),
                draws(study, study.sets().synthetic(), rows.judged()));
    }

    private static int[][] draws(Study study, ImageSet set, int[] rows) {
        Bootstrap bootstrap = new Bootstrap(study.seed(), set.role(), study.replicates());
        int[] patients = CellRows.patients(set, rows);
        int[][] weights = new int[study.replicates()][];
        for (int r = 0; r < weights.length; r++) {
            weights[r] = rows.length == 0 ? new int[0] : bootstrap.weights(patients, r);
        }
        return weights;
    }

    int replicates() {
        return train.length;
    }

    /** Returns the mean of values under weights. */
    static double mean(double[] values, int[] weights) {
        double sum = 0;
        double all = 0;
        for (int i = 0; i < values.length; i++) {
            sum += weights[i] * values[i];
            all += weights[i];
        }
        return sum / all;
    }
}
