package org.effigy.networks.onednn;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.effigy.base.Check;
import org.effigy.networks.compute.HostVector;
import org.effigy.networks.compute.Passes;
import org.effigy.networks.compute.Wanted;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Op;

/**
 * A net compiled for one batch size and purpose: forward passes, and for training the backward passes, over memory planned
 * ahead.
 *
 * <p>Feature maps stay with the channels last from layer to layer, primitives are made once, and memory is reused as soon
 * as the last pass that needs it is done. {@link Emitters} tells what passes an operation becomes. A program is compiled and run
 * by one thread; several may share their {@link PackedWeights} and run side by side.
 */
final class Program implements AutoCloseable {
    /**
     * What a program is compiled for.
     *
     * @param images in the batch
     * @param wanted from backward passes
     * @param half whether the factors of convolutions and matrix products are rounded to bfloat16
     * @param shard that runs it
     */
    record Purpose(int images, Wanted wanted, boolean half, Shard shard) {}

    /** One of those that share a batch. */
    interface Shard {
        /** Returns whether it is the first, which keeps the running statistics. */
        default boolean isFirst() {
            return true;
        }

        /** Gives numbers and returns those of all shards of the batch, in their order. */
        double[][] exchange(double[] numbers);
    }

    /** A pass that has its memory. */
    private record Work(String label, Runnable task) {}

    final PackedWeights weights;
    /** Where the gradient of the parameters goes; empty if none is wanted. */
    final Optional<FlatParameters> gradient;

    final Purpose purpose;
    final Rounding rounding;
    final List<Pass> forward = new ArrayList<>();
    final List<Pass> backward = new ArrayList<>();
    /** Each adds the backward passes of one operation; to be called in reverse. */
    private final List<Runnable> operations = new ArrayList<>();

    private final List<Maps> inputs = new ArrayList<>();
    private final Maps output;
    private Slot outputGradient;
    private List<Slot> inputGradients = List.of();
    private final Workspace space;
    private final List<Work> work;
    /** Where the time goes, when that is asked for. */
    private Optional<Map<String, Long>> nanos = Optional.empty();

    /** Compiles a net, after fusions or without. */
    Program(Net net, PackedWeights weights, Optional<HostVector> gradient, Purpose purpose) {
        this.weights = weights;
        this.gradient = gradient.map(
                vector -> new FlatParameters(vector, weights.parameters().layout()));
        this.purpose = purpose;
        rounding = new Rounding(purpose.half(), forward, backward);
        Map<Node, Integer> uses = net.uses();
        Map<Node, Maps> results = new HashMap<>();
        for (Node node : net.nodes()) {
            Maps out = new Maps(purpose.images(), node.shape(), uses.getOrDefault(node, 0));
            out.onlyForConvolutions = isOnlyForConvolutions(net, node);
            results.put(node, out);
            if (node.op() instanceof Op.Input) {
                out.isInput = true;
                inputs.add(out);
            } else {
                List<Maps> in = node.inputs().stream().map(results::get).toList();
                operations.add(Emitters.emit(this, node, in, out));
            }
        }
        output = results.get(net.output());
        if (purpose.wanted().training()) {
            addBackward();
        }
        List<Pass> passes = new ArrayList<>(forward);
        passes.addAll(backward);
        space = new Workspace(OneDnn.engine(), MemoryPlan.place(List.copyOf(slots(passes))));
        work = passes.stream()
                .map(pass -> new Work(pass.label(), pass.binder().apply(space)))
                .toList();
        space.finish();
    }

    private static boolean isOnlyForConvolutions(Net net, Node node) {
        return !net.output().equals(node)
                && net.nodes().stream()
                        .filter(user -> user.inputs().contains(node))
                        .allMatch(user -> Emitters.isConvolutionOf(user, node));
    }

    /** Returns whether a gradient of maps is wanted. */
    boolean wantsGradient(Maps maps) {
        return !maps.isInput || purpose.wanted().inputs();
    }

