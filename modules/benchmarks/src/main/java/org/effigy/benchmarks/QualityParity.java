package org.effigy.benchmarks;

import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongToDoubleFunction;
import javax.imageio.ImageIO;
import org.effigy.base.Json;
import org.effigy.base.Seeds;
import org.effigy.dataset.Split;
import org.effigy.dataset.image.CacheOptions;
import org.effigy.dataset.image.EpochSampler;
import org.effigy.dataset.image.ImageDataset;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.networks.Engines;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.CheckpointPlace;
import org.effigy.networks.checkpoint.Safetensors;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.export.TorchFolder;
import org.effigy.networks.families.Ddpm;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.ImageModel;
import org.effigy.networks.families.Model;
import org.effigy.networks.families.SamplerSettings;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.optim.LearningRateSchedule;
import org.effigy.networks.optim.Optimisation;
import org.effigy.training.RunConfig;
import org.effigy.training.TrainingConfig;

/**
 * What a trained DDPM was shown, handed to its twin in PyTorch, and the images of both; see {@code scripts/quality-parity}.
 *
 * <ul>
 *   <li>{@code QualityParity give INDEX RUN IMAGES DIR} writes the twin with the weights that the run began with, the batches, noise,
 *       time steps and kept labels of all its steps, its optimiser's settings, and what sampling begins with
 *   <li>{@code QualityParity sample RUN DIR OUT} samples the run from that, as the program would
 *   <li>{@code QualityParity draw TENSORS OUT} writes images of PyTorch as the same kind of files
 * </ul>
 */
public final class QualityParity {
    private static final int SAMPLER_STEPS = 20;
    private static final double GUIDANCE = 1;
    private static final int ROUND = 50;
    private static final String START = "start.safetensors";

    private QualityParity() {}

    /** Runs one of the three. */
    public static void main(String[] arguments) throws IOException {
        switch (arguments[0]) {
            case "give" ->
                give(
                        DatasetIndex.read(Path.of(arguments[1])),
                        Path.of(arguments[1] + ".cache"),
                        CheckpointPlace.read(Path.of(arguments[2])),
                        RunConfig.read(Path.of(arguments[2])).orElseThrow().training(),
                        Integer.parseInt(arguments[3]),
                        Files.createDirectories(Path.of(arguments[4])));
            case "sample" -> sample(CheckpointPlace.read(Path.of(arguments[1])), arguments[2], Path.of(arguments[3]));
            case "draw" ->
                draw(Safetensors.read(Path.of(arguments[1])).get(0), Files.createDirectories(Path.of(arguments[2])));
            default -> throw new IllegalArgumentException("give, sample or draw");
        }
    }

    // ---- What a run was shown

