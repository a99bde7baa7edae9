package org.effigy.networks;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.effigy.base.Check;
import org.effigy.base.Seeds;
import org.effigy.diffusion.Denoiser;

/**
 * The U-Net of DDPM (Ho et al. 2020, appendix B), which predicts noise, image or velocity from a noisy image and its time
 * step.
 *
 * <p>Levels of residual blocks (GroupNorm, SiLU, 3x3 convolution, twice; the embedding of time and class added between)
 * that halve the resolution by strided convolutions on the way down and double it by nearest neighbour and a convolution
 * on the way up, where each block also sees its counterpart of the way down; single-head self-attention at one resolution
 * and in the middle.
 *
 * <p>Differs: no dropout. Differs: with a patch of 2 the network works on 2x2 pixels per position, folded into channels,
 * which costs a quarter. Differs: with classes, a learnt vector per class is added to the embedding of time (Dhariwal and
 * Nichol 2021); the label -1 adds nothing and stands for any class (Ho and Salimans 2022). Time steps enter the embedding
 * as 1..T.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class DdpmUNet implements Denoiser, AutoCloseable {
    private final DdpmConfig config;
    private final Engine engine;
    private final UNetCompute compute;
    private final ParameterLayout layout;
    private final Adam adam;
    private int gradientShards;
    private double gradientScale;
    private double gradientNorm;
    /** Whether the parameters may have changed since the latest pass. */
    private boolean changed = true;

    /** Takes over the engine and the passes, which it closes. */
    DdpmUNet(DdpmConfig config, Engine engine, UNetCompute compute) {
        this.config = config;
        this.engine = engine;
        this.compute = compute;
        layout = UNetLayout.of(config);
        adam = new Adam(engine, compute.parameters());
    }

    /** Returns a network with weights drawn from the seed. */
    public static DdpmUNet create(DdpmConfig config, long seed) {
        return create(config, seed, Backend.compilesForCpu());
    }

    static DdpmUNet create(DdpmConfig config, long seed, boolean compiled) {
        return create(config, seed, compiled, Engine.start(compiled));
    }

    /** Takes over the engine, which it closes. */
    static DdpmUNet create(DdpmConfig config, long seed, boolean compiled, Engine engine) {
        UNetCompute compute = compiled ? new CompiledUNet(config, engine) : new GraphUNet(config, engine);
        DdpmUNet net = new DdpmUNet(config, engine, compute);
        engine.run(1, thread -> net.layout.fill(compute.parameters(), p -> initial(p, seed)));
        return net;
    }

    /** Returns what {@link #create} was given. */
    public DdpmConfig config() {
        return config;
    }

    @Override
    public int imageLength() {
        return config.size() * config.size();
    }

    @Override
    public float[] predict(float[] xt, int[] t, int[] labels) {
        UNetBatch batch = UNetBatch.checked(config, xt, t, labels);
        refresh();
        return batch.predictedBy(compute::predict, engine);
    }

    /** Returns the mean squared error over all pixels and leaves its gradient inside for {@link #update}. */
    public double backward(float[] xt, int[] t, int[] labels, float[] target) {
        UNetBatch batch = UNetBatch.checked(config, xt, t, labels);
        Check.sameLength("target", target.length, xt.length);
        int n = t.length;
        int shards = Math.min(engine.threads(), n);
        refresh();
        double[] sums = new double[shards];
        gradientShards = 0;
        engine.run(shards, shard -> {
            int from = n * shard / shards;
            int to = n * (shard + 1) / shards;
            float[] wanted = Arrays.copyOfRange(target, from * imageLength(), to * imageLength());
            sums[shard] = compute.backward(shard, batch.part(from, to), wanted);
        });
        int pixels = imageLength() / (config.patch() * config.patch());
        gradientScale = 1.0 / ((double) n * pixels);
        gradientNorm = gradientScale * adam.combine(gradients(shards));
        gradientShards = shards;
        return Arrays.stream(sums).sum() * gradientScale;
    }

    /** Returns the 2-norm of the gradient that {@link #backward} left. */
    public double gradientNorm() {
        return gradientNorm;
    }

    /** Returns the gradient that {@link #backward} left, named and laid out as the weights; copies. */
    List<NamedTensor> gradients() {
        List<NamedTensor> gradients = engine.call(0, () -> layout.tensors(compute.gradient(0)));
        for (NamedTensor gradient : gradients) {
            float[] values = gradient.values();
            for (int i = 0; i < values.length; i++) {
                values[i] *= (float) gradientScale;
            }
        }
        return gradients;
    }

    /** Clips the gradient to the global norm, then takes one Adam step. */
    public void update(AdamSettings settings, double clipNorm) {
        update(settings, clipNorm, 1);
    }

    /**
     * Clips the gradient to the global norm, takes one Adam step, and takes the new weights into their moving average.
     *
     * @param averageDecay average = decay average + (1 - decay) weights; 1 leaves the average alone
     */
    public void update(AdamSettings settings, double clipNorm, double averageDecay) {
        if (gradientShards == 0) {
            throw new IllegalStateException("update needs a gradient: call backward first");
        }
        double clip = gradientNorm > clipNorm ? clipNorm / gradientNorm : 1;
        changed = true;
        adam.update(compute.gradient(0), gradientScale * clip, settings, averageDecay);
        gradientShards = 0;
    }

    /** Returns the number of trainable numbers. */
    public long parameterCount() {
        return layout.length();
    }

    /** Returns the weights by name in PyTorch's layouts; copies. */
    public List<NamedTensor> weights() {
        return engine.call(0, () -> layout.tensors(compute.parameters()));
    }

    /** Returns the moving average of the weights, or the weights before the first update with one; copies. */
    public List<NamedTensor> averagedWeights() {
        return engine.call(0, () -> layout.tensors(adam.average()));
    }

    /**
     * Sets the moving average.
     *
     * @throws org.effigy.base.InputException if names or shapes are another network's
     */
    public void setAveragedWeights(List<NamedTensor> weights) {
        layout.check(weights);
        FlatVector average = adam.makeAverage();
        engine.run(1, thread -> layout.write(weights, average));
    }

    /**
     * Takes over what {@link #weights} returned.
     *
     * @throws org.effigy.base.InputException if names or shapes are another network's
     */
    public void setWeights(List<NamedTensor> weights) {
        engine.run(1, thread -> layout.write(weights, compute.parameters()));
        changed = true;
    }

    /** Returns the optimiser's state; copies. */
    public List<NamedTensor> updaterState() {
        return adam.state("adam.");
    }

    /**
     * Takes over what {@link #updaterState} returned; with the weights, training then goes on bit for bit.
     *
     * @throws org.effigy.base.InputException if it is another network's
     */
    public void setUpdaterState(List<NamedTensor> state) {
        adam.setState("adam.", state);
    }

    @Override
    public void close() {
        compute.close();
        adam.close();
        engine.close();
    }

    private List<FlatVector> gradients(int shards) {
        return IntStream.range(0, shards).mapToObj(compute::gradient).toList();
    }

    private void refresh() {
        if (changed) {
            compute.refresh();
            changed = false;
        }
    }

    /**
     * Glorot-uniform weights and zero biases, as in DDPM's code; the last convolution of each residual block, the
     * projection of each attention and the output start at zero.
     */
    private static float[] initial(ParameterLayout.Parameter like, long seed) {
        float[] values = new float[like.length()];
        String name = like.name();
        if (name.endsWith(".gamma")) {
            Arrays.fill(values, 1);
        } else if (name.endsWith(".weight") && !name.matches("out\\.weight|.*\\.(conv2|projection)\\.weight")) {
            long[] shape = like.shape();
            long area = values.length / (shape[0] * shape[1]);
            double bound = Math.sqrt(6.0 / (area * (shape[0] + shape[1])));
            Random random = Seeds.of(seed, name, 0);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
            }
        }
        return values;
    }
}
