package org.effigy.networks.onednn;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.dnnl.engine;

/**
 * A network compiled for one batch size: forward passes, and for training the backward passes, over memory planned ahead.
 *
 * <p>Feature maps stay with the channels last from layer to layer, primitives are made once, and memory is reused as soon
 * as the last pass that needs it is done. Build it layer by layer, then {@link #compile}. A program is built, compiled and
 * run by one thread; several programs may share their {@link PackedWeights} and run side by side.
 */
public final class Program implements AutoCloseable {
    private final engine engine;
    private final PackedWeights weights;
    private final FlatParameters gradient;
    private final int images;
    private final int groups;
    private final boolean training;
    private final boolean inputGradient;
    /** Whether the factors of convolutions are rounded to bfloat16. */
    private final boolean half;

    private final Factors factors;

    private final List<Pass> forward = new ArrayList<>();
    /** Each adds the backward passes of one layer; to be called in reverse. */
    private final List<Runnable> layers = new ArrayList<>();

    private final List<Pass> backward = new ArrayList<>();
    private TimeShifts time;
    private Maps input;
    private Maps output;
    private Slot outputGradient;
    private Slot inputSlope;
    private Workspace space;
    /** Where the time goes, when that is asked for. */
    private Map<String, Long> nanos;

    /**
     * Starts a program without layers.
     *
     * @param gradient where the gradient of the parameters goes; null for a program that only predicts
     * @param images in the batch
     * @param groups of each group normalisation
     */
    public Program(PackedWeights weights, FlatParameters gradient, int images, int groups) {
        this(weights, gradient, false, images, groups);
    }

    /**
     * Returns a program whose {@link #backward} gives the gradient of the input only, not that of the parameters; its
     * forward passes are those of training.
     */
    public static Program forInputGradient(PackedWeights weights, int images) {
        return new Program(weights, null, true, images, 1);
    }

    private Program(PackedWeights weights, FlatParameters gradient, boolean inputGradient, int images, int groups) {
        this.engine = OneDnn.engine();
        this.weights = weights;
        this.gradient = gradient;
        this.inputGradient = inputGradient;
        this.images = images;
        this.groups = groups;
        training = gradient != null || inputGradient;
        half = OneDnn.usesBfloat16();
        factors = new Factors(half, forward, backward);
    }

    /** Declares the input. */
    public Maps input(int side, int channels) {
        input = new Maps(images, side, channels);
        return input;
    }

    /** Declares the embedding of time steps and classes, whose layers are called time1, time2 and class. */
    public void time(int embedding, int width, int classes) {
        time = new TimeShifts(images, embedding, width, classes);
    }

    /** Adds a convolution with bias, padded by half its kernel. */
    public Maps conv(String name, Maps in, int channels, int kernel, int stride) {
        return conv(name, in, shape(in, channels, ConvShape.Kernel.same(kernel, stride), true), null);
    }

    /** Adds nearest-neighbour doubling and a 3x3 convolution. */
    public Maps doubled(String name, Maps in, int channels) {
        return conv(name, in, shape(in, channels, ConvShape.Kernel.DOUBLED, true), null);
    }

    /** Adds a convolution and adds other maps to its result. */
    public Maps convPlus(String name, Maps in, Maps other, int kernel) {
        return conv(name, in, shape(in, other.channels, ConvShape.Kernel.same(kernel, 1), true), other);
    }

    private ConvShape shape(Maps in, int channels, ConvShape.Kernel kernel, boolean bias) {
        return new ConvShape(images, in.channels, channels, in.side, kernel, bias, half);
    }

    private Maps conv(String name, Maps in, ConvShape shape, Maps other) {
        Maps out = new Maps(images, shape.outSide(), shape.out());
        out.gradientIsFactor = other == null;
        in.uses++;
        if (other != null) {
            other.uses++;
        }
        Convolution conv = new Convolution(weights, name, shape, factors.of(in), out, shape.in(), 0);
        forward.add(
                other == null
                        ? conv.forward(Convolution.After.NOTHING, null, training)
                        : conv.forward(Convolution.After.SUM_OTHER, other.values, training));
        layers.add(() -> {
            Slot slope = gradient(out);
            if (other != null) {
                other.gradients.add(slope);
            }
            differentiate(conv, slope, in);
        });
        return out;
    }

    private void differentiate(Convolution conv, Slot slope, Maps in) {
        Slot factor = factors.of(slope);
        if (gradient != null) {
            backward.add(conv.weightGradient(factor, gradient));
        }
        if (in != input || inputGradient) {
            backward.add(conv.inputGradient(factor, in.newGradient()));
        }
    }

