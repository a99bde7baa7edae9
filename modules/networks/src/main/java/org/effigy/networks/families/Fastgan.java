package org.effigy.networks.families;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.base.Seeds;
import org.effigy.base.Size;
import org.effigy.networks.Network;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.export.Portable;
import org.effigy.networks.export.PortableNet;
import org.effigy.networks.net.Activation;
import org.effigy.networks.net.Init;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Net.Window;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Shape;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;

/**
 * A GAN for few images after FastGAN (Liu et al. 2021): a generator that doubles by nearest neighbour and convolution and whose
 * coarse maps weight the channels of fine ones (skip-layer excitation), against a discriminator of two paths that normalises by
 * the batch. The discriminator sees everything through {@link DiffAugment} (Zhao et al. 2020), takes the class by projection
 * (Miyato and Koyama 2018), and may have spectral normalisation (Miyato et al. 2018). One that does not normalise is smooth (SiLU in
 * place of leaky ReLU) and may pay for steep slopes at real images (R1, Mescheder et al. 2018; every 16th step, Karras et al. 2020).
 * {@link FastganTraining} trains both.
 *
 * <p>Differs from FastGAN: leaky ReLU in place of gated linear units in the generator, no noise inputs, and no decoder beside the
 * discriminator; an excitation is 1 + tanh, between 0 and 2 and 1 at first, in place of a sigmoid; classes.
 */
public final class Fastgan implements Family {
    /** The name of the family. */
    public static final String NAME = "fastgan";

    /** Side of the coarsest maps. */
    private static final int COARSE = 4;
    /** Channels grow towards the coarse end up to this multiple of the features. */
    private static final int LARGEST_MULTIPLE = 8;
    /** How much coarser the maps are that weight the channels of others. */
    private static final int EXCITED_BY = 16;
    /** Numbers that stand for a class beside z. */
    private static final int CLASS_SIZE = 32;
    /** Channels of a group, where the generator normalises by groups. */
    private static final int GROUP = 8;

    private static final Init WEIGHTS = Init.normal(0.02);

    /** How the generator normalises. */
    public enum Norm {
        /** By the batch, in sampling by running statistics. */
        BATCH,
        /** By groups of 8 channels of one image. */
        GROUP
    }

    /** How the discriminator normalises. */
    public enum DiscriminatorNorm {
        /** By the batch, of real and of synthetic images apart: so it sees where images are too much alike. */
        BATCH,
        /** Not at all: it looks at each image alone, so that R1 can be had. */
        NONE
    }

    /** What the discriminator minimises, of logits x of real and y of synthetic images; the generator's part follows. */
    public enum Objective {
        /** max(0, 1 - x) + max(0, 1 + y); the generator minimises -y (Lim and Ye 2017). */
        HINGE,
        /** The cross entropies of x as real and y as synthetic; the generator minimises that of y as real (Goodfellow et al. 2014). */
        NONSATURATING
    }

