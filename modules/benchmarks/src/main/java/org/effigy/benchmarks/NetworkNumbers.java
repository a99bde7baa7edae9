package org.effigy.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.effigy.base.Json;
import org.effigy.base.Seeds;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.Engines;
import org.effigy.networks.Network;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.CheckpointConfig;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.families.Batch;
import org.effigy.networks.families.Dcgan;
import org.effigy.networks.families.Ddpm;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.Model;
import org.effigy.networks.families.StepOutcome;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Parameter;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;

/** All that a small network computes in a few steps, as named tensors, to compare devices and engines by. */
record NetworkNumbers(Compute compute) {
    /** With attention and two levels. */
    static final Ddpm.Config UNET =
            new Ddpm.Config(32, 1, 16, List.of(1, 2), 1, 16, 4, 2, "cosine", 100, PredictionType.EPSILON);

    private static final Dcgan.Config DCGAN = Dcgan.Config.of(32, 16, 8, 2);

    /** Without momentum the first moment is the gradient itself; a large epsilon keeps rounding from being amplified. */
    private static final AdamSettings ADAM = new AdamSettings(1e-3, 0, 0.9, 1e-2);

    private static final double NO_CLIPPING = 1e6;

    /** Classes of the images; an odd batch. */
    private static final int[] LABELS = {0, 1, -1, 1, 0};

    /** Returns output, loss, gradient, state and weights of the U-Net after one step. */
    List<NamedTensor> unet() {
        return numbers(UNET, Ddpm.net(UNET));
    }

    /** Returns images, losses, gradients, state and weights of the DCGAN after one step. */
    List<NamedTensor> dcgan() {
        return numbers(DCGAN, Dcgan.generator(DCGAN));
    }

    private List<NamedTensor> numbers(ModelConfig config, Net net) {
        try (Model model = model(config, 1)) {
            model.begin(shaken(model.weights()));
            List<NamedTensor> numbers = new ArrayList<>();
            numbers.add(tensor("output", output(net, model.weights())));
            StepOutcome outcome = model.prepare(batch(config, 1)).run();
            numbers.add(tensor("loss", (float) outcome.loss(), (float) outcome.gradientNorm()));
            new TreeMap<>(outcome.parts())
                    .forEach((part, loss) -> numbers.add(tensor("loss." + part, loss.floatValue())));
            numbers.addAll(model.updaterState());
            numbers.addAll(model.weights());
            return numbers;
        }
    }

    private Model model(ModelConfig config, long seed) {
        Optimisation optimisation = new Optimisation(ADAM, 0, NO_CLIPPING, 0.5);
        return Family.of(config).create(config, new Family.Recipe(seed, optimisation, 0), compute);
    }

    /** Returns what a net says of noise, under running statistics. */
    private float[] output(Net net, List<NamedTensor> weights) {
        Set<String> names = net.parameters().stream().map(Parameter::name).collect(Collectors.toSet());
        try (Workers workers = Engines.workers(compute);
                Network network = new Network(net, compute, workers)) {
            network.setWeights(
                    weights.stream().filter(w -> names.contains(w.name())).toList());
            return network.predict(LABELS.length, NetworkUnit.inputs(net, LABELS.length));
        }
    }

    /** Noise in place of images; no data is needed. */
    private static Batch batch(ModelConfig config, long step) {
        float[] images = new float[LABELS.length * config.imageSize().pixels()];
        Seeds.fillNormal(Seeds.of(3, "images", step), images);
        for (int i = 0; i < images.length; i++) {
            images[i] = Math.max(-1, Math.min(1, 0.5f * images[i]));
        }
        return new Batch(step, images, LABELS.clone(), new int[LABELS.length]);
    }

    /** Returns the U-Net's weights after four steps; with a break, a second network takes over after two. */
    List<NamedTensor> unetAfterFour(boolean withBreak) {
        return afterFour(UNET, withBreak);
    }

    /** Returns the DCGAN's weights after four steps; with a break, a second network takes over after two. */
    List<NamedTensor> dcganAfterFour(boolean withBreak) {
        return afterFour(DCGAN, withBreak);
    }

    private List<NamedTensor> afterFour(ModelConfig config, boolean withBreak) {
        Model model = model(config, 1);
        try {
            model.begin(shaken(model.weights()));
            for (int step = 1; step <= 4; step++) {
                if (withBreak && step == 3) {
                    Checkpoint halfway = new Checkpoint(
                            checkpointConfig(config, "{}"), model.weights(), model.ema(), model.updaterState());
                    model.close();
                    model = model(config, 1);
                    model.restore(halfway);
                }
                model.prepare(batch(config, step)).run();
            }
            List<NamedTensor> numbers = new ArrayList<>(model.weights());
            numbers.addAll(model.updaterState());
            return numbers;
        } finally {
            model.close();
        }
    }

    /** Returns a checkpoint of the U-Net that images can be sampled from. */
    Checkpoint checkpoint(String preprocessing) {
        try (Model model = model(UNET, 1)) {
            return new Checkpoint(checkpointConfig(UNET, preprocessing), shaken(model.weights()), List.of(), List.of());
        }
    }

    private static CheckpointConfig checkpointConfig(ModelConfig config, String preprocessing) {
        JsonNode recipe = Json.tree(preprocessing, "recipe");
        return new CheckpointConfig(
                Checkpoint.VERSION,
                config.family(),
                config,
                recipe,
                List.of("one", "other"),
                "f".repeat(64),
                List.of(),
                1,
                Json.tree("{\"classCounts\":[1,1]}", "training"),
                "gpu-check");
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
        if (name.equals("output") || name.startsWith("loss")) {
            return name.split("\\.")[0];
        }
        return name.contains("adam") ? "gradient" : "weights";
    }

    /** Returns the differences as text. */
    static String text(Map<String, Double> differences) {
        List<String> parts = new ArrayList<>();
        differences.forEach((kind, value) -> parts.add(String.format(Locale.ROOT, "%s %.1e", kind, value)));
        return String.join(", ", parts);
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

    private static NamedTensor tensor(String name, float... values) {
        return new NamedTensor(name, new long[] {values.length}, values);
    }
}