    /**
     * Adds a convolution without bias.
     *
     * @param leaky whether a leaky ReLU of slope 0.2 follows
     */
    public Maps convWithoutBias(
            String name, Maps in, int channels, int kernel, int stride, int padding, boolean leaky) {
        ConvShape.Kernel shape = new ConvShape.Kernel(ConvShape.Kind.PLAIN, kernel, stride, padding);
        return withoutBias(name, in, channels, shape, leaky);
    }

    /** Adds a transposed convolution without bias. */
    public Maps transposed(String name, Maps in, int channels, int kernel, int stride, int padding) {
        ConvShape.Kernel shape = new ConvShape.Kernel(ConvShape.Kind.TRANSPOSED, kernel, stride, padding);
        return withoutBias(name, in, channels, shape, false);
    }

    private Maps withoutBias(String name, Maps in, int channels, ConvShape.Kernel kernel, boolean leaky) {
        ConvShape shape = shape(in, channels, kernel, false);
        Maps out = new Maps(images, shape.outSide(), channels);
        out.gradientIsFactor = !leaky;
        in.uses++;
        Convolution conv = new Convolution(weights, name, shape, factors.of(in), out, in.channels, 0);
        forward.add(conv.forward(leaky ? Convolution.After.LEAKY : Convolution.After.NOTHING, null, training));
        layers.add(() -> {
            Slot slope = gradient(out);
            if (leaky) {
                Slot before = new Slot(slope.floats);
                backward.add(Activation.leakyGradient(out.values, slope, before));
                slope = before;
            }
            differentiate(conv, slope, in);
        });
        return out;
    }

    /**
     * Adds a batch normalisation followed by (leaky) ReLU. When it trains, its statistics are those of all shards;
     * otherwise the running ones.
     *
     * @param slope for negative values
     * @param track whether the running statistics are updated here
     */
    public Maps batchNorm(String name, Maps in, float slope, boolean track, Exchange exchange) {
        Maps out = new Maps(images, in.side, in.channels);
        in.uses++;
        BatchNormalisation norm = new BatchNormalisation(name, in, out, slope, exchange);
        FlatParameters parameters = weights.parameters();
        Slot result = factors.normResult(out);
        forward.add(training ? norm.trainingForward(parameters, result, track) : norm.forward(parameters, result));
        layers.add(() -> {
            Slot outSlope = gradient(out);
            backward.add(norm.backward(parameters, gradient, outSlope, factors.normGradient(in)));
        });
        return out;
    }

    /**
     * Adds a convolution, and to its result a 1x1 convolution (the shortcut) of one or two other maps side by side.
     *
     * @param shortcut name of the 1x1 convolution
     * @param others what it applies to; with two, as if their channels had been joined
     */
    public Maps convPlusShortcut(String name, Maps in, int channels, String shortcut, List<Maps> others) {
        Maps out = new Maps(images, in.side, channels);
        out.gradientIsFactor = true;
        in.uses++;
        others.forEach(other -> other.uses++);
        List<Convolution> parts = new ArrayList<>();
        List<Maps> sources = new ArrayList<>(others);
        int allInputs = others.stream().mapToInt(maps -> maps.channels).sum();
        int first = 0;
        for (Maps other : others) {
            ConvShape shape = shape(other, channels, ConvShape.Kernel.same(1, 1), other == others.get(0));
            parts.add(new Convolution(weights, shortcut, shape, factors.of(other), out, allInputs, first));
            first += other.channels;
        }
        ConvShape shape = shape(in, channels, ConvShape.Kernel.same(3, 1), true);
        parts.add(new Convolution(weights, name, shape, factors.of(in), out, in.channels, 0));
        sources.add(in);
        for (Convolution part : parts) {
            Convolution.After after = part == parts.get(0) ? Convolution.After.NOTHING : Convolution.After.SUM;
            forward.add(part.forward(after, null, training));
        }
        layers.add(() -> {
            Slot slope = gradient(out);
            for (int i = 0; i < parts.size(); i++) {
                differentiate(parts.get(i), slope, sources.get(i));
            }
        });
        return out;
    }

    /** Adds a group normalisation of maps side by side, followed by SiLU where asked. */
    public Maps norm(String name, List<Maps> in, boolean silu) {
        return norm(name, in, silu, null);
    }

    /** Adds a group normalisation of maps to which a dense layer of the time embedding is added, followed by SiLU. */
    public Maps normWithTime(String name, Maps in, String dense) {
        return norm(name, List.of(in), true, time.block(dense, in.channels));
    }

