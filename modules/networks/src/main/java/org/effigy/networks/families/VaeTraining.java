package org.effigy.networks.families;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
import org.effigy.networks.optim.Optimisation;

/**
 * A {@link Vae} in training: encoder and decoder with an optimiser each, and one step of both by the reparameterised gradient
 * (Kingma and Welling 2014, algorithm 1, one sample of z per image). All losses are in nats per pixel.
 */
final class VaeTraining implements Model {
    /** A posterior that keeps less than this share of its units from the prior tells the decoder next to nothing. */
    private static final double COLLAPSED = 0.05;

    /** The share of units that tell the decoder of an image, in the parts of a step and in judgements. */
    static final String ACTIVE_UNITS = "activeUnits";

    /** Nats of divergence, or variance of a mean (Burda et al. 2016, appendix C), above which a unit is active. */
    private static final double ACTIVE = 0.01;

    private static final String UPDATER = "adam.";
    private static final Wanted BOTH = new Wanted(true, true);

    private final Vae.Config config;
    private final Family.Recipe recipe;
    private final Workers workers;
    private final Network encoder;
    private final Network decoder;
    private double share;

    VaeTraining(Vae.Config config, Family.Recipe recipe, Compute compute) {
        this.config = config;
        this.recipe = recipe;
        workers = Engines.workers(compute);
        long seed = Seeds.derive(recipe.seed(), "weights", 0);
        encoder = new Network(Vae.encoder(config), compute, workers).init(seed);
        decoder = new Network(Vae.decoder(config), compute, workers).init(seed);
    }

    @Override
    public List<String> warnings(Map<String, Double> figures) {
        double active = figures.getOrDefault(ACTIVE_UNITS, 1.0);
        return active >= COLLAPSED
                ? List.of()
                : List.of(String.format(
                        Locale.ROOT,
                        "the posterior has collapsed: %.0f %% of the latent's units tell anything of an image, so all"
                                + " reconstructions look alike; lower the weight of the divergence (kl) or the noise, or"
                                + " raise the free bits",
                        100 * active));
    }

    @Override
    public void progress(double done) {
        share = done;
    }

    @Override
    public Step prepare(Batch batch) {
        int length = config.latentShape().length();
        Random random = Seeds.of(recipe.seed(), "latent", batch.step());
        float[] eps = Seeds.fillNormal(random, new float[batch.size() * length]);
        int[] labels = recipe.keptLabels(batch, config.classes());
        return () -> step(batch.unweighted(), labels, eps);
    }

    /** What a batch gave, by shard. */
    private static final class Sums {
        private final double[] reconstruction;
        private double[] divergence = {};

        Sums(int shards) {
            reconstruction = new double[shards];
        }
    }

    /** One step with this noise. */
    StepOutcome step(Batch batch, int[] labels, float[] eps) {
        Sums sums = backward(batch.images(), labels, eps);
        StepOutcome outcome = outcome(sums, batch.size());
        if (outcome.isFinite()) {
            Optimisation optimisation = recipe.optimisation();
            double norm = outcome.gradientNorm();
            // The gradient of both is clipped as one: each network gets its part of the norm.
            double part = norm > optimisation.clipNorm() ? optimisation.clipNorm() / norm : Double.POSITIVE_INFINITY;
            for (Network network : networks()) {
                double clip = Double.isInfinite(part) ? part : part * network.gradientNorm();
                network.update(optimisation.adam(batch.step(), share), clip, optimisation.emaDecay(batch.step()));
            }
        }
        return outcome;
    }

