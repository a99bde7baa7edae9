package org.effigy.networks.families;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.base.Seeds;
import org.effigy.base.Size;
import org.effigy.networks.Network;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;
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
 * A variational autoencoder (Kingma and Welling 2014): an encoder from an image to a normal distribution of latent values, a
 * decoder back, trained by the negative evidence lower bound. With a vector as latent it makes images from the prior; with maps it
 * is the first stage of a latent model ({@link Ldm}; Rombach et al. 2022).
 *
 * <p>Both networks are residual (GroupNorm, SiLU, 3x3 convolution, twice). Images halve by a 4x4 convolution first and by 3x3
 * convolutions from there on; maps double by nearest neighbour and a convolution, at the end by a transposed 4x4 convolution.
 *
 * <p>Differs: the divergence has a weight (beta, Higgins et al. 2017), and of each unit no less than the free bits counts (Kingma
 * et al. 2016, appendix C.8), of the mean over the batch. Differs: with classes, the class enters both networks, one-hot (Sohn et
 * al. 2015); the label -1 adds nothing. What an image's reconstruction costs: {@link ReconstructionLoss}.
 */
public final class Vae implements Family {
    /** The name of the family. */
    public static final String NAME = "vae";

    static final String ENCODER = "encoder.";
    static final String DECODER = "decoder.";

    private static final int MOST_FACTOR = 128;
    private static final int LARGEST_TOP = 16;

    /** What an image is encoded to. */
    public enum Latent {
        /** A vector, from whose prior images are made. */
        VECTOR,
        /** Maps, a fraction of the image in height and width. */
        SPATIAL
    }

    /**
     * Both networks and the loss.
     *
     * @param size side of the square image in pixels
     * @param classes 0 for an unconditional model
     * @param latent a vector or maps
     * @param latentSize length of the vector, or channels of the maps
     * @param factor side of the image over that of the coarsest maps, a power of two
     * @param baseChannels channels of the finest maps, which have half of the image's side; a multiple of {@code groups}
     * @param largestMultiple of {@code baseChannels}, which double from level to level up to this
     * @param blocks residual blocks per level of each network
     * @param groups groups of each GroupNorm
     * @param noise scale of the distribution of a pixel around its reconstruction, which is normal for a vector and Laplace's for maps
     * @param kl weight of the divergence
     * @param freeBits nats of divergence of a unit of the latent that cost nothing
     * @param edge weight of edges in the loss, beside pixels
     * @param frequency weight of frequencies in the loss, beside pixels
     */
    public record Config(
            int size,
            int classes,
            Latent latent,
            int latentSize,
            int factor,
            int baseChannels,
            int largestMultiple,
            int blocks,
            int groups,
            double noise,
            double kl,
            double freeBits,
            double edge,
            double frequency)
            implements ModelConfig {
        public Config {
            int down = factor;
            int side = size;
            Check.inRange("size", size, 8, 1024);
            Check.inRange("factor", factor, 2, MOST_FACTOR);
            Check.argument(
                    Integer.bitCount(down) == 1 && side % down == 0,
                    () -> "factor is " + down + ", allowed are powers of two that divide the size, " + side);
            Check.argument(side % 4 == 0, () -> "size is " + side + ", it must be a multiple of 4");
            Check.inRange("classes", classes, 0, 1000);
            Check.inRange("latent-size", latentSize, 1, 4096);
            Check.inRange("baseChannels", baseChannels, 1, 1024);
            Check.inRange("largestMultiple", largestMultiple, 1, 16);
            Check.inRange("blocks", blocks, 0, 8);
            Check.inRange("groups", groups, 1, baseChannels);
            Check.argument(baseChannels % groups == 0, () -> "baseChannels must be a multiple of groups");
            Check.inRange("noise", noise, 1e-3, 10);
            Check.inRange("kl", kl, 0, 100);
            Check.inRange("free-bits", freeBits, 0, 100);
            Check.inRange("edge", edge, 0, 100);
            Check.inRange("frequency", frequency, 0, 100);
            Check.argument(latent != null, () -> "latent is missing");
            Check.argument(
                    latent == Latent.VECTOR ? side / down <= LARGEST_TOP : true,
                    () -> "factor is " + down + ", for a vector it must leave maps of at most " + LARGEST_TOP + " of "
                            + side + " pixels");
        }

        @Override
        public Size imageSize() {
            return Size.square(size);
        }

        @Override
        public String family() {
            return NAME;
        }

        boolean spatial() {
            return latent == Latent.SPATIAL;
        }

        /** Returns the side of the coarsest maps. */
        int top() {
            return size / factor;
        }

        /** Returns the shape of what the decoder takes, without classes. */
        Shape latentShape() {
            return spatial() ? new Shape(latentSize, top(), top()) : Shape.vector(latentSize);
        }

        int imageLength() {
            return size * size;
        }

        ReconstructionLoss loss() {
            return new ReconstructionLoss(size, spatial(), noise, edge, frequency);
        }

        private int levels() {
            return Integer.numberOfTrailingZeros(factor);
        }

        private int channels(int level) {
            return baseChannels * Math.min(largestMultiple, 1 << level);
        }

        /** Returns a copy for images of another size. */
        Config withSize(int other) {
            int down = spatial() ? factor : factorOfVector(other);
            return new Config(
                    other,
                    classes,
                    latent,
                    latentSize,
                    down,
                    baseChannels,
                    largestMultiple,
                    blocks,
                    groups,
                    noise,
                    kl,
                    freeBits,
                    edge,
                    frequency);
        }

        private Config with(Latent kind, int units, int down) {
            int labels = kind == Latent.SPATIAL ? 0 : classes;
            return new Config(
                    size,
                    labels,
                    kind,
                    units,
                    down,
                    baseChannels,
                    largestMultiple,
                    blocks,
                    groups,
                    noise,
                    kl,
                    freeBits,
                    edge,
                    frequency);
        }

        private Config with(double scale, double weight, double free, double edges, double frequencies) {
            return new Config(
                    size,
                    classes,
                    latent,
                    latentSize,
                    factor,
                    baseChannels,
                    largestMultiple,
                    blocks,
                    groups,
                    scale,
                    weight,
                    free,
                    edges,
                    frequencies);
        }
    }

