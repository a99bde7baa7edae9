package org.effigy.networks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import org.effigy.base.Check;
import org.effigy.base.Seeds;

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
 * and Osindero 2014). Differs: label smoothing and instance noise, where {@link DcganConfig} asks for them.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class Dcgan implements AutoCloseable {
    /** How the names of the generator's weights begin. */
    private static final String GENERATOR = "generator.";

    /**
     * How many images {@link #generate} always hands to the layers at once, the last group filled up: oneDNN sums in
     * another order for another batch size.
     */
    private static final int IMAGES_PER_PASS = 8;

    private final DcganConfig config;
    private final Engine engine;
    private final BatchSync sync = new BatchSync();
    private final GanReplicas generator;
    private final GanReplicas discriminator;

    private Dcgan(DcganConfig config, Engine engine, boolean compiled) {
        this.config = config;
        this.engine = engine;
        ParameterLayout ofGenerator = DcganLayout.generator(config);
        ParameterLayout ofDiscriminator = DcganLayout.discriminator(config);
        if (compiled) {
            generator = GanReplicas.compiled(
                    engine, ofGenerator, (shared, shard) -> CompiledDcgan.generator(config, shared, sync, shard));
            discriminator = GanReplicas.compiled(
                    engine,
                    ofDiscriminator,
                    (shared, shard) -> CompiledDcgan.discriminator(config, shared, sync, shard));
        } else {
            generator = GanReplicas.of(engine, ofGenerator, shard -> DcganLayers.generator(config, sync, shard));
            discriminator =
                    GanReplicas.of(engine, ofDiscriminator, shard -> DcganLayers.discriminator(config, sync, shard));
        }
    }

    /**
     * Returns a network with these weights.
     *
     * @throws org.effigy.base.InputException if names or shapes are another network's
     */
    public static Dcgan of(DcganConfig config, List<NamedTensor> weights) {
        boolean compiled = Backend.compilesForCpu();
        Dcgan gan = new Dcgan(config, Engine.start(compiled), compiled);
        gan.setWeights(weights);
        return gan;
    }

    /** Returns a network with weights drawn from N(0, 0.02). */
    public static Dcgan create(DcganConfig config, long seed) {
        return create(config, seed, Backend.compilesForCpu());
    }

    static Dcgan create(DcganConfig config, long seed, boolean compiled) {
        return create(config, seed, compiled, Engine.start(compiled));
    }

    /** Takes over the engine, which it closes. */
    static Dcgan create(DcganConfig config, long seed, boolean compiled, Engine engine) {
        Dcgan gan = new Dcgan(config, engine, compiled);
        gan.generator.fill(parameter -> DcganLayout.initial(parameter, seed));
        gan.discriminator.fill(parameter -> DcganLayout.initial(parameter, seed));
        return gan;
    }

    /** Returns what {@link #create} was given. */
    public DcganConfig config() {
        return config;
    }

    /** Returns the number of pixels of one image. */
    public int imageLength() {
        return config.size() * config.size();
    }

    /** {@link #step(float[], int[], float[], int[], AdamSettings, double)} without a moving average. */
    public DcganLosses step(float[] real, int[] labels, float[] z, int[] zLabels, AdamSettings adam) {
        return step(real, labels, z, zLabels, adam, 1);
    }

    /**
     * One discriminator update on real and synthetic images, then one generator update on the same z, and the losses
     * before each update. Takes the new generator into its moving average where the losses are finite.
     *
     * @param real n images in [-1, 1], flattened (N, 1, H, W)
     * @param labels their classes, -1 for none
     * @param z m latent vectors
     * @param zLabels their classes, -1 for none
     * @param averageDecay average = decay average + (1 - decay) weights; 1 leaves the average alone
     */
    public DcganLosses step(
            float[] real, int[] labels, float[] z, int[] zLabels, AdamSettings adam, double averageDecay) {
        checkBatch("real", real, labels, imageLength());
        checkBatch("z", z, zLabels, config.latentSize());
        Step step = new Step(real, labels, z, zLabels);
        refresh();
        try {
            run(step.shards, step::open);
            run(step.shards, step::trainDiscriminator);
            discriminator.update(step.shards, true, adam, 1);
            refresh();
            run(step.shards, step::trainGenerator);
            double decay = step.losses().isFinite() ? averageDecay : 1;
            generator.update(step.shards, false, adam, decay);
        } finally {
            run(step.shards, step::close);
        }
        return step.losses();
    }

    /** The work of the shards in one step. */
    private final class Step {
        private final float[] real;
        private final int[] labels;
        private final float[] z;
        private final int[] zLabels;
        private final int shards;
        private final int number = generator.adam().step();
        private final GanLayers.Memory[] memory;
        private final float[][] synthetic;
        private final double[] realLosses;
        private final double[] syntheticLosses;
        private final double[] generatorLosses;

        Step(float[] real, int[] labels, float[] z, int[] zLabels) {
            this.real = real;
            this.labels = labels;
            this.z = z;
            this.zLabels = zLabels;
            shards = Math.min(engine.threads(), Math.min(reals(), latents()));
            memory = new GanLayers.Memory[shards];
            synthetic = new float[shards][];
            realLosses = new double[shards];
            syntheticLosses = new double[shards];
            generatorLosses = new double[shards];
        }

        private int reals() {
            return real.length / imageLength();
        }

        private int latents() {
            return z.length / config.latentSize();
        }

        /** Opens the memory of the step: the generator's activations are needed until its update. */
        void open(int shard) {
            memory[shard] = generator.shard(shard).open();
        }

        void close(int shard) {
            if (memory[shard] != null) {
                memory[shard].close();
            }
        }

        void trainDiscriminator(int shard) {
            Range range = Range.of(shard, shards, reals());
            float[] images = images(range.cut(real, imageLength()), labels, range, "noise on real");
            realLosses[shard] = discriminate(shard, images, config.realLabel(), reals());
            discriminator.keepGradient(shard);

            range = Range.of(shard, shards, latents());
            synthetic[shard] =
                    Tanh.of(generator.shard(shard).forward(latent(z, zLabels, range), GanLayers.Wanted.WEIGHTS));
            images = images(synthetic[shard], zLabels, range, "noise on synthetic");
            syntheticLosses[shard] = discriminate(shard, images, 0, latents());
        }

        /** Returns the sum of the losses; the gradient of the weights stays in the discriminator. */
        private double discriminate(int shard, float[] images, double target, int n) {
            GanLayers layers = discriminator.shard(shard);
            float[] logits = layers.forward(images, GanLayers.Wanted.WEIGHTS);
            layers.backward(BinaryCrossEntropy.gradient(logits, target, n));
            return BinaryCrossEntropy.sum(logits, target);
        }

        /** Non-saturating: the generator minimises the loss of its images labelled real. */
        void trainGenerator(int shard) {
            Range range = Range.of(shard, shards, latents());
            GanLayers layers = discriminator.shard(shard);
            float[] images = images(synthetic[shard], zLabels, range, "noise for generator");
            float[] logits = layers.forward(images, GanLayers.Wanted.INPUT);
            float[] gradient = layers.backward(BinaryCrossEntropy.gradient(logits, 1, latents()));
            int stride = (1 + config.classes()) * imageLength();
            generator.shard(shard).backward(Tanh.gradient(gradient, synthetic[shard], imageLength(), stride));
            generatorLosses[shard] = BinaryCrossEntropy.sum(logits, 1);
        }

        /** Returns (N, 1 + classes, H, W): the image, with instance noise where it is asked for, and the class planes. */
        private float[] images(float[] pixels, int[] imageLabels, Range range, String noise) {
            int length = imageLength();
            int stride = (1 + config.classes()) * length;
            float[] out = new float[range.size() * stride];
            for (int i = 0; i < range.size(); i++) {
                System.arraycopy(pixels, i * length, out, i * stride, length);
                if (config.instanceNoise() > 0) {
                    Random random = Seeds.of(number, noise, range.from() + i);
                    for (int j = 0; j < length; j++) {
                        out[i * stride + j] += (float) (config.instanceNoise() * random.nextGaussian());
                    }
                }
                int label = label(imageLabels, range.from() + i);
                if (label >= 0) {
                    Arrays.fill(out, i * stride + (1 + label) * length, i * stride + (2 + label) * length, 1);
                }
            }
            return out;
        }

        DcganLosses losses() {
            return new DcganLosses(
                    Arrays.stream(realLosses).sum() / reals(),
                    Arrays.stream(syntheticLosses).sum() / latents(),
                    Arrays.stream(generatorLosses).sum() / latents());
        }
    }

    /**
     * Returns images in [-1, 1]. Batch normalisation uses the running statistics, so that the batch size never changes an
     * image, and neither does the number of threads.
     *
     * @param z n latent vectors
     * @param labels their classes, -1 for none
     */
    public float[] generate(float[] z, int[] labels) {
        checkBatch("z", z, labels, config.latentSize());
        int n = z.length / config.latentSize();
        int groups = (n + IMAGES_PER_PASS - 1) / IMAGES_PER_PASS;
        float[] padded = Arrays.copyOf(z, groups * IMAGES_PER_PASS * config.latentSize());
        int[] classes = labels.length == 0 ? labels : Arrays.copyOf(labels, groups * IMAGES_PER_PASS);
        float[] out = new float[groups * IMAGES_PER_PASS * imageLength()];
        refresh();
        engine.run(groups, group -> {
            Range range = Range.of(group, groups, groups * IMAGES_PER_PASS);
            GanLayers layers = generator.shard(group % engine.threads());
            try (GanLayers.Memory memory = layers.open()) {
                float[] images = Tanh.of(layers.forward(latent(padded, classes, range), GanLayers.Wanted.NOTHING));
                System.arraycopy(images, 0, out, range.from() * imageLength(), images.length);
            }
        });
        return Arrays.copyOf(out, n * imageLength());
    }

    /** Returns how many images all threads generate at once. */
    public int imagesPerRound() {
        return engine.threads() * IMAGES_PER_PASS;
    }

    /** Returns the number of the generator's parameters, batch-norm running statistics included. */
    public long generatorParameterCount() {
        return generator.parameterCount();
    }

    /** Returns the weights of both networks by name in PyTorch's layouts; copies. */
    public List<NamedTensor> weights() {
        List<NamedTensor> weights = new ArrayList<>(generator.weights());
        weights.addAll(discriminator.weights());
        return weights;
    }

    /** Takes over what {@link #weights} returned. */
    public void setWeights(List<NamedTensor> weights) {
        generator.setWeights(part(weights, true));
        discriminator.setWeights(part(weights, false));
    }

    /** Returns the moving average of the generator, or its weights before the first step with one; copies. */
    public List<NamedTensor> averagedWeights() {
        return generator.averagedWeights();
    }

    /** Sets the moving average of the generator; tensors of the discriminator are ignored. */
    public void setAveragedWeights(List<NamedTensor> weights) {
        generator.setAveragedWeights(part(weights, true));
    }

    private static List<NamedTensor> part(List<NamedTensor> weights, boolean ofGenerator) {
        return weights.stream()
                .filter(w -> w.name().startsWith(GENERATOR) == ofGenerator)
                .toList();
    }

    /** Returns what Adam's first moments are for each weight: the gradient of the latest step where beta1 is 0; copies. */
    List<NamedTensor> gradients() {
        List<NamedTensor> gradients =
                new ArrayList<>(generator.named(generator.adam().firstMoment()));
        gradients.addAll(discriminator.named(discriminator.adam().firstMoment()));
        return gradients;
    }

    /** Returns the state of both optimisers; copies. */
    public List<NamedTensor> updaterState() {
        List<NamedTensor> state = new ArrayList<>(generator.adam().state("generator.adam."));
        state.addAll(discriminator.adam().state("discriminator.adam."));
        return state;
    }

    /** Takes over what {@link #updaterState} returned. */
    public void setUpdaterState(List<NamedTensor> state) {
        generator.adam().setState("generator.adam.", state);
        discriminator.adam().setState("discriminator.adam.", state);
    }

    @Override
    public void close() {
        generator.close();
        discriminator.close();
        engine.close();
    }

    /** Runs the shards side by side. */
    private void run(int shards, IntConsumer task) {
        sync.start(shards);
        engine.run(shards, shard -> {
            try {
                task.accept(shard);
            } catch (RuntimeException | Error e) {
                sync.fail();
                throw e;
            }
        });
    }

    private void refresh() {
        generator.refresh();
        discriminator.refresh();
    }

    /** Returns (N, latent + classes, 1, 1): z and the class, one-hot. */
    private float[] latent(float[] z, int[] labels, Range range) {
        int length = config.latentSize();
        int stride = length + config.classes();
        float[] out = new float[range.size() * stride];
        for (int i = 0; i < range.size(); i++) {
            System.arraycopy(z, (range.from() + i) * length, out, i * stride, length);
            int label = label(labels, range.from() + i);
            if (label >= 0) {
                out[i * stride + length + label] = 1;
            }
        }
        return out;
    }

    private int label(int[] labels, int image) {
        return config.classes() == 0 || labels.length == 0 ? -1 : labels[image];
    }

    private void checkBatch(String name, float[] batch, int[] labels, int length) {
        Check.argument(
                batch.length > 0 && batch.length % length == 0,
                () -> name + " has length " + batch.length + ", allowed are multiples of " + length);
        Check.argument(
                labels.length == 0 || labels.length == batch.length / length,
                () -> "there are " + labels.length + " labels for " + batch.length / length + " images");
        if (config.classes() > 0) {
            for (int label : labels) {
                Check.inRange("label", label, -1, config.classes() - 1);
            }
        }
    }
}
