package org.effigy.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.effigy.base.Seeds;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.families.Dcgan;
import org.effigy.networks.net.NamedTensor;

/** All that a small network computes in a few steps, as named tensors, to compare devices and engines by. */
final class NetworkNumbers {
    /** With attention, two levels and an odd batch. */
    static final DdpmConfig UNET =
            new DdpmConfig(32, 1, 16, List.of(1, 2), 1, 16, 4, 2, "cosine", 100, PredictionType.EPSILON);

    static final DcganConfig DCGAN = DcganConfig.of(32, 16, 8, 2);

    /** Without momentum the first moment is the gradient itself; a large epsilon keeps rounding from being amplified. */
    private static final AdamSettings ADAM = new AdamSettings(1e-3, 0, 0.9, 1e-2);

    private static final int IMAGES = 5;
    private static final double NO_CLIPPING = 1e9;

    private NetworkNumbers() {}

    /** Returns output, loss, gradient, state and weights of the U-Net after one step. */
    static List<NamedTensor> unet() {
        try (DdpmUNet network = newUNet()) {
            List<NamedTensor> numbers = new ArrayList<>();
            Batch batch = new Batch(0, UNET.size() * UNET.size());
            numbers.add(tensor("output", network.predict(batch.images(), batch.t(), batch.labels())));
            double loss = network.backward(batch.images(), batch.t(), batch.labels(), batch.target());
            numbers.add(tensor("loss", (float) loss, (float) network.gradientNorm()));
            network.update(ADAM, NO_CLIPPING);
            numbers.addAll(network.updaterState());
            numbers.addAll(network.weights());
            return numbers;
        }
    }

    /** Returns images, losses, gradients, state and weights of the DCGAN after one step. */
    static List<NamedTensor> dcgan() {
        try (Dcgan network = newDcgan()) {
            List<NamedTensor> numbers = new ArrayList<>();
            Batch batch = new Batch(0, DCGAN.size() * DCGAN.size());
            numbers.add(tensor("output", network.generate(batch.z(), batch.labels())));
            numbers.add(losses(step(network, 0)));
            numbers.addAll(network.updaterState());
            numbers.addAll(network.weights());
            return numbers;
        }
    }

    /** Returns the U-Net's weights after four steps; with a break, a second network takes over after two. */
    static List<NamedTensor> unetAfterFour(boolean withBreak) {
        DdpmUNet network = newUNet();
        try {
            for (int i = 0; i < 4; i++) {
                if (withBreak && i == 2) {
                    DdpmUNet next = DdpmUNet.create(UNET, 99);
                    next.setWeights(network.weights());
                    next.setUpdaterState(network.updaterState());
                    network.close();
                    network = next;
                }
                Batch batch = new Batch(i, UNET.size() * UNET.size());
                network.backward(batch.images(), batch.t(), batch.labels(), batch.target());
                network.update(ADAM, NO_CLIPPING);
            }
            return network.weights();
        } finally {
            network.close();
        }
    }

    /** Returns the DCGAN's weights after four steps; with a break, a second network takes over after two. */
    static List<NamedTensor> dcganAfterFour(boolean withBreak) {
        Dcgan network = newDcgan();
        try {
            for (int i = 0; i < 4; i++) {
                if (withBreak && i == 2) {
                    Dcgan next = Dcgan.create(DCGAN, 99);
                    next.setWeights(network.weights());
                    next.setUpdaterState(network.updaterState());
                    network.close();
                    network = next;
                }
                step(network, i);
            }
            return network.weights();
        } finally {
            network.close();
        }
    }