    private Maps norm(String name, List<Maps> in, boolean silu, TimeShifts.Part shifts) {
        int channels = in.stream().mapToInt(maps -> maps.channels).sum();
        Maps out = new Maps(images, in.get(0).side, channels);
        in.forEach(maps -> maps.uses++);
        Normalisation norm = new Normalisation(name, in, out, groups, silu, shifts);
        forward.add(norm.forward(weights.parameters(), factors.normResult(out)));
        layers.add(() -> {
            Slot slope = gradient(out);
            List<List<Slot>> others = new ArrayList<>();
            List<Slot> slopes = new ArrayList<>();
            for (Maps maps : in) {
                others.add(List.copyOf(maps.gradients));
                maps.gradients.clear();
                slopes.add(factors.normGradient(maps));
            }
            backward.add(norm.backward(weights.parameters(), gradient, slope, slopes, others));
        });
        return out;
    }

    /** Adds single-head self-attention; the input holds q, k and v side by side. */
    public Maps attention(Maps qkv) {
        Maps out = new Maps(images, qkv.side, qkv.channels / 3);
        qkv.uses++;
        Attention attention = new Attention(qkv, out);
        forward.add(attention.forward());
        layers.add(() -> backward.add(attention.backward(gradient(out), qkv.newGradient())));
        return out;
    }

    /** Returns the gradient of maps, once all that use them have contributed. */
    private Slot gradient(Maps maps) {
        if (maps.gradients.size() == 1) {
            return maps.gradients.get(0);
        }
        List<Slot> parts = List.copyOf(maps.gradients);
        maps.gradients.clear();
        Slot sum = maps.newGradient();
        backward.add(new SumPass(parts, sum));
        return sum;
    }

    /** Plans the memory and makes the primitives. */
    public void compile(Maps result) {
        output = result;
        output.uses++;
        factors.widen(output);
        List<Pass> passes = new ArrayList<>(forward);
        if (training) {
            outputGradient = output.newGradient();
            for (int i = layers.size() - 1; i >= 0; i--) {
                layers.get(i).run();
            }
            if (inputGradient) {
                inputSlope = gradient(input);
            }
            passes.addAll(backward);
        }
        Set<Slot> slots = new HashSet<>();
        input.values.neededBy(0);
        for (int i = 0; i < passes.size(); i++) {
            for (Slot slot : passes.get(i).slots()) {
                slot.neededBy(i);
                slots.add(slot);
            }
        }
        output.values.neededBy(forward.size());
        if (training) {
            outputGradient.neededBy(forward.size() - 1);
        }
        if (inputGradient) {
            inputSlope.neededBy(passes.size());
        }
        space = new Workspace(engine, MemoryPlan.place(List.copyOf(slots)));
        passes.forEach(pass -> pass.bind(space));
        space.finish();
    }

    /** Takes over parameters that have changed; the packed weights must have been refreshed, too. */
    public void refresh() {
        if (time != null) {
            time.refresh(weights.parameters());
        }
    }

    /**
     * Runs the forward passes.
     *
     * @param values (images, side, side, channels)
     * @param embeddings (images, embedding) of the time steps
     * @param labels per image the class, or a negative number for none
     * @return (images, side, side, channels); a copy
     */
    public float[] forward(float[] values, float[] embeddings, int[] labels) {
        space.buffer(input.values).put(0, values);
        if (time != null) {
            time.forward(embeddings, labels);
        }
        forward.forEach(this::run);
        float[] result = new float[Math.toIntExact(output.values.floats)];
        space.buffer(output.values).get(0, result);
        return result;
    }

    /** Runs the backward passes after {@link #forward}: from the gradient at the output to that of the parameters. */
    public void backward(float[] slope) {
        FloatBuffer buffer = space.buffer(outputGradient);
        buffer.put(0, slope);
        backward.forEach(this::run);
        if (time != null) {
            time.backward(gradient);
        }
    }

    private void run(Pass pass) {
        if (nanos == null) {
            pass.run();
            return;
        }
        long start = System.nanoTime();
        pass.run();
        nanos.merge(pass.label(), System.nanoTime() - start, Long::sum);
    }

    /** Begins to measure how long each pass takes; the nanoseconds add up by layer in the map. */
    public void profile(Map<String, Long> into) {
        nanos = into;
    }

    /** Returns the gradient of the input that {@link #backward} left, (images, side, side, channels); a copy. */
    public float[] inputGradient() {
        float[] slope = new float[Math.toIntExact(inputSlope.floats)];
        space.buffer(inputSlope).get(0, slope);
        return slope;
    }

    @Override
    public void close() {
        space.close();
    }
}
