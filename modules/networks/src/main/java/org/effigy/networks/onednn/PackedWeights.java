package org.effigy.networks.onednn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * The weights of convolutions in the layouts that oneDNN's primitives like best, shared by all shards. {@link #refresh}
 * must be called after the parameters have changed.
 */
final class PackedWeights implements AutoCloseable {
    private record Entry(String name, long skipped, memory packed, reorder reorder, IntMemoryMap arguments) {}

    private final engine engine;
    private final FlatParameters parameters;
    private final List<Entry> entries = new ArrayList<>();
    /** By name: weights of doubling convolutions, expanded to the kernels of transposed ones. */
    private final Map<String, FloatPointer> expanded = new HashMap<>();

    /** Counts the changes. */
    private volatile int version;

    /** Starts with none; programs add what they need. */
    PackedWeights(FlatParameters parameters) {
        engine = OneDnn.engine();
        this.parameters = parameters;
    }

    FlatParameters parameters() {
        return parameters;
    }

    /** Returns a number that grows when the parameters have changed. */
    int version() {
        return version;
    }

    /**
     * Returns weights in a layout.
     *
     * @param allInputs input channels of the parameter, of which the shape may use a part
     * @param firstInput the first that it uses
     */
    synchronized memory get(String name, ConvShape shape, int allInputs, int firstInput, memory.desc layout) {
        long skipped = shape.skipped(firstInput);
        for (Entry entry : entries) {
            if (entry.name.equals(name)
                    && entry.skipped == skipped
                    && entry.packed.get_desc().equals(layout)) {
                return entry.packed;
            }
        }
        Pointer plain = shape.doubles() ? expanded(name, shape) : parameters.pointer(name, skipped);
        memory from = new memory(shape.plainWeights(allInputs), engine, plain);
        memory packed = new memory(layout, engine);
        IntMemoryMap arguments = new IntMemoryMap();
        arguments.put(dnnl.DNNL_ARG_FROM, from);
        arguments.put(dnnl.DNNL_ARG_TO, packed);
        Entry added = new Entry(name, skipped, packed, new reorder(from, packed), arguments);
        entries.add(added);
        try (stream own = new stream(engine)) {
            pack(added, own);
        }
        return packed;
    }

    private FloatPointer expanded(String name, ConvShape shape) {
        return expanded.computeIfAbsent(name, missing -> {
            FloatPointer kernels = new FloatPointer(16L * shape.in() * shape.out());
            return kernels.put(DoubledKernel.expand(parameters.values(name)));
        });
    }

    /**
     * Brings a part of the packed weights up to date; all parts, which may run side by side, make the whole.
     *
     * @param part from 0 to parts - 1
     */
    void refresh(int part, int parts) {
        if (part == 0) {
            version++;
        }
        try (stream own = new stream(engine)) {
            expanded.forEach((name, kernels) -> {
                if (isOf(name, part, parts)) {
                    kernels.put(DoubledKernel.expand(parameters.values(name)));
                }
            });
            entries.stream().filter(entry -> isOf(entry.name, part, parts)).forEach(entry -> pack(entry, own));
        }
    }

    /** The layouts of one parameter belong to one part. */
    private static boolean isOf(String name, int part, int parts) {
        return Math.floorMod(name.hashCode(), parts) == part;
    }

    private static void pack(Entry entry, stream stream) {
        entry.reorder.execute(stream, entry.arguments);
    }

    @Override
    public void close() {
        entries.forEach(entry -> entry.packed.close());
        expanded.values().forEach(FloatPointer::close);
    }
}
