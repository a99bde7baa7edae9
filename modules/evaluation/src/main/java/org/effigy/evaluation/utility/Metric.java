package org.effigy.evaluation.utility;

import org.effigy.evaluation.statistics.Calibration;
import org.effigy.evaluation.statistics.ScoreCurve;

/** What is said of scores of one class against the rest. */
enum Metric {
    AUC("auc", "higher") {
        @Override
        double of(ClassScores scores, int[] times) {
            return scores.curve().rocArea(times);
        }
    },
    /** The area under the precision-recall curve as average precision. */
    PRECISION_RECALL("pr-auc", "higher") {
        @Override
        double of(ClassScores scores, int[] times) {
            return scores.curve().averagePrecision(times);
        }
    },
    /** At a specificity of 90 %. */
    SENSITIVITY("sensitivity", "higher") {
        @Override
        double of(ClassScores scores, int[] times) {
            return scores.curve().sensitivity(times, SPECIFICITY_PERCENT);
        }
    },
    CALIBRATION("ece", "lower") {
        @Override
        double of(ClassScores scores, int[] times) {
            return Calibration.of(scores.probabilities(), scores.positive(), times, BINS)
                    .expectedError();
        }
    },
    BRIER("brier", "lower") {
        @Override
        double of(ClassScores scores, int[] times) {
            return Calibration.of(scores.probabilities(), scores.positive(), times, BINS)
                    .brier();
        }
    };

    static final int SPECIFICITY_PERCENT = 90;

    /** Bins of equal width of a calibration. */
    static final int BINS = 10;

    private final String word;
    private final String better;

    /**
     * The probabilities of one class by one training.
     *
     * @param curve of the same probabilities
     */
    @SuppressWarnings("ArrayRecordComponent")
    record ClassScores(double[] probabilities, boolean[] positive, ScoreCurve curve) {
        ClassScores(double[] probabilities, boolean[] positive) {
            this(probabilities, positive, new ScoreCurve(probabilities, positive));
        }
    }

    Metric(String word, String better) {
        this.word = word;
        this.better = better;
    }

    /** Returns its name in figures. */
    String word() {
        return word;
    }

    /** Returns whether higher or lower is better. */
    String better() {
        return better;
    }

    /** Returns its value, not a number where it has none; each image counts so many times. */
    abstract double of(ClassScores scores, int[] times);
}
