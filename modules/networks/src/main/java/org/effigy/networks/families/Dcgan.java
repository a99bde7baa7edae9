package org.effigy.networks.families;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.base.Seeds;
import org.effigy.base.Size;
import org.effigy.networks.Engines;
import org.effigy.networks.Network;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.Passes;
import org.effigy.networks.compute.Range;
import org.effigy.networks.compute.Wanted;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.export.Portable;
import org.effigy.networks.export.PortableNet;
import org.effigy.networks.net.Activation;
import org.effigy.networks.net.Init;
import org.effigy.networks.net.Loss;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Net.Window;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Shape;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;

/**
 * A deep convolutional GAN (Radford et al. 2015): a generator of transposed convolutions with batch normalisation and
 * ReLU, tanh at the end; a discriminator of strided convolutions with batch normalisation and leaky ReLU. All kernels
 * are 4x4. Trained with the non-saturating loss of Goodfellow et al. 2014, section 3.
 *
 * <p>The discriminator normalises real and synthetic images each by the statistics of their own batch, and keeps no
 * running ones, as it is only used in training. The generator's running statistics are updated once per step.
 *
 * <p>Differs: the paper describes 64 pixels; at 128 there is one more layer of 8 x features channels. Differs: with
 * classes, the class enters the generator one-hot beside z, and the discriminator as one constant plane per class (Mirza
 * and Osindero 2014). Differs: label smoothing and instance noise, where the configuration asks for them. Differs: a moving
 * average of the generator is kept for sampling (Yazici et al. 2019); z is normal, not uniform.
 */
public final class Dcgan implements Family {
    /** The name of the family. */
    public static final String NAME = "dcgan";

    private static final int KERNEL = 4;
    /** Channels grow towards the coarse end up to this multiple of the features, as in the paper's 64-pixel network. */
    private static final int LARGEST_MULTIPLE = 8;

    private static final Init WEIGHTS = Init.normal(0.02);