    /**
     * The generator and the discriminator, and how they are set against each other.
     *
     * @param size side of the square image in pixels, a power of two from 16 on
     * @param latentSize length of the latent vector z
     * @param features channels of the generator's last and the discriminator's first layer, a multiple of 8
     * @param classes 0 for an unconditional model
     * @param norm how the generator normalises
     * @param discriminatorNorm how the discriminator normalises
     * @param objective of both
     * @param spectral whether the discriminator's weights are divided by their spectral norms
     * @param r1 weight of the penalty r1 / 2 |slope|^2 of the discriminator at real images, 0 for none; it must be 0 where the
     *     discriminator normalises by the batch, for there an image has no slope of its own
     * @param diffAugment how images are changed before the discriminator: {@code none}, or kinds of {@link DiffAugment.Kind} in
     *     lower case joined by commas
     */
    public record Config(
            int size,
            int latentSize,
            int features,
            int classes,
            Norm norm,
            DiscriminatorNorm discriminatorNorm,
            Objective objective,
            boolean spectral,
            double r1,
            String diffAugment)
            implements ModelConfig {
        public Config {
            Check.inRange("size", size, 16, 1024);
            int side = size;
            Check.argument(Integer.bitCount(side) == 1, () -> "size is " + side + ", it must be a power of two");
            Check.positive("latentSize", latentSize);
            Check.positive("features", features);
            int width = features;
            Check.argument(width % GROUP == 0, () -> "features is " + width + ", it must be a multiple of " + GROUP);
            Check.inRange("classes", classes, 0, 1000);
            Check.argument(discriminatorNorm != null, () -> "discriminatorNorm is missing");
            Check.inRange("r1", r1, 0, 1000);
            Check.argument(
                    r1 == 0 || discriminatorNorm == DiscriminatorNorm.NONE,
                    () -> "r1 is " + r1 + ", allowed is 0 where the discriminator normalises by the batch;"
                            + " it is for --discriminator-norm none");
            DiffAugment.of(diffAugment);
        }

        /** Returns the standard configuration. */
        public static Config of(int size, int latentSize, int features, int classes) {
            return new Config(
                    size,
                    latentSize,
                    features,
                    classes,
                    Norm.BATCH,
                    DiscriminatorNorm.BATCH,
                    Objective.NONSATURATING,
                    false,
                    0,
                    "translation");
        }

        @Override
        public Size imageSize() {
            return Size.square(size);
        }

        @Override
        public String family() {
            return NAME;
        }

        int imageLength() {
            return size * size;
        }

        /** Returns the channels of maps of a side. */
        private int channels(int side) {
            return features * Math.min(LARGEST_MULTIPLE, size / side);
        }

        Config withNorm(Norm other) {
            return new Config(
                    size,
                    latentSize,
                    features,
                    classes,
                    other,
                    discriminatorNorm,
                    objective,
                    spectral,
                    r1,
                    diffAugment);
        }

        Config withDiscriminatorNorm(DiscriminatorNorm other) {
            return new Config(size, latentSize, features, classes, norm, other, objective, spectral, r1, diffAugment);
        }

        Config withObjective(Objective other) {
            return new Config(
                    size, latentSize, features, classes, norm, discriminatorNorm, other, spectral, r1, diffAugment);
        }

        Config withSpectral(boolean other) {
            return new Config(
                    size, latentSize, features, classes, norm, discriminatorNorm, objective, other, r1, diffAugment);
        }

        Config withR1(double other) {
            return new Config(
                    size,
                    latentSize,
                    features,
                    classes,
                    norm,
                    discriminatorNorm,
                    objective,
                    spectral,
                    other,
                    diffAugment);
        }

        Config withDiffAugment(String other) {
            return new Config(
                    size, latentSize, features, classes, norm, discriminatorNorm, objective, spectral, r1, other);
        }
    }

    // ---- The networks

    /** Returns the generator: from z and, with classes, the class, one-hot, to the image. */
    public static Net generator(Config config) {
        Net.Recorder net = new Net.Recorder();
        Node x = net.input("z", Shape.vector(config.latentSize()));
        if (config.classes() > 0) {
            Node oneHot = net.input("class", Shape.vector(config.classes()));
            x = net.join(
                    "generator.latent", x, net.dense("generator.class", oneHot, CLASS_SIZE, false, Init.normal(1)));
        }
        Map<Integer, Node> maps = new TreeMap<>();
        x = net.transposed("generator.start", x, config.channels(COARSE), new Window(COARSE, 1, 0), WEIGHTS);
        x = normalised(net, config, "generator.start", x);
        maps.put(COARSE, x);
        for (int side = 2 * COARSE; side <= config.size(); side *= 2) {
            String name = "generator.side" + side;
            x = net.nearest(name + ".nearest", x);
            x = net.conv(name + ".conv1", x, config.channels(side), Window.same(3), false, WEIGHTS);
            x = normalised(net, config, name + ".conv1", x);
            if (side <= config.size() / 4) {
                x = net.conv(name + ".conv2", x, config.channels(side), Window.same(3), false, WEIGHTS);
                x = normalised(net, config, name + ".conv2", x);
            }
            if (side >= config.size() / 2) {
                x = excited(net, name + ".excite", x, maps.get(Math.max(COARSE, side / EXCITED_BY)));
            }
            maps.put(side, x);
        }
        x = net.conv("generator.out", x, 1, Window.same(3), true, WEIGHTS);
        return net.done(net.activate("generator.tanh", x, Activation.TANH));
    }