    /** Halves the side as long as no less than 4 positions remain. */
    private static int factorOfVector(int size) {
        int factor = 2;
        while (size % (2 * factor) == 0 && size / (2 * factor) >= 4 && factor < MOST_FACTOR) {
            factor *= 2;
        }
        return factor;
    }

    // ---- The networks

    /** Returns the encoder: from images, (1, H, W), and the class, one-hot, to means and log variances, side by side in channels. */
    public static Net encoder(Config config) {
        Net.Recorder net = new Net.Recorder();
        Node x = net.input("image", new Shape(1, config.size(), config.size()));
        Node label = config.classes() > 0 ? net.input("label", Shape.vector(config.classes())) : x;
        x = net.conv(ENCODER + "in", x, config.channels(0), new Window(4, 2, 1), true, Init.GLOROT);
        x = blocks(net, config, ENCODER + "level0", x);
        for (int level = 1; level < config.levels(); level++) {
            String name = ENCODER + "level" + level;
            x = net.conv(name + ".halve", x, config.channels(level), Window.same(3, 2), true, Init.GLOROT);
            x = blocks(net, config, name, x);
        }
        if (config.classes() > 0) {
            int channels = x.shape().channels();
            x = net.shift(ENCODER + "class", x, net.dense(ENCODER + "label", label, channels, false, Init.GLOROT));
        }
        x = norm(net, config, ENCODER + "out.norm", x);
        Window window = config.spatial() ? Window.same(3) : new Window(config.top(), 1, 0);
        return net.done(net.conv(ENCODER + "out", x, 2 * config.latentSize(), window, true, Init.GLOROT));
    }

    /** Returns the decoder: from latent values, for a vector with the class, one-hot, behind it, to images, (1, H, W). */
    public static Net decoder(Config config) {
        Net.Recorder net = new Net.Recorder();
        Shape latent = config.latentShape();
        Node x = net.input("z", latent.withChannels(latent.channels() + config.classes()));
        int level = config.levels() - 1;
        int channels = config.channels(level);
        x = config.spatial()
                ? net.conv(DECODER + "in", x, channels, Window.same(3), true, Init.GLOROT)
                : net.transposed(DECODER + "in", x, channels, new Window(config.top(), 1, 0), Init.GLOROT);
        x = blocks(net, config, DECODER + "level" + level, x);
        for (level--; level >= 0; level--) {
            String name = DECODER + "level" + level;
            x = net.nearest(name + ".nearest", x);
            x = net.conv(name + ".double", x, config.channels(level), Window.same(3), true, Init.GLOROT);
            x = blocks(net, config, name, x);
        }
        x = norm(net, config, DECODER + "out.norm", x);
        x = net.transposed(DECODER + "out.double", x, config.groups(), new Window(4, 2, 1), Init.GLOROT);
        x = net.activate(DECODER + "out.silu", x, Activation.SILU);
        return net.done(net.conv(DECODER + "out", x, 1, Window.same(3), true, Init.GLOROT));
    }