    private static void give(
            DatasetIndex index, Path cache, Checkpoint trained, TrainingConfig config, int count, Path out)
            throws IOException {
        Optimisation optimisation = config.optimisation();
        Ddpm.Config model = (Ddpm.Config) config.model();
        if (optimisation.schedule() != LearningRateSchedule.CONSTANT || model.minSnrGamma() != 0 || model.masked()) {
            throw new IllegalArgumentException("a plain DDPM with a constant learning rate is what this is for");
        }
        Family family = Family.of(model);
        try (Model begun = family.create(
                model, new Family.Recipe(config.seed(), optimisation, config.labelDropout()), compute())) {
            TorchFolder.write(out, family.portable(model).orElseThrow(), begun.weights());
        }
        long steps = trained.config().step();
        Json.write(
                out.resolve("settings.json"),
                Map.of(
                        "steps", steps,
                        "batch", config.batch(),
                        "size", model.size(),
                        "classes", model.classes(),
                        "clip", optimisation.clipNorm(),
                        "rates", each(steps, optimisation::learningRate),
                        "decays", each(steps, optimisation::emaDecay),
                        "adam",
                                new double[] {
                                    optimisation.adam().beta1(),
                                    optimisation.adam().beta2(),
                                    optimisation.adam().epsilon()
                                }));
        Safetensors.write(out.resolve(START), start(model, config.seed(), count));
        try (ImageDataset images = ImageDataset.open(
                        index, Split.TRAIN, Preprocessing.forIndex(index, model.size()), CacheOptions.in(cache));
                DataOutputStream file = new DataOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(out.resolve("steps.f32"))))) {
            for (long step = 1; step <= steps; step++) {
                write(file, shown(config, model, images, step));
            }
        }
    }

    private static double[] each(long steps, LongToDoubleFunction value) {
        double[] values = new double[(int) steps];
        Arrays.setAll(values, i -> value.applyAsDouble(i + 1));
        return values;
    }

    /**
     * Returns images (N, H, W), noise (N, H, W), time steps (N) and labels (N, classes) of a step, one after another, drawn as the
     * program's training draws them; that they are the same shows in the losses of both sides.
     */
    private static float[] shown(TrainingConfig config, Ddpm.Config model, ImageDataset images, long step) {
        int n = config.batch();
        int length = images.imageLength();
        float[] out = new float[n * (2 * length + 1 + model.classes())];
        int[] chosen = new EpochSampler(images.size(), n, config.seed()).batch(step - 1);
        float[] image = new float[length];
        Random times = Seeds.of(config.seed(), "time step", step);
        Random dropout = Seeds.of(config.seed(), "label dropout", step);
        float[] noise = Seeds.fillNormal(Seeds.of(config.seed(), "noise", step), new float[n * length]);
        System.arraycopy(noise, 0, out, n * length, noise.length);
        for (int i = 0; i < n; i++) {
            images.read(chosen[i], image, 0);
            Random change = Seeds.of(config.seed(), "augmentation", (step - 1) * n + i);
            System.arraycopy(config.augmentation().apply(image, model.size(), change), 0, out, i * length, length);
            out[2 * n * length + i] = 1 + times.nextInt(model.timesteps());
            boolean kept = dropout.nextDouble() >= config.labelDropout();
            if (kept && model.classes() > 0 && images.label(chosen[i]) >= 0) {
                out[n * (2 * length + 1) + i * model.classes() + images.label(chosen[i])] = 1;
            }
        }
        return out;
    }

    private static void write(DataOutputStream file, float[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        file.write(bytes.array());
    }

    // ---- Sampling

    /** Returns what sampling begins with: noise, labels (the classes in turn), steps and guidance. */
    private static List<NamedTensor> start(Ddpm.Config model, long seed, int count) {
        int side = model.size().side("the study of quality");
        float[] noise = new float[count * side * side];
        float[] labels = new float[count * model.classes()];
        for (int i = 0; i < count; i++) {
            float[] one = Seeds.fillNormal(stream(seed, i), new float[side * side]);
            System.arraycopy(one, 0, noise, i * one.length, one.length);
            if (model.classes() > 0) {
                labels[i * model.classes() + i % model.classes()] = 1;
            }
        }
        return List.of(
                new NamedTensor("noise", new long[] {count, 1, side, side}, noise),
                new NamedTensor("label", new long[] {count, model.classes()}, labels),
                new NamedTensor("seed", new long[] {1}, new float[] {seed}),
                new NamedTensor("steps", new long[] {1}, new float[] {SAMPLER_STEPS}),
                new NamedTensor("guidance", new long[] {1}, new float[] {(float) GUIDANCE}));
    }

    private static Random stream(long seed, int image) {
        return Seeds.of(seed, "parity", image);
    }

    private static void sample(Checkpoint checkpoint, String folder, Path out) throws IOException {
        Ddpm.Config model = (Ddpm.Config) checkpoint.config().model();
        List<NamedTensor> start = Safetensors.read(Path.of(folder, START));
        int count = (int) start.get(0).shape()[0];
        long seed = (long) start.get(2).values()[0];
        int length = model.size().pixels();
        Family family = Family.of(model);
        SamplerSettings settings = family.sampler(
                model,
                new SamplerSettings.Wish(
                        Optional.empty(), Optional.of(SAMPLER_STEPS), Optional.empty(), Optional.of(GUIDANCE)));
        float[] images = new float[count * length];
        try (ImageModel opened = family.open(model, checkpoint.averagedWeights(), compute())) {
            for (int from = 0; from < count; from += ROUND) {
                int first = from;
                int n = Math.min(ROUND, count - from);
                Random[] noise = new Random[n];
                int[] labels = new int[n];
                Arrays.setAll(noise, i -> stream(seed, first + i));
                Arrays.setAll(labels, i -> model.classes() == 0 ? -1 : (first + i) % model.classes());
                System.arraycopy(
                        opened.images(settings, labels, noise, done -> {}), 0, images, from * length, n * length);
            }
        }
        NamedTensor all = new NamedTensor(
                "images",
                new long[] {count, 1, model.size().rows(), model.size().columns()},
                images);
        Safetensors.write(Path.of(out + ".safetensors"), List.of(all));
        draw(all, Files.createDirectories(out));
    }

    /** Writes images as PNG of 16 bits, -1 black and 1 white. */
    private static void draw(NamedTensor images, Path out) throws IOException {
        int side = (int) images.shape()[2];
        for (int i = 0; i < images.shape()[0]; i++) {
            BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_USHORT_GRAY);
            for (int j = 0; j < side * side; j++) {
                float value = Math.max(-1, Math.min(1, images.values()[i * side * side + j]));
                image.getRaster().setSample(j % side, j / side, 0, Math.round((value + 1) / 2 * 65535));
            }
            ImageIO.write(
                    image,
                    "png",
                    out.resolve(String.format(Locale.ROOT, "%04d.png", i)).toFile());
        }
    }

    private static Compute compute() {
        return Engines.settle(Engines.Wishes.NONE, Compute.CPU).withThreads(1);
    }
}
