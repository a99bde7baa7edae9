package org.effigy.evaluation.radiomics;

import java.util.List;

/**
 * Features of the grey level co-occurrence matrix (Haralick et al. 1973): distance 1, symmetric, in the four directions of the
 * plane, each feature the mean over them.
 */
final class CoOccurrence {
    static final List<String> NAMES = List.of(
            "Autocorrelation",
            "ClusterProminence",
            "ClusterShade",
            "ClusterTendency",
            "Contrast",
            "Correlation",
            "DifferenceAverage",
            "DifferenceEntropy",
            "DifferenceVariance",
            "Id",
            "Idm",
            "Idmn",
            "Idn",
            "Imc1",
            "Imc2",
            "InverseVariance",
            "JointAverage",
            "JointEnergy",
            "JointEntropy",
            "MCC",
            "MaximumProbability",
            "SumAverage",
            "SumEntropy",
            "SumSquares");

    private static final int[][] DIRECTIONS = {{0, 1}, {1, 0}, {1, 1}, {1, -1}};

    private final int size;
    private final double[] p;
    private final double[] marginal;
    private double mean;

    private CoOccurrence(GreyLevels image, int[] direction) {
        size = image.most();
        p = new double[size * size];
        marginal = new double[size];
        count(image, direction[0], direction[1]);
    }

    /** Returns the features by {@link #NAMES}. */
    static double[] of(GreyLevels image) {
        double[] sums = new double[NAMES.size()];
        for (int[] direction : DIRECTIONS) {
            double[] one = new CoOccurrence(image, direction).features();
            for (int i = 0; i < sums.length; i++) {
                sums[i] += one[i] / DIRECTIONS.length;
            }
        }
        return sums;
    }

    private void count(GreyLevels image, int down, int right) {
        int side = image.side();
        int[] levels = image.levels();
        long pairs = 0;
        for (int y = 0; y + down < side; y++) {
            for (int x = Math.max(0, -right); x < side - Math.max(0, right); x++) {
                int a = levels[y * side + x] - 1;
                int b = levels[(y + down) * side + x + right] - 1;
                p[a * size + b]++;
                p[b * size + a]++;
                pairs += 2;
            }
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                p[i * size + j] /= pairs;
                marginal[i] += p[i * size + j];
            }
            mean += (i + 1) * marginal[i];
        }
    }

    private double[] features() {
        double[] sum = new double[2 * size + 1];
        double[] difference = new double[size];
        double[] joint = new double[JOINT];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                double q = p[i * size + j];
                if (q > 0) {
                    sum[i + j + 2] += q;
                    difference[Math.abs(i - j)] += q;
                    add(joint, i, j, q);
                }
            }
        }
        double variance = 0;
        for (int i = 0; i < size; i++) {
            variance += marginal[i] * (i + 1 - mean) * (i + 1 - mean);
        }
        double[] d = differences(difference);
        double[] clusters = clusters(sum);
        double[] information = information(joint[ENTROPY]);
        double correlation = variance == 0 ? 1 : (joint[COVARIANCE] + Logs.EPSILON) / (variance + Logs.EPSILON);
        return new double[] {
            joint[PRODUCT],
            clusters[2],
            clusters[1],
            clusters[0],
            d[0],
            correlation,
            d[1],
            d[2],
            d[3],
            d[4],
            d[5],
            d[6],
            d[7],
            information[0],
            information[1],
            d[8],
            mean,
            joint[ENERGY],
            joint[ENTROPY],
            MaximalCorrelation.of(p, marginal),
            joint[LARGEST],
            clusters[3],
            Logs.entropy(sum),
            variance
        };
    }

    private static final int PRODUCT = 0;
    private static final int COVARIANCE = 1;
    private static final int ENERGY = 2;
    private static final int ENTROPY = 3;
    private static final int LARGEST = 4;
    private static final int JOINT = 5;

    private void add(double[] joint, int i, int j, double q) {
        joint[PRODUCT] += q * (i + 1) * (j + 1);
        joint[COVARIANCE] += q * (i + 1 - mean) * (j + 1 - mean);
        joint[ENERGY] += q * q;
        joint[ENTROPY] -= q * Logs.log2(q + Logs.EPSILON);
        joint[LARGEST] = Math.max(joint[LARGEST], q);
    }

    /** Returns contrast, average, entropy and variance of the difference, Id, Idm, Idmn, Idn and inverse variance. */
    private double[] differences(double[] q) {
        double[] out = new double[9];
        double n = size;
        for (int k = 0; k < size; k++) {
            double square = (double) k * k;
            out[0] += q[k] * square;
            out[1] += q[k] * k;
            out[4] += q[k] / (1 + k);
            out[5] += q[k] / (1 + square);
            out[6] += q[k] / (1 + square / (n * n));
            out[7] += q[k] / (1 + k / n);
            out[8] += k > 0 ? q[k] / square : 0;
        }
        out[2] = Logs.entropy(q);
        for (int k = 0; k < size; k++) {
            out[3] += q[k] * (k - out[1]) * (k - out[1]);
        }
        return out;
    }

    /** Returns cluster tendency, shade and prominence, and the sum average. */
    private double[] clusters(double[] sum) {
        double[] out = new double[4];
        for (int k = 2; k < sum.length; k++) {
            double d = k - 2 * mean;
            out[0] += sum[k] * d * d;
            out[1] += sum[k] * d * d * d;
            out[2] += sum[k] * d * d * d * d;
            out[3] += sum[k] * k;
        }
        return out;
    }

    /**
     * Returns the informational measures of correlation 1 and 2. With both marginals equal, HXY1 and HXY2 are twice the entropy of
     * one, since the logarithm of a product is a sum.
     */
    private double[] information(double joint) {
        double own = Logs.entropy(marginal);
        double rest = 2 * own - joint;
        return new double[] {own == 0 ? 0 : -rest / own, rest > 0 ? Math.sqrt(1 - Math.exp(-2 * rest)) : 0};
    }
}