    private static Node blocks(Net.Recorder net, Config config, String name, Node x) {
        Node y = x;
        for (int block = 0; block < config.blocks(); block++) {
            y = residual(net, config, name + ".block" + block, y);
        }
        return y;
    }

    private static Node residual(Net.Recorder net, Config config, String name, Node x) {
        int channels = x.shape().channels();
        Node y = norm(net, config, name + ".norm1", x);
        y = net.conv(name + ".conv1", y, channels, Window.same(3), true, Init.GLOROT);
        y = norm(net, config, name + ".norm2", y);
        return net.sum(name, x, net.conv(name + ".conv2", y, channels, Window.same(3), true, Init.ZERO));
    }

    private static Node norm(Net.Recorder net, Config config, String name, Node x) {
        return net.activate(name + ".silu", net.groupNorm(name, x, config.groups()), Activation.SILU);
    }

    @Override
    public Optional<Portable> portable(ModelConfig config) {
        Config model = (Config) config;
        return Optional.of(Portable.of(decoder(model, ""), encoder(model, "")));
    }

    /** Returns the decoder for other programs. */
    static PortableNet decoder(Config config, String more) {
        return PortableNet.of(
                "decoder",
                "Images from latent values, standard normal in a new image, with the " + config.classes()
                        + " numbers of the label behind them." + more,
                decoder(config));
    }

    /** Returns the encoder for other programs. */
    static PortableNet encoder(Config config, String more) {
        return PortableNet.of(
                "encoder",
                "From images, and the label where there are classes, means and log variances of latent values, side by side."
                        + more,
                encoder(config));
    }

    // ---- Their inputs

    /** Returns what the encoder takes. */
    static float[][] images(Config config, float[] images, int[] labels) {
        int n = images.length / config.imageLength();
        return config.classes() == 0
                ? new float[][] {images}
                : new float[][] {images, Batch.oneHot(labels, n, config.classes())};
    }

    /** Returns what the decoder takes: z, and for a vector the class behind it. */
    static float[] latents(Config config, float[] z, int[] labels) {
        if (config.classes() == 0) {
            return z;
        }
        int length = config.latentSize();
        int n = z.length / length;
        int stride = length + config.classes();
        float[] oneHot = Batch.oneHot(labels, n, config.classes());
        float[] out = new float[n * stride];
        for (int i = 0; i < n; i++) {
            System.arraycopy(z, i * length, out, i * stride, length);
            System.arraycopy(oneHot, i * config.classes(), out, i * stride + length, config.classes());
        }
        return out;
    }

    /** Returns what an encoder's output means. */
    static Posterior posterior(Config config, float[] statistics) {
        Shape latent = config.latentShape();
        return new Posterior(statistics, latent.channels(), latent.area());
    }

    // ---- Training

    @Override
    public Model create(ModelConfig config, Recipe recipe, Compute compute) {
        return new VaeTraining((Config) config, recipe, compute);
    }

    /** Its models tell how well they reconstruct images that they do not learn from. */
    @Override
    public boolean judges() {
        return true;
    }

    // ---- Sampling

    private static final String SAMPLER = "prior";
    /** How many images a thread encodes or decodes at once. */
    static final int IMAGES_PER_PASS = 4;

    @Override
    public List<String> samplers() {
        return List.of(SAMPLER);
    }

    @Override
    public boolean reconstructs() {
        return true;
    }

    /** Those with a vector do; what a first stage makes of the prior is no image. */
    @Override
    public boolean makesImages(ModelConfig config) {
        return !((Config) config).spatial();
    }

    @Override
    public SamplerSettings sampler(ModelConfig config, SamplerSettings.Wish wish) {
        Check.argument(
                wish.isEmpty(), () -> "this model is a vae, which has no steps, sampler, eta or guidance to choose");
        return unnamedSampler();
    }

