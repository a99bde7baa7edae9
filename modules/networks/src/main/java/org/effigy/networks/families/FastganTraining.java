package org.effigy.networks.families;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.effigy.base.Seeds;
import org.effigy.networks.Engines;
import org.effigy.networks.Network;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.Passes;
import org.effigy.networks.compute.Range;
import org.effigy.networks.compute.Wanted;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;

/**
 * Both networks of a {@link Fastgan} and their optimisers. A step is one update of the discriminator on real and synthetic images,
 * then one of the generator on the same z.
 *
 * <p>The gradient of the R1 penalty r1 / 2 |g|^2, g the slope of the logit by the image, has second derivatives, which no engine
 * here has. It is r1 d/de (gradient by the weights of the logit at x + e g, g held constant), at e = 0 (Pearlmutter 1994), and is
 * taken as the central difference of two backward passes, e as large as moves pixels by {@link #PENALTY_STEP}, root mean square.
 * The discriminator is smooth for its sake: at the kinks of rectifiers such differences are mostly noise. Differs: at real images
 * after augmentation, as the discriminator sees them.
 */
final class FastganTraining implements Model {
    /** Steps between penalties; each counts as many times. */
    static final int PENALTY_EVERY = 16;
    /** Large enough for the rounding to bfloat16; the slope is then off by about a thousandth. */
    static final double PENALTY_STEP = 0.05;

    private static final String GENERATOR = "generator.";
    private static final String GENERATOR_UPDATER = "generator.adam.";
    private static final String DISCRIMINATOR_UPDATER = "discriminator.adam.";

    private final Fastgan.Config config;
    private final Family.Recipe recipe;
    private final DiffAugment augment;
    private final Workers workers;
    private final Network generator;
    private final Network discriminator;
    private double share;
    /** The latest batches, to be compared with images held out. */
    private final Deque<Batch> recent = new ArrayDeque<>();

    FastganTraining(Fastgan.Config config, Family.Recipe recipe, Compute compute) {
        this.config = config;
        this.recipe = recipe;
        augment = DiffAugment.of(config.diffAugment());
        workers = Engines.workers(compute);
        long seed = Seeds.derive(recipe.seed(), "weights", 0);
        generator = new Network(Fastgan.generator(config), compute, workers).init(seed);
        discriminator = Fastgan.discriminator(config, compute, workers).init(seed);
    }

    /**
     * The losses of one step, each a mean over images.
     *
     * @param real of the discriminator on real images
     * @param synthetic of the discriminator on synthetic images
     * @param generator of the generator
     * @param sign mean sign of the logits of real images: 1 where the discriminator is right of all of them (r_t of Karras et al.
     *     2020, "Training generative adversarial networks with limited data")
     * @param penalty r1 / 2 |slope|^2; 0 in steps without
     * @param gradientNorm 2-norm of the generator's gradient
     */
    record Losses(double real, double synthetic, double generator, double sign, double penalty, double gradientNorm) {
        boolean areFinite() {
            return Double.isFinite(real + synthetic + generator + penalty);
        }

        StepOutcome outcome(boolean penalised) {
            Map<String, Double> parts = new TreeMap<>(Map.of(
                    "discriminatorReal", real,
                    "discriminatorSynthetic", synthetic,
                    "generator", generator,
                    "signReal", sign));
            if (penalised) {
                parts.put("penalty", penalty);
            }
            return new StepOutcome(real + synthetic + generator + penalty, gradientNorm, gradientNorm > 0, parts);
        }
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
        return () -> {
            recent.addLast(batch);
            while (recent.stream().mapToInt(Batch::size).sum()
                            - recent.getFirst().size()
                    >= FastganJudge.IMAGES) {
                recent.removeFirst();
            }
            Shards shards = new Shards(batch, z);
            return step(shards, optimisation.adam(batch.step(), share), optimisation.emaDecay(batch.step()))
                    .outcome(shards.penalised);
        };
    }

