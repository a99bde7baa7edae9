package org.effigy.networks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.effigy.base.InputException;
import org.effigy.base.Seeds;
import org.effigy.networks.compute.HostVector;
import org.effigy.networks.net.Layout;
import org.effigy.networks.net.Layout.Place;
import org.effigy.networks.net.NamedTensor;

/**
 * Spectral normalisation (Miyato et al. 2018): each weight W of two or more dimensions, read as a matrix of out x (in x kernel)
 * values, is divided by an estimate of its largest singular value. Biases are left alone.
 *
 * <p>The estimate is sigma = |W'u|, at most the largest singular value, with a unit vector u that one step of the power iteration
 * per step of training moves to the first left singular vector (their algorithm 1). The gradient is that of W / sigma with u held
 * constant: (G - (G . W / sigma) u v') / sigma with v = W'u / sigma, which is exact for this sigma. Differs: the paper's sigma is
 * u'Wv with the v before the step; both agree where u is a singular vector.
 */
final class SpectralNorm {
    /** The end of the name of u. */
    private static final String STATE = ".u";

    private static final String WEIGHT = ".weight";
    /** Steps of the power iteration before the first step of training. */
    private static final int FIRST_STEPS = 15;
    /** Added to norms, so that a weight of zeros stays one. */
    private static final double EPSILON = 1e-12;

    /** A weight as a matrix. */
    private static final class Matrix {
        final Place place;
        final int rows;
        final int columns;
        /** The left vector, of unit length. */
        final double[] u;
        /** What the weight was last divided by, and the right vector then. */
        double sigma = 1;

        double[] v = {};

        Matrix(Place place) {
            this.place = place;
            rows = Math.toIntExact(place.parameter().shape()[0]);
            columns = place.length() / rows;
            u = new double[rows];
        }

        String stateName() {
            String name = place.name();
            return name.substring(0, name.length() - WEIGHT.length()) + STATE;
        }

        /** Returns W'u, of W in c-order. */
        double[] right(float[] w) {
            double[] out = new double[columns];
            for (int row = 0; row < rows; row++) {
                double factor = u[row];
                for (int column = 0; column < columns; column++) {
                    out[column] += factor * w[row * columns + column];
                }
            }
            return out;
        }

        /** Returns W times a vector. */
        double[] left(float[] w, double[] right) {
            double[] out = new double[rows];
            for (int row = 0; row < rows; row++) {
                double sum = 0;
                for (int column = 0; column < columns; column++) {
                    sum += w[row * columns + column] * right[column];
                }
                out[row] = sum;
            }
            return out;
        }
    }

    private final List<Matrix> matrices = new ArrayList<>();

    SpectralNorm(Layout layout) {
        for (Place place : layout.places()) {
            if (place.parameter().shape().length > 1) {
                matrices.add(new Matrix(place));
            }
        }
    }

    /** Draws the vectors and moves them close to the singular ones. */
    void init(long seed, HostVector weights) {
        for (Matrix matrix : matrices) {
            float[] drawn = Seeds.fillNormal(Seeds.of(seed, matrix.stateName(), 0), new float[matrix.rows]);
            double[] unit = unit(doubles(drawn));
            System.arraycopy(unit, 0, matrix.u, 0, unit.length);
        }
        for (int i = 0; i < FIRST_STEPS; i++) {
            iterate(weights);
        }
    }

    /** One step of the power iteration. u is rounded to float, so that a checkpoint holds it exactly. */
    void iterate(HostVector weights) {
        for (Matrix matrix : matrices) {
            float[] w = weights.values(matrix.place.offset(), matrix.place.length());
            double[] u = unit(matrix.left(w, unit(matrix.right(w))));
            for (int i = 0; i < u.length; i++) {
                matrix.u[i] = (float) u[i];
            }
        }
    }

    /** Writes what a network computes with: weights divided by their norms, and all else as it is. */
    void divide(HostVector weights, HostVector effective) {
        effective.assign(weights);
        for (Matrix matrix : matrices) {
            float[] w = weights.values(matrix.place.offset(), matrix.place.length());
            double[] v = matrix.right(w);
            matrix.sigma = length(v) + EPSILON;
            matrix.v = unit(v);
            for (int i = 0; i < w.length; i++) {
                w[i] = (float) (w[i] / matrix.sigma);
            }
            effective.put(matrix.place.offset(), w);
        }
    }

    /**
     * Turns the gradient by what the network computes with into that by the weights, in place.
     *
     * @param effective as {@link #divide} wrote it
     */
    void pullBack(HostVector effective, HostVector gradient) {
        for (Matrix matrix : matrices) {
            float[] w = effective.values(matrix.place.offset(), matrix.place.length());
            float[] g = gradient.values(matrix.place.offset(), matrix.place.length());
            double product = 0;
            for (int i = 0; i < g.length; i++) {
                product += (double) g[i] * w[i];
            }
            for (int row = 0; row < matrix.rows; row++) {
                double factor = product * matrix.u[row];
                for (int column = 0; column < matrix.columns; column++) {
                    int i = row * matrix.columns + column;
                    g[i] = (float) ((g[i] - factor * matrix.v[column]) / matrix.sigma);
                }
            }
            gradient.put(matrix.place.offset(), g);
        }
    }

    /** Returns whether a tensor is a vector u. */
    static boolean isState(NamedTensor tensor) {
        return tensor.name().endsWith(STATE);
    }

    /** Returns the vectors u, named as their weights with {@code .u} in place of {@code .weight}; copies. */
    List<NamedTensor> state() {
        return matrices.stream()
                .map(matrix -> {
                    float[] values = new float[matrix.rows];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (float) matrix.u[i];
                    }
                    return new NamedTensor(matrix.stateName(), new long[] {matrix.rows}, values);
                })
                .toList();
    }

    /**
     * Takes over what {@link #state} returned.
     *
     * @throws InputException if names or lengths are another network's
     */
    void setState(List<NamedTensor> state) {
        Map<String, float[]> named = new HashMap<>();
        state.forEach(tensor -> named.put(tensor.name(), tensor.values()));
        for (Matrix matrix : matrices) {
            float[] values = named.getOrDefault(matrix.stateName(), new float[0]);
            if (values.length != matrix.rows) {
                throw new InputException("weights: " + matrix.stateName() + " has " + values.length
                        + " values, expected are " + matrix.rows + "; the weights belong to another network");
            }
            System.arraycopy(doubles(values), 0, matrix.u, 0, matrix.rows);
        }
    }

    private static double[] doubles(float[] values) {
        double[] out = new double[values.length];
        Arrays.setAll(out, i -> values[i]);
        return out;
    }

    private static double length(double[] vector) {
        double sum = 0;
        for (double value : vector) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    private static double[] unit(double[] vector) {
        double length = length(vector) + EPSILON;
        double[] out = vector.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] /= length;
        }
        return out;
    }
}