    /**
     * The generator and the discriminator.
     *
     * @param size side of the square image in pixels, 64 or 128 (any power of two from 8 on is built the same way)
     * @param latentSize length of the latent vector z
     * @param features channels of the generator's last and the discriminator's first hidden layer
     * @param classes 0 for an unconditional model
     * @param realLabel the target of real images in the discriminator's loss; 1 as in the paper. Differs: 0.9 is one-sided
     *     label smoothing (Salimans et al. 2016)
     * @param instanceNoise standard deviation of the Gaussian noise added to the discriminator's inputs; 0 as in the paper.
     *     Differs: above 0 it keeps the discriminator from winning on small data sets (Sonderby et al. 2017)
     */
    public record Config(int size, int latentSize, int features, int classes, double realLabel, double instanceNoise)
            implements ModelConfig {
        public Config {
            Check.inRange("size", size, 8, 1024);
            int side = size;
            Check.argument(Integer.bitCount(side) == 1, () -> "size is " + side + ", it must be a power of two");
            Check.positive("latentSize", latentSize);
            Check.positive("features", features);
            Check.inRange("classes", classes, 0, 1000);
            Check.inRange("realLabel", realLabel, 0.5, 1);
            Check.inRange("instanceNoise", instanceNoise, 0, 1);
        }

        /** Returns the configuration of the paper: no label smoothing, no instance noise. */
        public static Config of(int size, int latentSize, int features, int classes) {
            return new Config(size, latentSize, features, classes, 1, 0);
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

        /** How often a map of 4x4 doubles until it has the image's size. */
        private int doublings() {
            return Integer.numberOfTrailingZeros(size / KERNEL);
        }

        private int channels(int level) {
            return features * Math.min(LARGEST_MULTIPLE, 1 << level);
        }
    }

    // ---- The networks

    /** Returns the generator: from z (and the class, one-hot), (latent + classes, 1, 1), to the image. */
    public static Net generator(Config config) {
        Net.Recorder net = new Net.Recorder();
        Node x = net.input("z", Shape.vector(config.latentSize() + config.classes()));
        int doublings = config.doublings();
        for (int i = 0; i < doublings; i++) {
            int out = config.channels(doublings - 1 - i);
            Window window = i == 0 ? new Window(KERNEL, 1, 0) : new Window(KERNEL, 2, 1);
            x = net.transposed("generator.conv" + i, x, out, window, WEIGHTS);
            x = net.batchNorm("generator.norm" + i, x, true);
            x = net.activate("generator.relu" + i, x, Activation.RELU);
        }
        x = net.transposed("generator.conv" + doublings, x, 1, new Window(KERNEL, 2, 1), WEIGHTS);
        return net.done(net.activate("generator.tanh", x, Activation.TANH));
    }

    /** Returns the discriminator: from images (and the class as constant planes), (1 + classes, H, W), to logits. */
    public static Net discriminator(Config config) {
        Net.Recorder net = new Net.Recorder();
        Node x = net.input("images", new Shape(1 + config.classes(), config.size(), config.size()));
        int halvings = config.doublings();
        for (int i = 0; i < halvings; i++) {
            x = net.conv("discriminator.conv" + i, x, config.channels(i), new Window(KERNEL, 2, 1), false, WEIGHTS);
            x = i == 0 ? x : net.batchNorm("discriminator.norm" + i, x, false);
            x = net.activate("discriminator.leaky" + i, x, Activation.LEAKY_RELU);
        }
        return net.done(net.conv("discriminator.conv" + halvings, x, 1, new Window(KERNEL, 1, 0), false, WEIGHTS));
    }

    @Override
    public Optional<Portable> portable(ModelConfig config) {
        Config model = (Config) config;
        return Optional.of(Portable.of(
                PortableNet.of(
                        "generator",
                        "Images from z, " + model.latentSize() + " standard normal numbers, followed by the "
                                + model.classes() + " numbers of the label.",
                        generator(model)),
                PortableNet.of(
                        "discriminator",
                        "A logit, high for real images, from images and " + model.classes()
                                + " planes of the label's numbers; it normalises by the batch, as in training.",
                        discriminator(model))));
    }

    /** Returns (N, latent + classes): z and the class, one-hot; for the label -1, or none, zeros. */
    private static float[] latent(Config config, float[] z, int[] labels) {
        int length = config.latentSize();
        int n = z.length / length;
        int stride = length + config.classes();
        float[] oneHot = oneHot(config, labels, n);
        float[] out = new float[n * stride];
        for (int i = 0; i < n; i++) {
            System.arraycopy(z, i * length, out, i * stride, length);
            System.arraycopy(oneHot, i * config.classes(), out, i * stride + length, config.classes());
        }
        return out;
    }

    private static float[] oneHot(Config config, int[] labels, int n) {
        return config.classes() == 0 ? new float[0] : Batch.oneHot(labels, n, config.classes());
    }

    // ---- Training

    /** A mean loss of the generator at which the discriminator takes its images for real once in 10^13 times. */
    private static final double HOPELESS_LOSS = 30;

    private static final double CERTAIN_LOSS = 1e-6;

    /**
     * The losses of one step, each a mean binary cross entropy with logits.
     *
     * @param discriminatorReal of the discriminator on real images
     * @param discriminatorSynthetic of the discriminator on synthetic images
     * @param generator the non-saturating loss: of the discriminator on synthetic images, labelled real
     * @param gradientNorm 2-norm of the generator's gradient
     */
    record Losses(double discriminatorReal, double discriminatorSynthetic, double generator, double gradientNorm) {
        boolean areFinite() {
            return Double.isFinite(discriminatorReal + discriminatorSynthetic + generator);
        }

        /** Returns whether the discriminator has won: it is sure of all images, and what the generator gets from it is rounding. */
        boolean isWon() {
            return generator > HOPELESS_LOSS && discriminatorReal + discriminatorSynthetic < CERTAIN_LOSS;
        }

        StepOutcome outcome() {
            Map<String, Double> parts = Map.of(
                    "discriminatorReal", discriminatorReal,
                    "discriminatorSynthetic", discriminatorSynthetic,
                    "generator", generator);
            double sum = discriminatorReal + discriminatorSynthetic + generator;
            return new StepOutcome(sum, gradientNorm, gradientNorm > 0 && !isWon(), parts);
        }
    }

    @Override
    public Model create(ModelConfig config, Recipe recipe, Compute compute) {
        return new Training((Config) config, recipe, compute);
    }

    /** Both networks and their optimisers. */
    static final class Training implements Model {
        private static final String GENERATOR = "generator.";
        private static final String GENERATOR_UPDATER = "generator.adam.";
        private static final String DISCRIMINATOR_UPDATER = "discriminator.adam.";

        private final Config config;
        private final Recipe recipe;
        private final Workers workers;
        private final Network generator;
        private final Network discriminator;
        private double share;

        Training(Config config, Recipe recipe, Compute compute) {
            this.config = config;
            this.recipe = recipe;
            workers = Engines.workers(compute);
            long seed = Seeds.derive(recipe.seed(), "weights", 0);
            generator = new Network(generator(config), compute, workers).init(seed);
            discriminator = new Network(discriminator(config), compute, workers).init(seed);
        }

        @Override
        public void progress(double done) {
            share = done;
        }

        @Override
        public Step prepare(Batch batch) {
            Random random = Seeds.of(recipe.seed(), "latent", batch.step());
            float[] z = Seeds.fillNormal(random, new float[batch.size() * config.latentSize()]);
            Optimisation optimisation = recipe.optimisation();
            return () -> step(
                            new Shards(batch, z, batch.labels()),
                            optimisation.adam(batch.step(), share),
                            optimisation.emaDecay(batch.step()))
                    .outcome();
        }

        /**
         * One discriminator update on real and synthetic images, then one generator update on the same z, and the losses
         * before each update. Takes the new generator into its moving average where the losses are finite.
         *
         * @param averageDecay average = decay average + (1 - decay) weights; 1 leaves the average alone
         */
        Losses step(Shards shards, AdamSettings adam, double averageDecay) {
            generator.refresh();
            discriminator.refresh();
            try {
                workers.runShards(shards.count, shards::open);
                workers.runShards(shards.count, shards::trainDiscriminator);
                discriminator.combine(shards.count, true, 1);
                discriminator.update(adam, Double.POSITIVE_INFINITY, 1);
                discriminator.refresh();
                workers.runShards(shards.count, shards::trainGenerator);
                generator.combine(shards.count, false, 1);
                double decay = shards.losses().areFinite() ? averageDecay : 1;
                generator.update(adam, Double.POSITIVE_INFINITY, decay);
            } finally {
                workers.run(shards.count, shards::close);
            }
            return shards.losses();
        }

        /** The work of the shards in one step. */
        final class Shards {
            private final Batch batch;
            private final float[] z;
            private final int[] zLabels;
            private final int reals;
            private final int latents;
            private final int count;
            private final Passes.Memory[] memory;
            private final float[][] synthetic;
            private final double[] realLosses;
            private final double[] syntheticLosses;
            private final double[] generatorLosses;

            /** @param zLabels the classes of the latent vectors, -1 for none */
            Shards(Batch batch, float[] z, int[] zLabels) {
                this.batch = batch.unweighted();
                this.z = z;
                this.zLabels = zLabels;
                reals = batch.images().length / config.imageLength();
                latents = z.length / config.latentSize();
                count = Math.min(workers.count(), Math.min(reals, latents));
                memory = new Passes.Memory[count];
                synthetic = new float[count][];
                realLosses = new double[count];
                syntheticLosses = new double[count];
                generatorLosses = new double[count];
            }

            /** Opens the memory of the step: the generator's activations are needed until its update. */
            private void open(int shard) {
                memory[shard] = generator.shard(shard).open();
            }

            private void close(int shard) {
                if (memory[shard] != null) {
                    memory[shard].close();
                }
            }

            private void trainDiscriminator(int shard) {
                Passes passes = discriminator.shard(shard);
                Range range = Range.of(shard, count, reals);
                float[] images = range.cut(batch.images(), config.imageLength());
                float[] logits = passes.forward(Wanted.WEIGHTS, images(images, batch.labels(), range, "real"));
                float[] slope = new float[logits.length];
                realLosses[shard] = loss(logits, config.realLabel(), reals, slope);
                passes.backward(slope);
                discriminator.keepGradient(shard);

                range = Range.of(shard, count, latents);
                float[] latent = latent(config, range.cut(z, config.latentSize()), cut(zLabels, range));
                synthetic[shard] = generator.shard(shard).forward(Wanted.WEIGHTS, latent);
                logits = passes.forward(Wanted.WEIGHTS, images(synthetic[shard], zLabels, range, "synthetic"));
                slope = new float[logits.length];
                syntheticLosses[shard] = loss(logits, 0, latents, slope);
                passes.backward(slope);
            }

            /** Non-saturating: the generator minimises the loss of its images labelled real. */
            private void trainGenerator(int shard) {
                Range range = Range.of(shard, count, latents);
                Passes passes = discriminator.shard(shard);
                float[] images = images(synthetic[shard], zLabels, range, "generator");
                float[] logits = passes.forward(Wanted.INPUTS, images);
                float[] slope = new float[logits.length];
                generatorLosses[shard] = loss(logits, 1, latents, slope);
                float[] planes = passes.backward(slope)[0];
                // Only the first plane of each image is the generator's.
                int length = config.imageLength();
                float[] gradient = new float[synthetic[shard].length];
                for (int i = 0; i < range.size(); i++) {
                    System.arraycopy(planes, i * (1 + config.classes()) * length, gradient, i * length, length);
                }
                generator.shard(shard).backward(gradient);
            }

            /** Returns the sum of the losses and writes the gradient of their mean over n. */
            private static double loss(float[] logits, double target, int n, float[] slope) {
                float[] targets = new float[logits.length];
                Arrays.fill(targets, (float) target);
                return Loss.BINARY_CROSS_ENTROPY.of(logits, targets, n, slope);
            }

            /** Returns (N, 1 + classes, H, W): the image, with instance noise where it is asked for, and class planes. */
            float[] images(float[] pixels, int[] imageLabels, Range range, String what) {
                long noiseSeed = Seeds.derive(recipe.seed(), "instance noise", batch.step());
                int length = config.imageLength();
                int stride = (1 + config.classes()) * length;
                float[] oneHot = oneHot(config, cut(imageLabels, range), range.size());
                float[] out = new float[range.size() * stride];
                for (int i = 0; i < range.size(); i++) {
                    System.arraycopy(pixels, i * length, out, i * stride, length);
                    if (config.instanceNoise() > 0) {
                        Random random = Seeds.of(noiseSeed, what, range.from() + i);
                        for (int j = 0; j < length; j++) {
                            out[i * stride + j] += (float) (config.instanceNoise() * random.nextGaussian());
                        }
                    }
                    for (int c = 0; c < config.classes(); c++) {
                        int plane = i * stride + (1 + c) * length;
                        Arrays.fill(out, plane, plane + length, oneHot[i * config.classes() + c]);
                    }
                }
                return out;
            }

            private static int[] cut(int[] labels, Range range) {
                return labels.length == 0 ? labels : Arrays.copyOfRange(labels, range.from(), range.to());
            }

            Losses losses() {
                return new Losses(
                        Arrays.stream(realLosses).sum() / reals,
                        Arrays.stream(syntheticLosses).sum() / latents,
                        Arrays.stream(generatorLosses).sum() / latents,
                        generator.gradientNorm());
            }
        }

        @Override
        public List<Net> nets() {
            return List.of(generator.net(), discriminator.net());
        }

        @Override
        public List<NamedTensor> weights() {
            return both(generator.weights(), discriminator.weights());
        }

        @Override
        public List<NamedTensor> ema() {
            return generator.averagedWeights();
        }

        @Override
        public List<NamedTensor> updaterState() {
            return both(generator.updaterState(GENERATOR_UPDATER), discriminator.updaterState(DISCRIMINATOR_UPDATER));
        }

        private static List<NamedTensor> both(List<NamedTensor> first, List<NamedTensor> second) {
            return Stream.concat(first.stream(), second.stream()).toList();
        }

        @Override
        public void restore(Checkpoint checkpoint) {
            begin(checkpoint.weights());
            generator.setAveragedWeights(part(checkpoint.averagedWeights(), true));
            generator.setUpdaterState(GENERATOR_UPDATER, checkpoint.updater());
            discriminator.setUpdaterState(DISCRIMINATOR_UPDATER, checkpoint.updater());
        }

        /** The average begins with them, too. */
        @Override
        public void begin(List<NamedTensor> weights) {
            generator.setWeights(part(weights, true));
            discriminator.setWeights(part(weights, false));
        }

        private static List<NamedTensor> part(List<NamedTensor> weights, boolean ofGenerator) {
            return weights.stream()
                    .filter(w -> w.name().startsWith(GENERATOR) == ofGenerator)
                    .toList();
        }

        /** Returns the networks, the generator first. */
        List<Network> networks() {
            return List.of(generator, discriminator);
        }

        @Override
        public void close() {
            generator.close();
            discriminator.close();
            workers.close();
        }
    }

    // ---- Sampling

    private static final String SAMPLER = "generator";
    /** How many images a thread generates at once. */
    private static final int IMAGES_PER_PASS = 8;

    @Override
    public List<String> samplers() {
        return List.of(SAMPLER);
    }

    @Override
    public SamplerSettings sampler(ModelConfig config, SamplerSettings.Wish wish) {
        Check.argument(
                wish.isEmpty(), () -> "this model is a dcgan, which has no steps, sampler, eta or guidance to choose");
        return unnamedSampler();
    }

    @Override
    public SamplerSettings unnamedSampler() {
        return new SamplerSettings(SAMPLER, 0, 0, 0);
    }

    @Override
    public void check(ModelConfig config, SamplerSettings settings) {
        if (!settings.name().equals(SAMPLER)) {
            throw new InputException("the model is a dcgan, which cannot be sampled with " + settings.name()
                    + "; leave the sampler out");
        }
    }

    /** Batch normalisation uses the running statistics, so that the batch size never changes an image. */
    @Override
    public ImageModel open(ModelConfig config, List<NamedTensor> weights, Compute compute) {
        Config model = (Config) config;
        List<NamedTensor> own = Training.part(weights, true);
        return ImageModel.of(
                generator(model), own, compute, IMAGES_PER_PASS, (network, workers) -> new ImageModel.Functions() {
                    @Override
                    public float[] images(
                            SamplerSettings settings, int[] labels, Random[] noise, IntConsumer stepsDone) {
                        float[] z = new float[noise.length * model.latentSize()];
                        for (int i = 0; i < noise.length; i++) {
                            float[] one = Seeds.fillNormal(noise[i], new float[model.latentSize()]);
                            System.arraycopy(one, 0, z, i * one.length, one.length);
                        }
                        return network.predict(IMAGES_PER_PASS, latent(model, z, labels));
                    }

                    @Override
                    public double[] losses(float[] images, int[] labels, long seed) {
                        // Only whoever asks for losses pays for a discriminator.
                        try (Network judge = new Network(discriminator(model), compute, workers)) {
                            judge.setWeights(Training.part(weights, false));
                            return Dcgan.losses(model, judge, workers, images, labels, seed);
                        }
                    }

                    @Override
                    public String lossName() {
                        return "discriminator";
                    }
                });
    }

    /**
     * Returns each image's binary cross entropy as a real one, which the discriminator makes small on images it learns from (Hayes
     * et al. 2019, "LOGAN"). It normalises by the batch, so each image is seen in several batches drawn from all of them.
     */
    private static double[] losses(
            Config config, Network discriminator, Workers workers, float[] images, int[] labels, long seed) {
        int n = labels.length;
        int length = config.imageLength();
        int stride = (1 + config.classes()) * length;
        float[] oneHot = oneHot(config, labels, n);
        float[] input = new float[n * stride];
        for (int i = 0; i < n; i++) {
            System.arraycopy(images, i * length, input, i * stride, length);
            for (int c = 0; c < config.classes(); c++) {
                int plane = i * stride + (1 + c) * length;
                Arrays.fill(input, plane, plane + length, oneHot[i * config.classes() + c]);
            }
        }
        return InBatches.means(
                discriminator,
                workers,
                input,
                n,
                seed,
                (image, logits, at) -> FastganTraining.softplus(-(double) logits[at]));
    }

    // ---- Presets and help

    private record Ready(int features, long steps, int batch, double emaDecay) {}

    private static final Map<String, Ready> READY = Map.of(
            "tiny", new Ready(8, 600, 16, 0.99),
            "small", new Ready(32, 12_000, 32, 0.999),
            "medium", new Ready(64, 60_000, 64, 0.9995));

    @Override
    public Preset preset(String preset, Size images, int classes) {
        int size = images.side("a dcgan");
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
    public Help help() {
        return new Help(
                "Train a generative adversarial network (DCGAN).",
                List.of("Radford et al. 2015. It samples in one step and wants a few hundred images or more."),
                List.of(
                        "effigy train dcgan --data chest.json --out runs/chest",
                        "    with the preset that suits this machine",
                        "effigy train dcgan --data chest.json --out runs/chest --size 128 --time 1h",
                        "    an hour at most; the same command goes on after a stop"));
    }

    @Override
    public Optional<String> privacyRefusal() {
        return Optional.of(
                "batch normalisation lets every image of a batch change the gradients of all others, so what one"
                        + " patient changes has no bound, and its running statistics are of the images themselves");
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