    @Override
    public SamplerSettings unnamedSampler() {
        return new SamplerSettings(SAMPLER, 0, 0, 0);
    }

    @Override
    public void check(ModelConfig config, SamplerSettings settings) {
        if (((Config) config).spatial()) {
            throw new InputException("the model is a first stage (its latent is spatial), which makes no images by"
                    + " itself; train an ldm with it");
        }
        if (!settings.name().equals(SAMPLER)) {
            throw new InputException(
                    "the model is a vae, which cannot be sampled with " + settings.name() + "; leave the sampler out");
        }
    }

    @Override
    public ImageModel open(ModelConfig config, List<NamedTensor> weights, Compute compute) {
        Config model = (Config) config;
        List<Net> nets = List.of(encoder(model), decoder(model));
        return ImageModel.of(
                nets, weights, compute, IMAGES_PER_PASS, (networks, workers) -> new ImageModel.Functions() {
                    private final Network encoder = networks.get(0);
                    private final Network decoder = networks.get(1);

                    @Override
                    public float[] images(
                            SamplerSettings settings, int[] labels, Random[] noise, IntConsumer stepsDone) {
                        int length = model.latentShape().length();
                        return clipped(decoder.predict(IMAGES_PER_PASS, latents(model, normal(noise, length), labels)));
                    }

                    @Override
                    public double[] losses(float[] images, int[] labels, long seed) {
                        Posterior posterior =
                                posterior(model, encoder.predict(IMAGES_PER_PASS, Vae.images(model, images, labels)));
                        Random[] streams = new Random[labels.length];
                        Arrays.setAll(streams, i -> Seeds.of(seed, "loss latent", i));
                        float[] z = posterior.sample(normal(streams, posterior.length()));
                        float[] y = decoder.predict(IMAGES_PER_PASS, latents(model, z, labels));
                        return Vae.losses(model, posterior, y, images);
                    }

                    @Override
                    public String lossName() {
                        return "negative evidence lower bound";
                    }

                    @Override
                    public Optional<float[]> reconstructions(float[] images, int[] labels) {
                        Posterior posterior =
                                posterior(model, encoder.predict(IMAGES_PER_PASS, Vae.images(model, images, labels)));
                        float[] z = latents(model, posterior.means(), labels);
                        return Optional.of(clipped(decoder.predict(IMAGES_PER_PASS, z)));
                    }
                });
    }

    /** Returns standard normal values, so many from each stream. */
    private static float[] normal(Random[] streams, int length) {
        float[] out = new float[streams.length * length];
        for (int i = 0; i < streams.length; i++) {
            System.arraycopy(Seeds.fillNormal(streams[i], new float[length]), 0, out, i * length, length);
        }
        return out;
    }

    /** Cuts to [-1, 1] in place, which no output is bound to, and returns the array. */
    static float[] clipped(float[] images) {
        for (int i = 0; i < images.length; i++) {
            images[i] = Math.max(-1, Math.min(1, images[i]));
        }
        return images;
    }

    /** Returns for each image the reconstruction's loss plus the weighted divergence, in nats per pixel, free bits left aside. */
    static double[] losses(Config config, Posterior posterior, float[] y, float[] images) {
        double[] losses = posterior.divergenceByImage();
        int length = config.imageLength();
        for (int i = 0; i < losses.length; i++) {
            float[] output = Arrays.copyOfRange(y, i * length, (i + 1) * length);
            float[] image = Arrays.copyOfRange(images, i * length, (i + 1) * length);
            double reconstruction = config.loss().of(output, image, 1, new float[length]);
            losses[i] = (reconstruction + config.kl() * losses[i]) / length;
        }
        return losses;
    }

    // ---- Presets and help

    /** Both networks as in {@link Config}, and how long and how fast they learn. */
    private record Ready(
            int latent,
            int baseChannels,
            int largestMultiple,
            int blocks,
            long steps,
            int batch,
            double learningRate,
            double emaDecay) {}

    private static final Map<String, Ready> READY = Map.of(
            "tiny", new Ready(32, 16, 4, 1, 600, 16, 2e-3, 0.99),
            "small", new Ready(64, 24, 4, 1, 8_000, 16, 1e-3, 0.999),
            "medium", new Ready(128, 64, 4, 2, 60_000, 32, 3e-4, 0.9995));