    /** Adds the pass that writes a part of the gradient of maps, if it is wanted. */
    void addGradient(Maps maps, Function<Slot, Pass> pass) {
        if (wantsGradient(maps)) {
            backward.add(pass.apply(maps.newGradient()));
        }
    }

    /** Returns the gradient of maps, once all that use them have contributed. */
    Slot gradient(Maps maps) {
        if (maps.gradients.size() == 1) {
            return maps.gradients.get(0);
        }
        List<Slot> parts = List.copyOf(maps.gradients);
        maps.gradients.clear();
        Slot sum = maps.newGradient();
        backward.add(Loops.sum("sum of gradients", parts, sum));
        return sum;
    }

    private void addBackward() {
        outputGradient = output.newGradient();
        for (int i = operations.size() - 1; i >= 0; i--) {
            operations.get(i).run();
        }
        if (purpose.wanted().inputs()) {
            inputGradients = inputs.stream().map(this::gradient).toList();
        }
    }

    /** Returns what needs memory, and tells it when. */
    private Set<Slot> slots(List<Pass> passes) {
        Set<Slot> slots = new HashSet<>();
        for (Maps input : inputs) {
            input.values.neededBy(0);
            slots.add(input.values);
        }
        for (int i = 0; i < passes.size(); i++) {
            for (Slot slot : passes.get(i).slots()) {
                slot.neededBy(i);
                slots.add(slot);
            }
        }
        output.values.neededBy(forward.size());
        if (purpose.wanted().training()) {
            outputGradient.neededBy(forward.size() - 1);
        }
        inputGradients.forEach(slot -> slot.neededBy(passes.size()));
        return slots;
    }

    /**
     * Runs the forward passes and returns the output, (N, C, H, W); a copy.
     *
     * @param values of each input, (N, C, H, W)
     */
    float[] forward(float[]... values) {
        for (int i = 0; i < values.length; i++) {
            space.buffer(inputs.get(i).values).put(0, channelsLast(values[i], inputs.get(i)));
        }
        work.subList(0, forward.size()).forEach(this::run);
        return channelsFirst(output.values, output);
    }

    /** Runs the backward passes after {@link #forward}, from the output's gradient; returns the inputs', if wanted. */
    float[][] backward(float[] slope) {
        if (!purpose.wanted().training()) {
            throw Passes.neverForward();
        }
        Check.sameLength("the gradient of the output", slope.length, Math.toIntExact(output.values.values));
        space.buffer(outputGradient).put(0, channelsLast(slope, output));
        work.subList(forward.size(), work.size()).forEach(this::run);
        float[][] gradients = new float[inputGradients.size()][];
        for (int i = 0; i < gradients.length; i++) {
            gradients[i] = channelsFirst(inputGradients.get(i), inputs.get(i));
        }
        return gradients;
    }

    private void run(Work pass) {
        long start = nanos.isPresent() ? System.nanoTime() : 0;
        pass.task().run();
        nanos.ifPresent(map -> map.merge(pass.label(), System.nanoTime() - start, Long::sum));
    }

    /** Begins to measure how long each pass takes; the nanoseconds add up by layer in the map. */
    void profile(Map<String, Long> into) {
        nanos = Optional.of(into);
    }

    private static float[] channelsLast(float[] values, Maps maps) {
        return transposed(values, maps.channels, maps.area());
    }

    private float[] channelsFirst(Slot slot, Maps maps) {
        FloatBuffer buffer = space.buffer(slot);
        float[] values = new float[Math.toIntExact(slot.values)];
        buffer.get(0, values);
        return transposed(values, maps.area(), maps.channels);
    }

    /** Returns (N, columns, rows) for (N, rows, columns). */
    private static float[] transposed(float[] values, int rows, int columns) {
        if (rows == 1 || columns == 1) {
            return values;
        }
        float[] out = new float[values.length];
        int length = rows * columns;
        for (int image = 0; image < values.length; image += length) {
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    out[image + column * rows + row] = values[image + row * columns + column];
                }
            }
        }
        return out;
    }

    @Override
    public void close() {
        space.close();
    }
}
