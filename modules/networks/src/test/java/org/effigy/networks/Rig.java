package org.effigy.networks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.HostVector;
import org.effigy.networks.compute.Passes;
import org.effigy.networks.compute.Range;
import org.effigy.networks.compute.Replicas;
import org.effigy.networks.compute.Wanted;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.net.Layout;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Parameter;

/** A net with random parameters on worker threads, for tests. */
public final class Rig implements AutoCloseable {
    /** What a step leaves. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Step(float[] output, List<float[]> inputGradients, Map<String, float[]> gradients) {}

    /** Makes what computes a net. */
    public interface Maker {
        /** Returns the passes of all shards. */
        Replicas of(Net net, Layout layout, HostVector parameters, Workers workers);
    }

    private final Net net;
    private final Layout layout;
    private final HostVector parameters;
    private final Workers workers;
    private final Replicas replicas;

    /** Starts threads that compute as the product does. */
    public Rig(Net net, Compute compute) {
        this(
                net,
                compute,
                (itself, layout, parameters, workers) ->
                        Engines.replicas(itself, layout, parameters, compute, workers));
    }

    /** Starts threads that compute with something else. */
    public Rig(Net net, Compute compute, Maker maker) {
        this.net = net;
        layout = new Layout(net);
        parameters = new HostVector(layout.length());
        Random random = new Random(5);
        for (Parameter parameter : net.parameters()) {
            parameters.put(layout.place(parameter.name()).offset(), values(parameter, random));
        }
        workers = Engines.workers(compute);
        replicas = maker.of(net, layout, parameters, workers);
        replicas.refresh();
    }

    public Layout layout() {
        return layout;
    }

    /** Returns the parameters, which {@link Replicas#refresh} takes over. */
    public HostVector parameters() {
        return parameters;
    }

    public Workers workers() {
        return workers;
    }

    public Replicas replicas() {
        return replicas;
    }

    /** Normal, but variances are above 0.5 and scales about 1. */
    private static float[] values(Parameter parameter, Random random) {
        float[] values = new float[parameter.length()];
        for (int i = 0; i < values.length; i++) {
            double value = 0.5 * random.nextGaussian();
            values[i] = (float)
                    (parameter.name().endsWith(".variance")
                            ? 0.5 + Math.abs(value)
                            : parameter.name().endsWith(".gamma") ? 1 + 0.3 * value : value);
        }
        return values;
    }

    /** Returns so many random images for each input. */
    public float[][] inputs(int images) {
        Random random = new Random(7);
        return net.inputs().stream()
                .map(input -> normal(random, images * input.shape().length()))
                .toArray(float[][]::new);
    }

    public static float[] normal(Random random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private int images(float[][] inputs) {
        return inputs[0].length / net.inputs().get(0).shape().length();
    }

    private float[][] cut(float[][] inputs, Range range) {
        float[][] parts = new float[inputs.length][];
        for (int i = 0; i < inputs.length; i++) {
            parts[i] = range.cut(inputs[i], net.inputs().get(i).shape().length());
        }
        return parts;
    }

    /** Returns the output in shards put together. */
    public float[] forward(Wanted wanted, int shards, float[]... inputs) {
        float[][] parts = new float[shards][];
        workers.runShards(shards, shard -> {
            Passes passes = replicas.shard(shard);
            try (Passes.Memory memory = passes.open()) {
                parts[shard] = passes.forward(wanted, cut(inputs, Range.of(shard, shards, images(inputs))));
            }
        });
        return joined(parts.length, i -> parts[i]);
    }

    /** Runs both passes; gradients of parameters are summed over the shards. */
    public Step step(Wanted wanted, int shards, float[] outputGradient, float[]... inputs) {
        float[][] outputs = new float[shards][];
        float[][][] gradients = new float[shards][][];
        workers.runShards(shards, shard -> {
            Passes passes = replicas.shard(shard);
            Range range = Range.of(shard, shards, images(inputs));
            try (Passes.Memory memory = passes.open()) {
                outputs[shard] = passes.forward(wanted, cut(inputs, range));
                gradients[shard] = passes.backward(
                        range.cut(outputGradient, net.output().shape().length()));
            }
        });
        List<float[]> inputGradients = new ArrayList<>();
        for (int i = 0; i < gradients[0].length; i++) {
            int input = i;
            inputGradients.add(joined(shards, shard -> gradients[shard][input]));
        }
        return new Step(joined(shards, i -> outputs[i]), inputGradients, gradients(shards));
    }

    /** Returns the gradients of the parameters by name, summed over the shards. */
    public Map<String, float[]> gradients(int shards) {
        Map<String, float[]> sums = new HashMap<>();
        layout.places().forEach(place -> {
            float[] sum = new float[place.length()];
            for (int shard = 0; shard < shards; shard++) {
                float[] part = replicas.shard(shard).gradient().values(place.offset(), place.length());
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += part[i];
                }
            }
            sums.put(place.name(), sum);
        });
        return sums;
    }

    public float[] values(String parameter) {
        Layout.Place place = layout.place(parameter);
        return parameters.values(place.offset(), place.length());
    }

    /** Returns the output by {@link Formula}. */
    public double[] formula(boolean training, float[]... inputs) {
        return Formula.of(
                net,
                training,
                doubleParameters(),
                Arrays.stream(inputs).map(Rig::doubles).toList());
    }

    public Map<String, double[]> doubleParameters() {
        Map<String, double[]> all = new HashMap<>();
        layout.places().forEach(place -> all.put(place.name(), doubles(values(place.name()))));
        return all;
    }

    public static double[] doubles(float[] values) {
        double[] out = new double[values.length];
        Arrays.setAll(out, i -> values[i]);
        return out;
    }

    private static float[] joined(int count, IntFunction<float[]> parts) {
        float[] all = {};
        for (int i = 0; i < count; i++) {
            float[] part = parts.apply(i);
            all = Arrays.copyOf(all, all.length + part.length);
            System.arraycopy(part, 0, all, all.length - part.length, part.length);
        }
        return all;
    }

    @Override
    public void close() {
        replicas.close();
        workers.close();
        parameters.close();
    }
}
