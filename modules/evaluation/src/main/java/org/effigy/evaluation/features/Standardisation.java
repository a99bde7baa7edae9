package org.effigy.evaluation.features;

/** Brings each feature to mean 0 and standard deviation 1 (over n) on a reference; one that is constant there becomes 0. */
@SuppressWarnings("ArrayRecordComponent")
public record Standardisation(double[] mean, double[] scale) {
    /** A standard deviation below this share of the largest value is rounding. */
    private static final double CONSTANT = 1e-6;

    /** Takes means and deviations of a reference. */
    public static Standardisation of(FeatureTable reference) {
        int width = reference.width();
        double[] mean = new double[width];
        double[] scale = new double[width];
        for (int j = 0; j < width; j++) {
            double largest = 0;
            for (int i = 0; i < reference.rows(); i++) {
                mean[j] += reference.at(i, j);
                largest = Math.max(largest, Math.abs(reference.at(i, j)));
            }
            mean[j] /= reference.rows();
            double square = 0;
            for (int i = 0; i < reference.rows(); i++) {
                double d = reference.at(i, j) - mean[j];
                square += d * d;
            }
            double deviation = Math.sqrt(square / reference.rows());
            scale[j] = deviation > CONSTANT * largest ? 1 / deviation : 0;
        }
        return new Standardisation(mean, scale);
    }

    /** Returns the features brought so; finite if they were. */
    public FeatureTable apply(FeatureTable table) {
        float[] values = new float[table.values().length];
        for (int i = 0; i < table.rows(); i++) {
            for (int j = 0; j < table.width(); j++) {
                double z = (table.at(i, j) - mean[j]) * scale[j];
                values[i * table.width() + j] = (float) Math.max(-LARGEST, Math.min(LARGEST, z));
            }
        }
        return new FeatureTable(table.rows(), table.width(), values);
    }

    /** So many standard deviations are far enough; the cube of a product of such stays finite. */
    private static final double LARGEST = 1e6;
}
