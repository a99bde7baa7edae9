package org.effigy.networks;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.effigy.base.InputException;

/**
 * Adam (Kingma and Ba 2015, algorithm 1) on one flat parameter vector, in the same pass an exponential moving average of
 * the parameters, and before that the sum of the shards' gradients with its norm, for clipping.
 *
 * <p>The sum goes shard by shard in chunks of fixed length, so the result does not depend on which thread or device is
 * done first.
 */
final class Adam {

    private final FlatVector parameters;
    private final int length;
    private final AdamMemory memory;
    private int step;

    /** Starts with empty moments. */
    Adam(Engine engine, FlatVector parameters) {
        this.parameters = parameters;
        length = parameters.length();
        memory = parameters.onHost() ? new HostAdam(engine, length) : new ArrayAdam(engine, length);
    }

    /**
     * The constants of one step.
     *
     * @param scale by which the gradient is multiplied: one over the batch size, and clipping
     * @param rate learning rate / (1 - beta1^t)
     * @param root 1 / sqrt(1 - beta2^t)
     * @param decay of the moving average; 1 leaves it as it is
     */
    record Factors(
            float scale,
            float rate,
            float root,
            float beta1,
            float rest1,
            float beta2,
            float rest2,
            float epsilon,
            float decay) {
        static Factors of(AdamSettings settings, int step, double scale, double decay) {
            return new Factors(
                    (float) scale,
                    (float) (settings.learningRate() / (1 - Math.pow(settings.beta1(), step))),
                    (float) (1 / Math.sqrt(1 - Math.pow(settings.beta2(), step))),
                    (float) settings.beta1(),
                    (float) (1 - settings.beta1()),
                    (float) settings.beta2(),
                    (float) (1 - settings.beta2()),
                    (float) settings.epsilon(),
                    (float) decay);
        }

        boolean averages() {
            return decay < 1;
        }
    }

    /** Adds up gradients, one of each shard, into the first and returns the 2-norm of the sum. */
    double combine(List<FlatVector> gradients) {
        return combine(gradients, gradients.size());
    }

    /**
     * Adds up gradients into the first and returns the 2-norm of the sum.
     *
     * @param shards gradient number i belongs to shard i modulo this number
     */
    double combine(List<FlatVector> gradients, int shards) {
        return memory.combine(gradients, shards);
    }

    /** Returns the number of steps taken. */
    int step() {
        return step;
    }

    /** One step against gradient times scale. */
    void update(FlatVector gradient, double scale, AdamSettings settings) {
        update(gradient, scale, settings, 1);
    }

    /**
     * One step against gradient times scale, after which the moving average is decay average + (1 - decay) parameters. The
     * average begins as the parameters before the first step that has a decay below 1.
     */
    void update(FlatVector gradient, double scale, AdamSettings settings, double decay) {
        step++;
        memory.update(parameters, gradient, Factors.of(settings, step, scale, decay));
    }

    /** Returns the first moment; a view. */
    FlatVector firstMoment() {
        return memory.firstMoment();
    }

    /** Returns the moving average of the parameters, or themselves before the first step with one; a view. */
    FlatVector average() {
        return memory.average().orElse(parameters);
    }

    /** Returns the moving average to be written, made where there is none yet; a view. */
    FlatVector makeAverage() {
        return memory.makeAverage();
    }

    /** Returns the moments and the number of steps; copies. */
    List<NamedTensor> state(String prefix) {
        return List.of(
                new NamedTensor(
                        prefix + "m", new long[] {length}, memory.firstMoment().values()),
                new NamedTensor(
                        prefix + "v", new long[] {length}, memory.secondMoment().values()),
                new NamedTensor(prefix + "step", new long[] {1}, new float[] {step}));
    }

    /** Takes over what {@link #state} returned; other tensors are ignored. */
    void setState(String prefix, List<NamedTensor> state) {
        Map<String, NamedTensor> named = state.stream().collect(Collectors.toMap(NamedTensor::name, t -> t));
        float[] m = values(named, prefix + "m", length);
        float[] v = values(named, prefix + "v", length);
        step = (int) values(named, prefix + "step", 1)[0];
        memory.setMoments(m, v);
    }

    /** Gives back the memory. */
    void close() {
        memory.close();
    }

    private static float[] values(Map<String, NamedTensor> named, String name, int length) {
        NamedTensor tensor = named.get(name);
        if (tensor == null || tensor.values().length != length) {
            throw new InputException("updater state: " + name + " "
                    + (tensor == null ? "is missing" : "has " + tensor.values().length + " values")
                    + ", expected are " + length + "; it belongs to another network");
        }
        return tensor.values();
    }
}
