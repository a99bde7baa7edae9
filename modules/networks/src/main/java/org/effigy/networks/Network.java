package org.effigy.networks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.effigy.base.Check;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.HostVector;
import org.effigy.networks.compute.Passes;
import org.effigy.networks.compute.Range;
import org.effigy.networks.compute.Replicas;
import org.effigy.networks.compute.Wanted;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.net.Layout;
import org.effigy.networks.net.Loss;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Node;
import org.effigy.networks.optim.Adam;
import org.effigy.networks.optim.AdamSettings;

/**
 * A net with its parameters, their moving average and the optimiser's state, computed by any engine. All tensors that go in and
 * out are {@code float[]}, (N, C, H, W), flattened.
 *
 * <p>A batch is cut into shards, one per thread. Results are the same, bit for bit, from run to run with the same number of
 * threads; predictions with any.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class Network implements AutoCloseable {
    private final Net net;
    private final Workers workers;
    private final Layout layout;
    private final HostVector parameters;
    /** With what the replicas compute: the parameters, or their quotients by spectral norms. */
    private final HostVector effective;

    private final Optional<SpectralNorm> spectral;
    private final Replicas replicas;
    private final Adam adam;
    /** By shard. */
    private final Map<Integer, HostVector> kept = new ConcurrentHashMap<>();

    private int gradientShards;
    private double gradientScale;
    private double gradientNorm;
    /** Whether the parameters may have changed since the latest pass. */
    private boolean changed = true;

    /**
     * Returns a network whose parameters are 0.
     *
     * @param workers that compute it, as {@link Engines#workers} starts them; kept by the caller
     */
    public Network(Net net, Compute compute, Workers workers) {
        this(net, compute, workers, false);
    }

    private Network(Net net, Compute compute, Workers workers, boolean normalised) {
        this.net = net;
        this.workers = workers;
        layout = new Layout(net);
        parameters = new HostVector(layout.length());
        spectral = normalised ? Optional.of(new SpectralNorm(layout)) : Optional.empty();
        effective = normalised ? new HostVector(layout.length()) : parameters;
        replicas = Engines.replicas(net, layout, effective, compute, workers);
        adam = new Adam(workers, parameters);
    }

    /** Returns a network, its parameters 0, that computes with each of its weights divided by its {@link SpectralNorm}. */
    public static Network spectral(Net net, Compute compute, Workers workers) {
        return new Network(net, compute, workers, true);
    }

    /** Draws the first values of all parameters and returns this network. */
    public Network init(long seed) {
        layout.init(parameters.memory(), seed);
        spectral.ifPresent(norm -> norm.init(seed, parameters));
        changed = true;
        return this;
    }

    /** Takes one step of the power iteration by which spectral norms follow the weights; without such norms, none. */
    public void iterateNorms() {
        spectral.ifPresent(norm -> norm.iterate(parameters));
        changed |= spectral.isPresent();
    }

    /** Returns the net. */
    public Net net() {
        return net;
    }

    /** Returns the number of values of one input or of the output for one image. */
    private static int length(Node node) {
        return node.shape().length();
    }

    /** Returns the passes of a shard, for steps that one loss at the output does not describe. */
    public Passes shard(int shard) {
        return replicas.shard(shard);
    }

    /** Lets the passes that follow see parameters that have changed. */
    public void refresh() {
        if (changed) {
            spectral.ifPresent(norm -> norm.divide(parameters, effective));
            replicas.refresh();
            changed = false;
        }
    }

    private float[][] cut(float[][] inputs, Range range) {
        float[][] parts = new float[inputs.length][];
        for (int i = 0; i < inputs.length; i++) {
            parts[i] = range.cut(inputs[i], length(net.inputs().get(i)));
        }
        return parts;
    }

    /**
     * Returns the output under running statistics, the same, bit for bit, in any batch and with any number of threads: engines sum
     * in another order for another batch size, so images always go in groups of one size, the last filled up with zeros.
     *
     * @param group images that a thread predicts at once
     */
    public float[] predict(int group, float[]... inputs) {
        int n = net.images(inputs);
        int groups = (n + group - 1) / group;
        float[][] padded = new float[inputs.length][];
        for (int i = 0; i < inputs.length; i++) {
            int length = length(net.inputs().get(i));
            padded[i] = Arrays.copyOf(inputs[i], groups * group * length);
        }
        int length = length(net.output());
        float[] out = new float[groups * group * length];
        refresh();
        workers.run(groups, number -> {
            Range range = new Range(number * group, (number + 1) * group);
            Passes passes = shard(number % workers.count());
            try (Passes.Memory memory = passes.open()) {
                float[] part = passes.forward(Wanted.NOTHING, cut(padded, range));
                System.arraycopy(part, 0, out, range.from() * length, part.length);
            }
        });
        return Arrays.copyOf(out, n * length);
    }

    /** {@link #predict} with the moving average of the weights. */
    public float[] predictAveraged(int group, float[]... inputs) {
        try (HostVector own = new HostVector(parameters.length())) {
            own.assign(parameters);
            parameters.assign(adam.average());
            changed = true;
            float[] out = predict(group, inputs);
            parameters.assign(own);
            changed = true;
            return out;
        }
    }

    /**
     * What a batch is to teach.
     *
     * @param target as long as the output
     * @param count by which the loss's sum is divided, e.g. the number of images for a mean over them
     * @param weights by which each image's loss is multiplied; empty where all count alike
     * @param parts into which the batch is cut that come one after another, each needing its share of the memory
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Goal(float[] target, double count, float[] weights, int parts) {}

    /** {@link #backward(Loss, Goal, float[][])} of a batch at once whose images count alike. */
    public double backward(Loss loss, double count, float[] target, float[]... inputs) {
        return backward(loss, new Goal(target, count, new float[0], 1), inputs);
    }

    /** Returns a loss of a batch and leaves its gradient inside for {@link #update}. */
    public double backward(Loss loss, Goal goal, float[]... inputs) {
        int n = net.images(inputs);
        Check.sameLength("target", goal.target().length, n * length(net.output()));
        Check.inRange("parts of a batch", goal.parts(), 1, n);
        if (goal.weights().length > 0) {
            Check.sameLength("weights", goal.weights().length, n);
        }
        gradientShards = 0;
        refresh();
        double sum = 0;
        Set<Integer> earlier = ConcurrentHashMap.newKeySet();
        int shards = 0;
        for (int part = 0; part < goal.parts(); part++) {
            Range images = Range.of(part, goal.parts(), n);
            shards = Math.min(workers.count(), images.size());
            boolean last = part == goal.parts() - 1;
            double[] sums = new double[shards];
            int together = shards;
            workers.runShards(shards, shard -> {
                Range within = Range.of(shard, together, images.size());
                Range range = new Range(images.from() + within.from(), images.from() + within.to());
                sums[shard] = backward(loss, goal, shard, range, inputs);
                if (!last) {
                    keep(shard, earlier.add(shard));
                }
            });
            sum += Arrays.stream(sums).sum();
        }
        List<HostVector> gradients = gradients(shards);
        earlier.stream().sorted().forEach(shard -> gradients.add(kept.get(shard)));
        combine(gradients, shards, 1 / goal.count());
        return sum * gradientScale;
    }

    /** One shard's pass; returns its loss, not divided, and leaves the gradient with its passes. */
    private double backward(Loss loss, Goal goal, int shard, Range range, float[][] inputs) {
        int length = length(net.output());
        Passes passes = shard(shard);
        try (Passes.Memory memory = passes.open()) {
            float[] y = passes.forward(Wanted.WEIGHTS, cut(inputs, range));
            float[] slope = new float[y.length];
            float[] target = range.cut(goal.target(), length);
            double sum = goal.weights().length == 0
                    ? loss.of(y, target, 1, slope)
                    : weighted(loss, y, target, range.cut(goal.weights(), 1), slope);
            passes.backward(slope);
            return sum;
        }
    }

    /** Returns the sum of the images' losses times their weights, and writes its derivative. */
    private static double weighted(Loss loss, float[] y, float[] target, float[] weights, float[] slope) {
        int length = y.length / weights.length;
        double sum = 0;
        for (int image = 0; image < weights.length; image++) {
            Range one = new Range(image, image + 1);
            float[] own = new float[length];
            sum += weights[image] * loss.of(one.cut(y, length), one.cut(target, length), 1, own);
            for (int i = 0; i < length; i++) {
                slope[image * length + i] = weights[image] * own[i];
            }
        }
        return sum;
    }

    /** Keeps the gradient of a shard's first part, or adds that of a later one; called by the thread of the shard. */
    private void keep(int shard, boolean first) {
        if (first) {
            keepGradient(shard);
        } else {
            addToKept(shard);
        }
    }

    /** Keeps a shard's gradient, which the next backward pass replaces; called by the thread of the shard. */
    public void keepGradient(int shard) {
        kept.computeIfAbsent(shard, missing -> new HostVector(layout.length()))
                .assign(shard(shard).gradient());
    }

    /** Adds a shard's gradient to the one kept; called by the thread of the shard. */
    public void addToKept(int shard) {
        kept.get(shard).add(shard(shard).gradient());
    }

    /**
     * Adds up the gradients that the first shards hold, for {@link #update}.
     *
     * @param withKept whether those kept are added
     * @param scale by which the sum is multiplied
     */
    public void combine(int shards, boolean withKept, double scale) {
        List<HostVector> gradients = gradients(shards);
        if (withKept) {
            IntStream.range(0, shards).forEach(shard -> gradients.add(kept.get(shard)));
        }
        combine(gradients, shards, scale);
    }

    private List<HostVector> gradients(int shards) {
        List<HostVector> gradients = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            gradients.add(shard(shard).gradient());
        }
        return gradients;
    }

    private void combine(List<HostVector> gradients, int shards, double scale) {
        gradientScale = scale;
        double norm = adam.combine(gradients);
        if (spectral.isPresent()) {
            spectral.get().pullBack(effective, gradients.get(0));
            norm = adam.combine(gradients.subList(0, 1));
        }
        gradientNorm = scale * norm;
        gradientShards = shards;
    }

    /**
     * Leaves a gradient inside for {@link #update} that was made elsewhere.
     *
     * @param gradient laid out as the parameters; copied
     * @param scale by which it is multiplied
     */
    public void leave(HostVector gradient, double scale) {
        workers.run(1, shard -> shard(shard).gradient().assign(gradient));
        combine(1, false, scale);
    }

    /** Returns the 2-norm of the gradient that is left inside. */
    public double gradientNorm() {
        return gradientNorm;
    }

    /** Returns the gradient that is left inside, named and laid out as the weights; copies. */
    public List<NamedTensor> gradients() {
        List<NamedTensor> gradients = layout.tensors(shard(0).gradient().memory());
        for (NamedTensor gradient : gradients) {
            float[] values = gradient.values();
            for (int i = 0; i < values.length; i++) {
                values[i] *= (float) gradientScale;
            }
        }
        return gradients;
    }

    /**
     * Clips the gradient to the global norm, takes one Adam step, and takes the new weights into their moving average.
     *
     * @param clipNorm infinite for no clipping
     * @param averageDecay average = decay average + (1 - decay) weights; 1 leaves the average alone
     */
    public void update(AdamSettings settings, double clipNorm, double averageDecay) {
        if (gradientShards == 0) {
            throw new IllegalStateException("update needs a gradient: call backward first");
        }
        double clip = gradientNorm > clipNorm ? clipNorm / gradientNorm : 1;
        adam.update(shard(0).gradient(), gradientScale * clip, settings, averageDecay);
        changed = true;
        gradientShards = 0;
    }

    /** Returns the number of numbers that are trained or tracked. */
    public int parameterCount() {
        return layout.length();
    }

    /** Returns the number of steps that the optimiser has taken. */
    public int step() {
        return adam.step();
    }

    /** Returns the weights by name in PyTorch's layouts, then the state of the spectral norms; copies. */
    public List<NamedTensor> weights() {
        List<NamedTensor> weights = new ArrayList<>(layout.tensors(parameters.memory()));
        spectral.ifPresent(norm -> weights.addAll(norm.state()));
        return List.copyOf(weights);
    }

    /**
     * Takes over what {@link #weights} returned.
     *
     * @throws org.effigy.base.InputException if names or shapes are another network's
     */
    public void setWeights(List<NamedTensor> weights) {
        List<NamedTensor> plain = weights;
        if (spectral.isPresent()) {
            plain = weights.stream().filter(w -> !SpectralNorm.isState(w)).toList();
            layout.check(plain);
            spectral.get()
                    .setState(weights.stream().filter(SpectralNorm::isState).toList());
        }
        layout.write(plain, parameters.memory());
        changed = true;
    }

    /** Returns the moving average of the weights, or the weights before the first update with one; copies. */
    public List<NamedTensor> averagedWeights() {
        return layout.tensors(adam.average().memory());
    }

    /**
     * Sets the moving average.
     *
     * @throws org.effigy.base.InputException if names or shapes are another network's
     */
    public void setAveragedWeights(List<NamedTensor> weights) {
        layout.check(weights);
        layout.write(weights, adam.makeAverage().memory());
    }

    /** Returns the optimiser's state, each name with this before it; copies. */
    public List<NamedTensor> updaterState(String prefix) {
        return adam.state(prefix);
    }

    /**
     * Takes over what {@link #updaterState} returned; with the weights, training then goes on bit for bit.
     *
     * @throws org.effigy.base.InputException if it is another network's
     */
    public void setUpdaterState(String prefix, List<NamedTensor> state) {
        adam.setState(prefix, state);
    }

    /** Returns what an engine computes with, for tests and profiles of that engine. */
    public <T extends Replicas> T replicas(Class<T> type) {
        return type.cast(replicas);
    }

    @Override
    public void close() {
        replicas.close();
        adam.close();
        kept.values().forEach(HostVector::close);
        spectral.ifPresent(norm -> effective.close());
        parameters.close();
    }
}
