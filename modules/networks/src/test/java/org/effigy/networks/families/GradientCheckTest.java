package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.Tensors;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.optim.AdamSettings;
import org.junit.jupiter.api.Test;

/** Compares gradients with central differences along several directions, on tiny networks. */
class GradientCheckTest {
    /**
     * Relative. Outputs are floats, so a difference of losses has an error of about 1e-7 / step, and the third derivative
     * adds step squared.
     */
    private static final double TOLERANCE = 5e-3;

    private static final double STEP = 1e-2;
    private static final AdamSettings STAY = new AdamSettings(0, 0, 0.9, 1e-8);

    @Test
    void ddpmGradientIsTheSlopeOfTheLossForEveryKindOfLayer() {
        Ddpm.Config config =
                new Ddpm.Config(16, 2, 8, List.of(1, 2), 1, 4, 4, 2, "cosine", 1000, PredictionType.EPSILON);
        Random random = new Random(11);
        try (UNet net = UNet.create(config, 1)) {
            net.setWeights(Tensors.random(net.weights(), random));
            float[] x = Tensors.normal(random, 3 * 256);
            float[] target = Tensors.normal(random, x.length);
            int[] t = {3, 400, 999};
            int[] labels = {0, -1, 1};
            net.backward(x, t, labels, target);
            List<NamedTensor> gradients = net.gradients();
            List<NamedTensor> weights = net.weights();
            DoubleSupplier loss = () -> meanSquare(net.predict(x, t, labels), target);

            Set<String> kinds =
                    weights.stream().map(w -> kind(w.name())).collect(Collectors.toCollection(TreeSet::new));
            for (String kind : kinds) {
                List<NamedTensor> direction = weights.stream()
                        .map(w -> kind(w.name()).equals(kind) ? gradients.get(weights.indexOf(w)) : zero(w))
                        .toList();
                float[] unit = unit(flat(direction));
                net.setWeights(moved(weights, unit, STEP));
                double up = loss.getAsDouble();
                net.setWeights(moved(weights, unit, -STEP));
                double down = loss.getAsDouble();
                assertClose(kind, product(flat(gradients), unit), (up - down) / (2 * STEP));
            }
            assertTrue(kinds.containsAll(Set.of("norm1.gamma", "conv2.weight", "qkv.weight", "class.weight")));
        }
    }

    /** Turns down0.block1.conv1.weight into conv1.weight. */
    private static String kind(String name) {
        String[] parts = name.split("\\.");
        return parts[parts.length - 2] + "." + parts[parts.length - 1];
    }

    private static NamedTensor zero(NamedTensor like) {
        return new NamedTensor(like.name(), like.shape(), new float[like.values().length]);
    }

    @Test
    void ddpmGradientIsTheSlopeAlongRandomDirections() {
        Ddpm.Config config = new Ddpm.Config(8, 1, 8, List.of(1, 1), 1, 8, 2, 0, "linear", 10, PredictionType.SAMPLE);
        Random random = new Random(12);
        try (UNet net = UNet.create(config, 1)) {
            net.setWeights(Tensors.random(net.weights(), random));
            float[] x = Tensors.normal(random, 2 * 64);
            float[] target = Tensors.normal(random, x.length);
            int[] t = {1, 10};
            net.backward(x, t, new int[0], target);
            float[] gradient = flat(net.gradients());
            for (int k = 0; k < 5; k++) {
                // Half at random, half along the gradient, so that the slope is well above the rounding.
                float[] direction = unit(Tensors.normal(random, gradient.length));
                float[] along = unit(gradient);
                for (int i = 0; i < direction.length; i++) {
                    direction[i] += along[i];
                }
                List<NamedTensor> weights = net.weights();
                DoubleSupplier loss = () -> meanSquare(net.predict(x, t, new int[0]), target);
                net.setWeights(moved(weights, direction, STEP));
                double up = loss.getAsDouble();
                net.setWeights(moved(weights, direction, -STEP));
                double down = loss.getAsDouble();
                net.setWeights(weights);
                assertClose("direction " + k, product(gradient, direction), (up - down) / (2 * STEP));
            }
        }
    }

    @Test
    void dcganGradientsAreTheSlopesOfTheirLossesForEveryTensor() {
        Dcgan.Config config = new Dcgan.Config(16, 6, 4, 2, 0.9, 0);
        Random random = new Random(13);
        try (Gan gan = Gan.create(config, 1)) {
            gan.setWeights(Tensors.random(gan.weights(), random));
            float[] real = Tensors.normal(random, 5 * 256);
            float[] z = Tensors.normal(random, 5 * 6);
            int[] labels = {0, 1, -1, 1, 0};
            gan.step(real, labels, z, labels, STAY);
            List<NamedTensor> gradients = gan.gradients();
            List<NamedTensor> weights = gan.weights();
            for (int i = 0; i < weights.size(); i++) {
                String name = weights.get(i).name();
                if (name.endsWith("mean") || name.endsWith("variance")) {
                    assertTrue(
                            product(gradients.get(i).values(), gradients.get(i).values()) == 0, name);
                    continue;
                }
                boolean generator = name.startsWith("generator");
                float[] direction = unit(gradients.get(i).values());
                double[] losses = new double[2];
                for (int side = 0; side < 2; side++) {
                    gan.setWeights(moved(weights, i, direction, side == 0 ? STEP / 2 : -STEP / 2));
                    Dcgan.Losses l = gan.step(real, labels, z, labels, STAY);
                    losses[side] = generator ? l.generator() : l.discriminatorReal() + l.discriminatorSynthetic();
                }
                assertClose(name, product(gradients.get(i).values(), direction), (losses[0] - losses[1]) / STEP);
            }
        }
    }

    private static void assertClose(String name, double slope, double numeric) {
        double error = Math.abs(slope - numeric) / Math.max(1e-3, Math.abs(numeric));
        assertTrue(error < TOLERANCE, name + ": gradient " + slope + ", central difference " + numeric);
    }

    private static List<NamedTensor> moved(List<NamedTensor> weights, int index, float[] direction, double by) {
        return weights.stream()
                .map(w -> w == weights.get(index) ? moved(w, direction, 0, by) : w)
                .toList();
    }

    private static List<NamedTensor> moved(List<NamedTensor> weights, float[] direction, double by) {
        int[] from = {0};
        return weights.stream()
                .map(w -> {
                    NamedTensor moved = moved(w, direction, from[0], by);
                    from[0] += w.values().length;
                    return moved;
                })
                .toList();
    }

    private static NamedTensor moved(NamedTensor weight, float[] direction, int from, double by) {
        float[] values = weight.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) (by * direction[from + i]);
        }
        return new NamedTensor(weight.name(), weight.shape(), values);
    }

    private static float[] flat(List<NamedTensor> tensors) {
        float[] out =
                new float[tensors.stream().mapToInt(t -> t.values().length).sum()];
        int from = 0;
        for (NamedTensor tensor : tensors) {
            System.arraycopy(tensor.values(), 0, out, from, tensor.values().length);
            from += tensor.values().length;
        }
        return out;
    }

    private static float[] unit(float[] v) {
        double norm = Math.sqrt(product(v, v));
        float[] out = new float[v.length];
        for (int i = 0; i < v.length; i++) {
            out[i] = (float) (v[i] / Math.max(norm, 1e-12));
        }
        return out;
    }

    private static double product(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static double meanSquare(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
        }
        return sum / a.length;
    }
}