    /** Leaves the gradient of the loss inside both networks. */
    private Sums backward(float[] images, int[] labels, float[] eps) {
        int n = images.length / config.imageLength();
        int shards = Math.min(workers.count(), n);
        int latent = config.latentShape().length();
        Sums sums = new Sums(shards);
        ReconstructionLoss loss = config.loss();
        networks().forEach(Network::refresh);
        workers.runShards(shards, shard -> {
            Range range = Range.of(shard, shards, n);
            Passes encode = encoder.shard(shard);
            Passes decode = decoder.shard(shard);
            float[] part = range.cut(images, config.imageLength());
            float[] partEps = range.cut(eps, latent);
            int[] classes = labels.length == 0 ? labels : Arrays.copyOfRange(labels, range.from(), range.to());
            try (Passes.Memory memory = encode.open()) {
                float[] statistics = encode.forward(Wanted.WEIGHTS, Vae.images(config, part, classes));
                Posterior posterior = Vae.posterior(config, statistics);
                float[] z = posterior.sample(partEps);
                float[] y = decode.forward(BOTH, Vae.latents(config, z, classes));
                float[] slope = new float[y.length];
                sums.reconstruction[shard] = loss.of(y, part, 1, slope);
                float[] byZ = withoutClasses(decode.backward(slope)[0], range.size());
                double[] divergence = sum(workers.exchange(shard, posterior.divergenceByUnit()));
                encode.backward(posterior.gradient(byZ, partEps, weights(divergence, n)));
                if (shard == 0) {
                    sums.divergence = divergence;
                }
            }
        });
        double count = (double) n * config.imageLength();
        networks().forEach(network -> network.combine(shards, false, 1 / count));
        return sums;
    }

    private float[] withoutClasses(float[] gradient, int n) {
        if (config.classes() == 0) {
            return gradient;
        }
        int stride = config.latentSize() + config.classes();
        float[] out = new float[n * config.latentSize()];
        for (int i = 0; i < n; i++) {
            System.arraycopy(gradient, i * stride, out, i * config.latentSize(), config.latentSize());
        }
        return out;
    }

