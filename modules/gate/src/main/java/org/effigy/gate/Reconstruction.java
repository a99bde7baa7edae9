package org.effigy.gate;

/**
 * What of an image can be computed back from its descriptor: by whoever has the record alone, and by whoever has images of the same
 * kind besides. It is for studies of what descriptors give away.
 */
public final class Reconstruction {
    /** Part of the mean variance that is added to every sign's, for what signs leave open. */
    private static final double NOISE = 0.5;

    private final Projection projection;
    private final int side;

    /** Prepares reconstruction from descriptors of a seed. */
    public Reconstruction(long seed, int side) {
        projection = new Projection(seed);
        this.side = side;
    }

    private float[] content(float[] image) {
        float[] content = Content.of(image, side).at(Placement.IDENTITY, Content.GRID);
        double square = 1e-12;
        for (float value : content) {
            square += (double) value * value;
        }
        for (int i = 0; i < content.length; i++) {
            content[i] /= (float) Math.sqrt(square);
        }
        return content;
    }

    private double[] signs(float[] content) {
        long[] words = projection.descriptor(content);
        double[] signs = new double[Projection.BITS];
        for (int i = 0; i < signs.length; i++) {
            signs[i] = (words[i / Long.SIZE] >>> i % Long.SIZE & 1) == 1 ? 1 : -1;
        }
        return signs;
    }

    /**
     * Returns for each image the correlation of its band-passed content at 32 x 32 with the best linear estimate from its
     * descriptor.
     *
     * @param known images of the same kind that the estimate is made from
     */
    public double[] correlations(RealImages known, RealImages attacked) {
        int bits = Projection.BITS;
        double[] gram = new double[bits * bits];
        double[][] across = new double[bits][Content.LENGTH];
        for (int k = 0; k < known.size(); k++) {
            float[] content = content(known.image(k));
            double[] signs = signs(content);
            for (int i = 0; i < bits; i++) {
                for (int j = 0; j < bits; j++) {
                    gram[i * bits + j] += signs[i] * signs[j] / known.size();
                }
                for (int j = 0; j < content.length; j++) {
                    across[i][j] += signs[i] * content[j] / known.size();
                }
            }
        }
        for (int i = 0; i < bits; i++) {
            gram[i * bits + i] += NOISE;
        }
        double[] factor = Cholesky.factor(gram, bits);
        double[] out = new double[attacked.size()];
        for (int k = 0; k < out.length; k++) {
            float[] content = content(attacked.image(k));
            double[] weights = solve(factor, signs(content), bits);
            float[] estimate = new float[content.length];
            for (int i = 0; i < bits; i++) {
                for (int j = 0; j < estimate.length; j++) {
                    estimate[j] += (float) (weights[i] * across[i][j]);
                }
            }
            out[k] = Content.cosine(estimate, content);
        }
        return out;
    }

    /** Returns for each image the correlation of its content with the signs rotated back, without any other image. */
    public double[] correlationsOfSignsAlone(RealImages attacked) {
        double[] out = new double[attacked.size()];
        for (int k = 0; k < out.length; k++) {
            float[] content = content(attacked.image(k));
            double[] signs = signs(content);
            float[] rotated = projection.rotate(content);
            double sum = 0;
            double square = 0;
            for (int i = 0; i < rotated.length; i++) {
                square += (double) rotated[i] * rotated[i];
                sum += i < signs.length ? signs[i] * rotated[i] : 0;
            }
            // A rotation keeps angles, so they are measured where the signs are.
            out[k] = sum / Math.sqrt(square * signs.length);
        }
        return out;
    }

    private static double[] solve(double[] lower, double[] right, int n) {
        double[] x = right.clone();
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                x[i] -= lower[i * n + k] * x[k];
            }
            x[i] /= lower[i * n + i];
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                x[i] -= lower[k * n + i] * x[k];
            }
            x[i] /= lower[i * n + i];
        }
        return x;
    }
}