    private static Node normalised(Net.Recorder net, Config config, String name, Node x) {
        Node norm = config.norm() == Norm.BATCH
                ? net.batchNorm(name + ".norm", x, true)
                : net.groupNorm(name + ".norm", x, x.shape().channels() / GROUP);
        return net.activate(name + ".leaky", norm, Activation.LEAKY_RELU);
    }

    /** Skip-layer excitation (Liu et al. 2021, eq. 1): each channel of x times a number that the coarse maps decide. */
    private static Node excited(Net.Recorder net, String name, Node x, Node coarse) {
        int channels = x.shape().channels();
        int block = coarse.shape().height() / COARSE;
        Node y = block == 1 ? coarse : net.pool(name + ".pool", coarse, block, block);
        y = net.conv(name + ".conv1", y, channels, new Window(COARSE, 1, 0), true, Init.HE);
        y = net.activate(name + ".silu", y, Activation.SILU);
        y = net.conv(name + ".conv2", y, channels, Window.same(1), true, WEIGHTS);
        y = net.activate(name + ".tanh", y, Activation.TANH);
        return net.sum(name, x, net.scale(name + ".scale", x, y));
    }

    /**
     * Returns the discriminator: from images, (1, H, W), to the logit without a class and, for each class, what it adds: the product
     * of the class's vector with the features of the image.
     */
    public static Net discriminator(Config config) {
        Net.Recorder net = new Net.Recorder();
        Node x = net.input("images", new Shape(1, config.size(), config.size()));
        x = net.conv("discriminator.in", x, config.features(), new Window(4, 2, 1), true, Init.HE);
        x = activated(net, config, "discriminator.in", x);
        for (int side = config.size() / 2; side > COARSE; side /= 2) {
            x = halved(net, config, "discriminator.side" + side, x, config.channels(side));
        }
        x = net.conv("discriminator.end", x, config.channels(COARSE), new Window(COARSE, 1, 0), true, Init.HE);
        x = activated(net, config, "discriminator.end", x);
        return net.done(net.dense("discriminator.logit", x, 1 + config.classes(), true, Init.GLOROT));
    }

    /** The sum of two paths: two convolutions, and one of the mean. */
    private static Node halved(Net.Recorder net, Config config, String name, Node x, int out) {
        boolean bias = config.discriminatorNorm() == DiscriminatorNorm.NONE;
        Node y = net.conv(name + ".conv1", x, out, new Window(4, 2, 1), bias, Init.HE);
        y = judged(net, config, name + ".conv1", y);
        y = net.conv(name + ".conv2", y, out, Window.same(3), bias, Init.HE);
        y = judged(net, config, name + ".conv2", y);
        Node shortcut = net.pool(name + ".pool", x, 2, 2);
        shortcut = net.conv(name + ".shortcut", shortcut, out, Window.same(1), bias, Init.HE);
        return net.sum(name, y, judged(net, config, name + ".shortcut", shortcut));
    }

    private static Node judged(Net.Recorder net, Config config, String name, Node x) {
        boolean batch = config.discriminatorNorm() == DiscriminatorNorm.BATCH;
        return activated(net, config, name, batch ? net.batchNorm(name + ".norm", x, false) : x);
    }

    private static Node activated(Net.Recorder net, Config config, String name, Node x) {
        return config.discriminatorNorm() == DiscriminatorNorm.BATCH
                ? net.activate(name + ".leaky", x, Activation.LEAKY_RELU)
                : net.activate(name + ".silu", x, Activation.SILU);
    }

    /** Returns the discriminator to compute with, its weights 0. */
    static Network discriminator(Config config, Compute compute, Workers workers) {
        Net net = discriminator(config);
        return config.spectral() ? Network.spectral(net, compute, workers) : new Network(net, compute, workers);
    }

    /** The discriminator's weights are written as it computes with them, divided by their spectral norms. */
    @Override
    public Optional<Portable> portable(ModelConfig config) {
        Config model = (Config) config;
        return Optional.of(Portable.of(
                PortableNet.of(
                        "generator",
                        "Images from z, " + model.latentSize() + " standard normal numbers, and the label.",
                        generator(model)),
                PortableNet.of(
                        "discriminator",
                        "From images a logit, high for real ones, and what each class adds to it"
                                + (model.discriminatorNorm() == DiscriminatorNorm.BATCH
                                        ? "; it normalises by the batch, as in training."
                                        : "."),
                        discriminator(model))));
    }