    /**
     * One step. Takes the new generator into its moving average where the losses are finite.
     *
     * @param averageDecay average = decay average + (1 - decay) weights; 1 leaves the average alone
     */
    Losses step(Shards shards, AdamSettings adam, double averageDecay) {
        generator.refresh();
        discriminator.iterateNorms();
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
        private final int images;
        private final int count;
        private final boolean penalised;
        private final Passes.Memory[] memory;
        private final float[][] synthetic;
        /** Per shard: real, synthetic, generator, sign, penalty. */
        private final double[][] sums;

        /** @param z one latent vector for each image, of its class */
        Shards(Batch batch, float[] z) {
            this(batch, z, config.r1() > 0 && batch.step() % PENALTY_EVERY == 0);
        }

        private Shards(Batch batch, float[] z, boolean penalised) {
            this.penalised = penalised;
            this.batch = batch.unweighted();
            this.z = z;
            images = batch.size();
            count = Math.min(workers.count(), images);
            memory = new Passes.Memory[count];
            synthetic = new float[count][];
            sums = new double[count][5];
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

        /** Real images and synthetic ones go through the discriminator one after another, for it may normalise by the batch. */
        private void trainDiscriminator(int shard) {
            Range range = Range.of(shard, count, images);
            int[] labels = labels(range);
            float[][] inputs = Fastgan.inputs(config, range.cut(z, config.latentSize()), labels);
            synthetic[shard] = generator.shard(shard).forward(Wanted.WEIGHTS, inputs);
            float[] real = augmented(range.cut(batch.images(), config.imageLength()), range, "real");
            judge(shard, real, labels, true);
            discriminator.keepGradient(shard);
            judge(shard, augmented(synthetic[shard], range, "synthetic"), labels, false);
            if (penalised) {
                discriminator.addToKept(shard);
                penalise(shard, real, labels);
            }
        }

        /** Adds up the loss of images, and leaves its gradient in the shard. */
        private void judge(int shard, float[] pixels, int[] labels, boolean isReal) {
            Passes passes = discriminator.shard(shard);
            double[] logits = Fastgan.logits(config, passes.forward(Wanted.WEIGHTS, pixels), labels);
            double[] slopes = new double[logits.length];
            for (int i = 0; i < logits.length; i++) {
                sums[shard][isReal ? 0 : 1] += loss(logits[i], isReal);
                slopes[i] = slope(logits[i], isReal) / images;
                sums[shard][3] += isReal ? Math.signum(logits[i]) : 0;
            }
            passes.backward(Fastgan.slopes(config, slopes, labels));
        }

        /** Leaves the gradient of the R1 penalty in the shard. */
        private void penalise(int shard, float[] real, int[] labels) {
            Passes passes = discriminator.shard(shard);
            int n = real.length / config.imageLength();
            passes.forward(Wanted.INPUTS, real);
            double[] ones = new double[n];
            Arrays.fill(ones, 1);
            float[] g = passes.backward(Fastgan.slopes(config, ones, labels))[0];
            float[] moved = joined(real, real);
            double[] slopes = new double[2 * n];
            for (int i = 0; i < n; i++) {
                int from = i * config.imageLength();
                double squares = 0;
                for (int j = from; j < from + config.imageLength(); j++) {
                    squares += (double) g[j] * g[j];
                }
                sums[shard][4] += config.r1() / 2 * squares;
                double e = PENALTY_STEP * Math.sqrt(config.imageLength() / Math.max(squares, 1e-24));
                for (int j = from; j < from + config.imageLength(); j++) {
                    moved[j] += (float) (e * g[j]);
                    moved[real.length + j] -= (float) (e * g[j]);
                }
                slopes[i] = config.r1() * PENALTY_EVERY / (2 * e * images);
                slopes[n + i] = -slopes[i];
            }
            passes.forward(Wanted.WEIGHTS, moved);
            passes.backward(Fastgan.slopes(config, slopes, twice(labels)));
        }

        private void trainGenerator(int shard) {
            Range range = Range.of(shard, count, images);
            int[] labels = labels(range);
            Passes passes = discriminator.shard(shard);
            float[] seen = augmented(synthetic[shard], range, "generator");
            double[] logits = Fastgan.logits(config, passes.forward(Wanted.INPUTS, seen), labels);
            double[] slopes = new double[logits.length];
            for (int i = 0; i < logits.length; i++) {
                boolean hinge = config.objective() == Fastgan.Objective.HINGE;
                sums[shard][2] += hinge ? -logits[i] : softplus(-logits[i]);
                slopes[i] = (hinge ? -1 : -logistic(-logits[i])) / images;
            }
            float[] gradient = passes.backward(Fastgan.slopes(config, slopes, labels))[0];
            int length = config.imageLength();
            for (int i = 0; i < range.size(); i++) {
                float[] one = Arrays.copyOfRange(gradient, i * length, (i + 1) * length);
                float[] back = change("generator", range.from() + i).back(one);
                System.arraycopy(back, 0, gradient, i * length, length);
            }
            generator.shard(shard).backward(gradient);
        }

        /** Returns what the discriminator sees of images; a copy. */
        float[] augmented(float[] pixels, Range range, String what) {
            int length = config.imageLength();
            float[] out = new float[pixels.length];
            for (int i = 0; i < range.size(); i++) {
                float[] one = Arrays.copyOfRange(pixels, i * length, (i + 1) * length);
                System.arraycopy(change(what, range.from() + i).apply(one), 0, out, i * length, length);
            }
            return out;
        }

        /** Returns the change of an image of the batch. */
        DiffAugment.Change change(String what, int image) {
            long seed = Seeds.derive(recipe.seed(), "differentiable augmentation", batch.step());
            return augment.draw(Seeds.of(seed, what, image), config.size());
        }

        private int[] labels(Range range) {
            int[] all = batch.labels();
            return all.length == 0 ? all : Arrays.copyOfRange(all, range.from(), range.to());
        }

        /** Returns the same with the penalty, whatever the number of the step. */
        Shards withPenalty() {
            return new Shards(batch, z, true);
        }

        Losses losses() {
            double[] means = new double[5];
            for (double[] sum : sums) {
                for (int i = 0; i < means.length; i++) {
                    means[i] += sum[i] / images;
                }
            }
            return new Losses(means[0], means[1], means[2], means[3], means[4], generator.gradientNorm());
        }
    }

    private double loss(double logit, boolean real) {
        double margin = real ? logit : -logit;
        return config.objective() == Fastgan.Objective.HINGE ? Math.max(0, 1 - margin) : softplus(-margin);
    }

    private double slope(double logit, boolean real) {
        double sign = real ? 1 : -1;
        double margin = sign * logit;
        if (config.objective() == Fastgan.Objective.HINGE) {
            return margin < 1 ? -sign : 0;
        }
        return -sign * logistic(-margin);
    }

    /** Returns log(1 + exp(x)) without overflow. */
    static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static float[] joined(float[] a, float[] b) {
        float[] out = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, out, a.length, b.length);
        return out;
    }

    private static int[] twice(int[] labels) {
        int[] out = Arrays.copyOf(labels, 2 * labels.length);
        System.arraycopy(labels, 0, out, labels.length, labels.length);
        return out;
    }

    @Override
    public Map<String, Double> judge(Batch heldOut) {
        return new FastganJudge(config, generator, discriminator, workers, recipe.seed())
                .figures(List.copyOf(recent), heldOut);
    }

    @Override
    public List<String> warnings(Map<String, Double> figures) {
        return figures.containsKey(FastganJudge.VENDI_SHARE) ? FastganJudge.warnings(figures) : List.of();
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

    /** Returns the tensors of one of the networks. */
    static List<NamedTensor> part(List<NamedTensor> weights, boolean ofGenerator) {
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