    private static final double NOISE = 0.1;
    /** Free bits below what counts as active would hide a collapse. */
    private static final double FREE_BITS = 0.02;

    @Override
    public Preset preset(String preset, Size images, int classes) {
        int size = images.side("a vae");
        Ready s = READY.get(preset);
        Config config = new Config(
                size,
                classes,
                Latent.VECTOR,
                s.latent(),
                factorOfVector(size),
                s.baseChannels(),
                s.largestMultiple(),
                s.blocks(),
                8,
                NOISE,
                1,
                FREE_BITS,
                0,
                0);
        Optimisation optimisation = new Optimisation(AdamSettings.of(s.learningRate()), 100, 1, s.emaDecay());
        return new Preset(config, s.steps(), s.batch(), optimisation, classes == 0 ? 0 : 0.1);
    }

    private static final int SPATIAL_CHANNELS = 4;
    private static final int SPATIAL_FACTOR = 4;
    private static final double SPATIAL_KL = 0.01;

    /** Returns a first stage in place of a model with a vector: maps of 4 channels at a quarter of the resolution. */
    static Config firstStage(Config config) {
        return config.with(Latent.SPATIAL, SPATIAL_CHANNELS, SPATIAL_FACTOR).with(NOISE, SPATIAL_KL, 0, 1, 1);
    }

    private static Config kind(Config config, String value) {
        return switch (value) {
            case "vector" -> config;
            case "spatial" -> firstStage(config);
            default -> throw new IllegalArgumentException("latent is " + value + ", allowed are vector and spatial");
        };
    }

    /** In the order in which they take effect: the kind of the latent changes the presets of the others. */
    @Override
    public List<Setting> settings() {
        return List.of(
                setting(
                        "latent",
                        "vector|spatial",
                        "What an image is encoded to: a vector, whose prior makes images, or maps, for an ldm.",
                        Vae::kind),
                setting(
                        "latent-size",
                        "N",
                        "Length of the vector, or channels of the maps.",
                        (c, v) -> c.with(c.latent(), Integer.parseInt(v), c.factor())),
                setting(
                        "factor",
                        "N",
                        "How many times smaller the coarsest maps are than the image.",
                        (c, v) -> c.with(c.latent(), c.latentSize(), Integer.parseInt(v))),
                setting(
                        "noise",
                        "X",
                        "Scale of a pixel's deviation from its reconstruction; images have values from -1 to 1.",
                        (c, v) -> c.with(number(v), c.kl(), c.freeBits(), c.edge(), c.frequency())),
                setting(
                        "kl",
                        "X",
                        "Weight of the divergence from the prior.",
                        (c, v) -> c.with(c.noise(), number(v), c.freeBits(), c.edge(), c.frequency())),
                setting(
                        "free-bits",
                        "X",
                        "Divergence of each unit that costs nothing, in nats.",
                        (c, v) -> c.with(c.noise(), c.kl(), number(v), c.edge(), c.frequency())),
                setting(
                        "edge",
                        "X",
                        "Weight of edges in the loss, beside pixels.",
                        (c, v) -> c.with(c.noise(), c.kl(), c.freeBits(), number(v), c.frequency())),
                setting(
                        "frequency",
                        "X",
                        "Weight of frequencies in the loss, beside pixels.",
                        (c, v) -> c.with(c.noise(), c.kl(), c.freeBits(), c.edge(), number(v))));
    }

    private static Setting setting(
            String name, String label, String description, BiFunction<Config, String, Config> change) {
        return new Setting(name, label, description, (config, value) -> change.apply((Config) config, value));
    }

    private static double number(String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the value is " + value + ", allowed are numbers", e);
        }
    }

    @Override
    public Help help() {
        return new Help(
                "Train a variational autoencoder (VAE), also as a first stage.",
                List.of(
                        "Kingma and Welling 2014. Its images are blurred; it samples in one step and does not collapse to"
                                + " a few images. With a spatial latent it is what 'train ldm' builds on."),
                List.of(
                        "effigy train vae --data chest.json --out runs/vae",
                        "    with the preset that suits this machine",
                        "effigy train vae --data cxr.json --out runs/first --size 256 --latent spatial",
                        "    a first stage, in whose latent space 'effigy train ldm' learns",
                        "effigy train vae --data chest.json --out runs/sharp --noise 0.05",
                        "    sharper reconstructions, and a posterior farther from the prior"));
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