    /**
     * Returns per kind of number the largest difference, as a part of the largest value of its tensor.
     *
     * @throws IllegalStateException if names or lengths differ, or a number is not finite
     */
    static Map<String, Double> differences(List<NamedTensor> actual, List<NamedTensor> expected) {
        if (actual.size() != expected.size()) {
            throw new IllegalStateException(actual.size() + " tensors instead of " + expected.size());
        }
        Map<String, NamedTensor> byName = new TreeMap<>();
        actual.forEach(tensor -> byName.put(tensor.name(), tensor));
        Map<String, Double> worst = new TreeMap<>();
        for (NamedTensor wanted : expected) {
            NamedTensor found = byName.get(wanted.name());
            if (found == null || found.values().length != wanted.values().length) {
                throw new IllegalStateException(wanted.name() + " is missing or has another length");
            }
            worst.merge(kind(wanted.name()), difference(wanted.name(), found.values(), wanted.values()), Math::max);
        }
        return worst;
    }

    private static double difference(String name, float[] actual, float[] expected) {
        double largest = 0;
        double apart = 0;
        for (int i = 0; i < expected.length; i++) {
            if (!Float.isFinite(actual[i])) {
                throw new IllegalStateException(name + " has a number that is not finite");
            }
            largest = Math.max(largest, Math.abs(expected[i]));
            apart = Math.max(apart, Math.abs((double) actual[i] - expected[i]));
        }
        return apart == 0 ? 0 : apart / largest;
    }

    private static String kind(String name) {
        if (name.equals("output") || name.equals("loss")) {
            return name;
        }
        return name.contains("adam") ? "gradient" : "weights";
    }

    /** Returns the differences as text. */
    static String text(Map<String, Double> differences) {
        List<String> parts = new ArrayList<>();
        differences.forEach((kind, value) -> parts.add(String.format(Locale.ROOT, "%s %.1e", kind, value)));
        return String.join(", ", parts);
    }

    private static DdpmUNet newUNet() {
        DdpmUNet network = DdpmUNet.create(UNET, 1);
        network.setWeights(shaken(network.weights()));
        return network;
    }

    private static Dcgan newDcgan() {
        Dcgan network = Dcgan.create(DCGAN, 1);
        network.setWeights(shaken(network.weights()));
        return network;
    }

    /** Returns the weights and a little more, for some layers start at zero and would hide what lies before them. */
    static List<NamedTensor> shaken(List<NamedTensor> weights) {
        return weights.stream()
                .map(tensor -> {
                    Random random = Seeds.of(7, tensor.name(), 0);
                    float[] values = tensor.values().clone();
                    for (int i = 0; i < values.length; i++) {
                        values[i] += 0.05f * random.nextFloat();
                    }
                    return new NamedTensor(tensor.name(), tensor.shape(), values);
                })
                .toList();
    }

    private static DcganLosses step(Dcgan network, int number) {
        Batch batch = new Batch(number, DCGAN.size() * DCGAN.size());
        return network.step(batch.images(), batch.labels(), batch.z(), batch.labels(), ADAM);
    }

    private static NamedTensor losses(DcganLosses losses) {
        return tensor("loss", (float) losses.discriminatorReal(), (float) losses.discriminatorSynthetic(), (float)
                losses.generator());
    }

    private static NamedTensor tensor(String name, float... values) {
        return new NamedTensor(name, new long[] {values.length}, values);
    }

    /** Noise in place of images; no data is needed. */
    private record Batch(int number, int pixels) {
        float[] images() {
            return normal("images", IMAGES * pixels, 0.5f);
        }

        float[] target() {
            return normal("target", IMAGES * pixels, 1);
        }

        float[] z() {
            return normal("z", IMAGES * DCGAN.latentSize(), 1);
        }

        int[] t() {
            return new int[] {1, 20, 50, 80, 100};
        }

        int[] labels() {
            return new int[] {0, 1, -1, 1, 0};
        }

        private float[] normal(String purpose, int length, float scale) {
            float[] values = Seeds.fillNormal(Seeds.of(3, purpose, number), new float[length]);
            for (int i = 0; i < length; i++) {
                values[i] = Math.max(-1, Math.min(1, scale * values[i]));
            }
            return values;
        }
    }
}