    private static double[] sum(double[][] shards) {
        double[] sum = new double[shards[0].length];
        for (double[] shard : shards) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += shard[i];
            }
        }
        return sum;
    }

    /** Returns the weight of each unit's divergence: none where its mean is within the free bits. */
    private double[] weights(double[] divergence, int images) {
        double free = config.freeBits() * images * config.latentShape().area();
        return Arrays.stream(divergence)
                .map(sum -> sum > free ? config.kl() : 0)
                .toArray();
    }

    private StepOutcome outcome(Sums sums, int images) {
        double pixels = (double) images * config.imageLength();
        double places = (double) images * config.latentShape().area();
        double free = config.freeBits() * places;
        double reconstruction = Arrays.stream(sums.reconstruction).sum() / pixels;
        double kl = Arrays.stream(sums.divergence).sum() / pixels;
        double counted =
                Arrays.stream(sums.divergence).map(sum -> Math.max(free, sum)).sum() / pixels;
        long active = Arrays.stream(sums.divergence)
                .filter(sum -> sum > ACTIVE * places)
                .count();
        double norm = Math.hypot(encoder.gradientNorm(), decoder.gradientNorm());
        Map<String, Double> parts = Map.of(
                "reconstruction", reconstruction, "kl", kl, ACTIVE_UNITS, (double) active / sums.divergence.length);
        return new StepOutcome(reconstruction + config.kl() * counted, norm, norm > 0, parts);
    }

    // ---- Judging

    /** How many images held out are looked at, evenly spread over all of them. */
    private static final int JUDGED = 256;

    private static final int JUDGED_AT_ONCE = 16;

    /**
     * Returns how well the averaged weights reconstruct images from their means: {@code ssim} ({@link StructuralSimilarity}),
     * {@code absoluteError} (mean over pixels, of values from -1 to 1), {@code kl} (nats per image) and {@code activeUnits} (the
     * share of units whose mean varies over the images by more than 0.01; Burda et al. 2016).
     */
    @Override
    public Map<String, Double> judge(Batch heldOut) {
        int length = config.imageLength();
        int n = Math.min(JUDGED, heldOut.size());
        double[][] moments = new double[2][config.latentShape().length()];
        double ssim = 0;
        double error = 0;
        double kl = 0;
        for (int from = 0; from < n; from += JUDGED_AT_ONCE) {
            int[] places = places(from, Math.min(n, from + JUDGED_AT_ONCE), n, heldOut.size());
            float[] images = new float[places.length * length];
            int[] labels = new int[heldOut.labels().length == 0 ? 0 : places.length];
            for (int i = 0; i < places.length; i++) {
                System.arraycopy(heldOut.images(), places[i] * length, images, i * length, length);
                if (labels.length > 0) {
                    labels[i] = config.classes() == 0 ? -1 : heldOut.labels()[places[i]];
                }
            }
            Posterior posterior = Vae.posterior(
                    config, encoder.predictAveraged(Vae.IMAGES_PER_PASS, Vae.images(config, images, labels)));
            float[] means = posterior.means();
            float[] y = Vae.clipped(decoder.predictAveraged(Vae.IMAGES_PER_PASS, Vae.latents(config, means, labels)));
            kl += Arrays.stream(posterior.divergenceByImage()).sum();
            add(moments, means);
            for (int i = 0; i < y.length; i++) {
                error += Math.abs((double) y[i] - images[i]) / length;
            }
            for (int i = 0; i < places.length; i++) {
                ssim += StructuralSimilarity.of(y, images, i * length, config.size(), length);
            }
        }
        return new TreeMap<>(Map.of(
                "ssim", ssim / n, "absoluteError", error / n, "kl", kl / n, ACTIVE_UNITS, activeUnits(moments, n)));
    }

    private static int[] places(int from, int to, int chosen, int all) {
        int[] places = new int[to - from];
        Arrays.setAll(places, i -> (int) ((long) (from + i) * all / chosen));
        return places;
    }

    private static void add(double[][] moments, float[] means) {
        for (int i = 0; i < means.length; i++) {
            int value = i % moments[0].length;
            moments[0][value] += means[i];
            moments[1][value] += (double) means[i] * means[i];
        }
    }

    /** The variance of a unit of maps is the mean of its positions' variances. */
    private double activeUnits(double[][] moments, int n) {
        int area = config.latentShape().area();
        int active = 0;
        for (int unit = 0; unit < config.latentSize(); unit++) {
            double variance = 0;
            for (int i = unit * area; i < (unit + 1) * area; i++) {
                double mean = moments[0][i] / n;
                variance += (moments[1][i] / n - mean * mean) / area;
            }
            active += variance > ACTIVE ? 1 : 0;
        }
        return (double) active / config.latentSize();
    }

    // ---- Its state

    /** Returns the networks, the encoder first. */
    List<Network> networks() {
        return List.of(encoder, decoder);
    }

    @Override
    public List<NamedTensor> weights() {
        return both(encoder.weights(), decoder.weights());
    }

    @Override
    public List<NamedTensor> ema() {
        return both(encoder.averagedWeights(), decoder.averagedWeights());
    }

    @Override
    public List<NamedTensor> updaterState() {
        return both(encoder.updaterState(Vae.ENCODER + UPDATER), decoder.updaterState(Vae.DECODER + UPDATER));
    }

    private static List<NamedTensor> both(List<NamedTensor> first, List<NamedTensor> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    @Override
    public void restore(Checkpoint checkpoint) {
        begin(checkpoint.weights());
        encoder.setAveragedWeights(part(checkpoint.averagedWeights(), Vae.ENCODER));
        decoder.setAveragedWeights(part(checkpoint.averagedWeights(), Vae.DECODER));
        encoder.setUpdaterState(Vae.ENCODER + UPDATER, checkpoint.updater());
        decoder.setUpdaterState(Vae.DECODER + UPDATER, checkpoint.updater());
    }

    /** The average begins with them, too. */
    @Override
    public void begin(List<NamedTensor> weights) {
        encoder.setWeights(part(weights, Vae.ENCODER));
        decoder.setWeights(part(weights, Vae.DECODER));
    }

    /** Returns the tensors of one of the two networks. */
    static List<NamedTensor> part(List<NamedTensor> weights, String prefix) {
        return weights.stream().filter(w -> w.name().startsWith(prefix)).toList();
    }

    @Override
    public void close() {
        encoder.close();
        decoder.close();
        workers.close();
    }
}
