package org.effigy.evaluation.membership;

/** Scores of images; the higher, the more they speak for members. */
@FunctionalInterface
public interface ScoreFunction {
    /** Returns one score for each image. */
    double[] of(float[] images, int[] labels);

    /** Returns the attack that asks for all scores at once. */
    default Attack attack(String name) {
        return new Attack() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public int[] timeSteps() {
                return new int[] {0};
            }

            @Override
            public double[][] scores(float[] images, int[] labels, int first) {
                return new double[][] {of(images, labels)};
            }

            @Override
            public boolean isOfASet() {
                return true;
            }
        };
    }
}