    /** Returns the inputs of the generator. */
    static float[][] inputs(Config config, float[] z, int[] labels) {
        int n = z.length / config.latentSize();
        return config.classes() == 0 ? new float[][] {z} : new float[][] {z, Batch.oneHot(labels, n, config.classes())};
    }

    /** Returns one logit for each image, of a discriminator's output: the first, and that of its class if it has one. */
    static double[] logits(Config config, float[] output, int[] labels) {
        int stride = 1 + config.classes();
        double[] logits = new double[output.length / stride];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = output[i * stride] + (hasClass(config, labels, i) ? output[i * stride + 1 + labels[i]] : 0.0);
        }
        return logits;
    }

    /**
     * Returns one logit for each image. Where the discriminator normalises by the batch, each is the mean over several batches drawn from
     * all of the images.
     *
     * @param seed of the batches
     */
    static double[] logits(
            Config config, Network discriminator, Workers workers, float[] images, int[] labels, long seed) {
        if (config.discriminatorNorm() == DiscriminatorNorm.NONE) {
            return logits(config, discriminator.predict(IMAGES_PER_PASS, images), labels);
        }
        return InBatches.means(
                discriminator,
                workers,
                images,
                images.length / config.imageLength(),
                seed,
                (image, output, at) ->
                        output[at] + (hasClass(config, labels, image) ? output[at + 1 + labels[image]] : 0.0));
    }

    /** Returns the gradient of a discriminator's output, from those of the logits. */
    static float[] slopes(Config config, double[] ofLogits, int[] labels) {
        int stride = 1 + config.classes();
        float[] slopes = new float[ofLogits.length * stride];
        for (int i = 0; i < ofLogits.length; i++) {
            slopes[i * stride] = (float) ofLogits[i];
            if (hasClass(config, labels, i)) {
                slopes[i * stride + 1 + labels[i]] = (float) ofLogits[i];
            }
        }
        return slopes;
    }

    private static boolean hasClass(Config config, int[] labels, int image) {
        return config.classes() > 0 && labels.length > 0 && labels[image] >= 0;
    }

    @Override
    public Model create(ModelConfig config, Recipe recipe, Compute compute) {
        return new FastganTraining((Config) config, recipe, compute);
    }

    @Override
    public boolean judges() {
        return true;
    }

    // ---- Sampling

    private static final String SAMPLER = "generator";
    /** How many images a thread computes at once. */
    static final int IMAGES_PER_PASS = 8;

    @Override
    public List<String> samplers() {
        return List.of(SAMPLER);
    }

    @Override
    public SamplerSettings sampler(ModelConfig config, SamplerSettings.Wish wish) {
        Check.argument(
                wish.isEmpty(),
                () -> "this model is a fastgan, which has no steps, sampler, eta or guidance to choose");
        return unnamedSampler();
    }

    @Override
    public SamplerSettings unnamedSampler() {
        return new SamplerSettings(SAMPLER, 0, 0, 0);
    }

    @Override
    public void check(ModelConfig config, SamplerSettings settings) {
        if (!settings.name().equals(SAMPLER)) {
            throw new InputException("the model is a fastgan, which cannot be sampled with " + settings.name()
                    + "; leave the sampler out");
        }
    }

    /** Returns the model; its losses are the cross entropies of images as real ones (Hayes et al. 2019, "LOGAN"). */
    @Override
    public ImageModel open(ModelConfig config, List<NamedTensor> weights, Compute compute) {
        Config model = (Config) config;
        return ImageModel.of(
                generator(model),
                FastganTraining.part(weights, true),
                compute,
                IMAGES_PER_PASS,
                (network, workers) -> new ImageModel.Functions() {
                    @Override
                    public float[] images(
                            SamplerSettings settings, int[] labels, Random[] noise, IntConsumer stepsDone) {
                        float[] z = new float[noise.length * model.latentSize()];
                        for (int i = 0; i < noise.length; i++) {
                            float[] one = Seeds.fillNormal(noise[i], new float[model.latentSize()]);
                            System.arraycopy(one, 0, z, i * one.length, one.length);
                        }
                        return network.predict(IMAGES_PER_PASS, inputs(model, z, labels));
                    }

                    @Override
                    public double[] losses(float[] images, int[] labels, long seed) {
                        // Only whoever asks for losses pays for a discriminator.
                        try (Network judge = discriminator(model, compute, workers)) {
                            judge.setWeights(FastganTraining.part(weights, false));
                            double[] losses = logits(model, judge, workers, images, labels, seed);
                            for (int i = 0; i < losses.length; i++) {
                                losses[i] = FastganTraining.softplus(-losses[i]);
                            }
                            return losses;
                        }
                    }

                    @Override
                    public String lossName() {
                        return "discriminator";
                    }
                });
    }

    // ---- Presets, choices and help

    private record Ready(int features, long steps, int batch, double emaDecay) {}

    private static final Map<String, Ready> READY = Map.of(
            "tiny", new Ready(8, 600, 16, 0.99),
            "small", new Ready(32, 12_000, 16, 0.998),
            "medium", new Ready(64, 60_000, 32, 0.999));

    @Override
    public Preset preset(String preset, Size images, int classes) {
        int size = images.side("a fastgan");
        Ready sizes = READY.get(preset);
        Optimisation optimisation = new Optimisation(AdamSettings.dcgan(2e-4), 0, 1, sizes.emaDecay());
        Config config = Config.of(size, 100, sizes.features(), classes);
        return new Preset(config, sizes.steps(), sizes.batch(), optimisation, 0);
    }

    @Override
    public List<String> unusedSettings() {
        return List.of("labelDropout", "optimisation.clipNorm");
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                setting(
                        "norm",
                        "batch|group",
                        "How the generator normalises.",
                        (config, value) -> config.withNorm(choice("norm", Norm.values(), value))),
                setting(
                        "discriminator-norm",
                        "batch|none",
                        "How the discriminator normalises.",
                        (config, value) -> config.withDiscriminatorNorm(
                                choice("discriminator-norm", DiscriminatorNorm.values(), value))),
                setting(
                        "objective",
                        "hinge|nonsaturating",
                        "What both networks minimise.",
                        (config, value) -> config.withObjective(choice("objective", Objective.values(), value))),
                setting(
                        "spectral",
                        "on|off",
                        "Spectral normalisation of the discriminator.",
                        (config, value) -> config.withSpectral(isOn(value))),
                setting(
                        "r1",
                        "X",
                        "Weight of the R1 penalty, 0 for none; with --discriminator-norm none.",
                        (config, value) -> config.withR1(number(value))),
                setting(
                        "diff-augment",
                        "KINDS",
                        "Changes before the discriminator: none, or some of colour,translation,cutout.",
                        Config::withDiffAugment));
    }

    private static Setting setting(
            String name, String label, String description, BiFunction<Config, String, Config> change) {
        return new Setting(name, label, description, (config, value) -> change.apply((Config) config, value));
    }

    private static <E extends Enum<E>> E choice(String name, E[] all, String value) {
        for (E each : all) {
            if (each.name().toLowerCase(Locale.ROOT).equals(value)) {
                return each;
            }
        }
        throw new IllegalArgumentException(name + " is " + value + ", allowed are "
                + List.of(all).toString().toLowerCase(Locale.ROOT));
    }

    private static boolean isOn(String value) {
        Check.argument(List.of("on", "off").contains(value), () -> "spectral is " + value + ", allowed are on and off");
        return value.equals("on");
    }

    private static double number(String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("r1 is " + value + ", allowed are numbers from 0 to 1000", e);
        }
    }

    @Override
    public Help help() {
        return new Help(
                "Train a generative adversarial network for few images (FastGAN).",
                List.of(
                        "After Liu et al. 2021. It samples in one step and learns from a few hundred images on.",
                        "Each checkpoint tells how different the images are that it makes, and whether the"
                                + " discriminator knows its training images by heart."),
                List.of(
                        "effigy train fastgan --data chest.json --out runs/chest",
                        "    with the preset that suits this machine",
                        "effigy train fastgan --data chest.json --out runs/chest --size 128 --time 1h",
                        "    an hour at most; the same command goes on after a stop"));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }
}
