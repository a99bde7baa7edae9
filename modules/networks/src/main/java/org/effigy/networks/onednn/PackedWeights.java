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

    private final engine engine = OneDnn.engine();
    private final FlatParameters parameters;
    private final List<Entry> entries = new ArrayList<>();
    /** By name: weights of doubling convolutions, expanded to the kernels of transposed ones. */
    private final Map<String, FloatPointer> expanded = new HashMap<>();

    /** Counts the changes. */
    private volatile int version;

    /** Starts with none; programs add what they need. */
    PackedWeights(FlatParameters parameters) {
        this.parameters = parameters;
    }

    FlatParameters parameters() {
        return parameters;
    }

    /** Returns a number that grows when the parameters have changed. */
    int version() {
        return version;
    }

    /** Returns the weights of a convolution in a layout. */
    synchronized memory get(Fused.Part part, ConvShape shape, memory.desc layout) {
        String name = part.name() + ".weight";
        long skipped = shape.skipped(part.firstInput());
        for (Entry entry : entries) {
            if (entry.name.equals(name)
                    && entry.skipped == skipped
                    && entry.packed.get_desc().equals(layout)) {
                return entry.packed;
            }
        }
        Pointer plain = shape.doubles() ? expanded(name) : parameters.pointer(name, skipped);
        memory from = new memory(shape.plainWeights(part.allInputs()), engine, plain);
        memory packed = new memory(layout, engine);
        IntMemoryMap arguments =
                new IntMemoryMap().put(dnnl.DNNL_ARG_FROM, from).put(dnnl.DNNL_ARG_TO, packed);
        Entry added = new Entry(name, skipped, packed, new reorder(from, packed), arguments);
        entries.add(added);
        try (stream own = new stream(engine)) {
            added.reorder.execute(own, arguments);
        }
        return packed;
    }

    private FloatPointer expanded(String name) {
        return expanded.computeIfAbsent(name, missing -> {
            float[] kernels = DoubledKernel.expand(parameters.values(name));
            return new FloatPointer((long) kernels.length).put(kernels);
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
        expanded.forEach((name, kernels) -> {
            if (isOf(name, part, parts)) {
                kernels.put(DoubledKernel.expand(parameters.values(name)));
            }
        });
        try (stream own = new stream(engine)) {
            for (Entry entry : entries) {
                if (isOf(entry.name, part, parts)) {
                    entry.reorder.execute(own, entry.arguments);
                }
            }
        }
    }

    /** The layouts of one parameter belong to one part. */
    private static boolean isOf(String name, int part, int parts) {
        return Math.floorMod(name.hashCode(), parts) == part;
    }

    @Override
    public void close() {
        entries.forEach(entry -> entry.packed.close());
        expanded.values().forEach(FloatPointer::close);
    }
}
