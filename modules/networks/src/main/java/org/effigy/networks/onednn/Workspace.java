package org.effigy.networks.onednn;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * The memory of one program: the slots' block, and one scratch block for each kind of passing need, shared by all its
 * primitives, since they run one after the other.
 */
final class Workspace implements AutoCloseable {
    private static final int CACHE_LINE = 64;
    private static final int SCRATCHPAD = 2;

    /** A use of a scratch block that is given its address once all sizes are known. */
    private record Pending(memory memory, long bytes) {}

    final engine engine;
    final stream stream;
    private final BytePointer block;
    private final FloatPointer slots;
    /** By block: two for temporaries, and the scratchpad. */
    private final List<List<Pending>> scratch = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());

    private final List<BytePointer> owned = new ArrayList<>();

    Workspace(engine engine, long floats) {
        this.engine = engine;
        stream = new stream(engine);
        block = new BytePointer(floats * Float.BYTES + CACHE_LINE);
        slots = new FloatPointer(aligned(block));
    }

    private static Pointer aligned(BytePointer bytes) {
        long skipped = (CACHE_LINE - bytes.address() % CACHE_LINE) % CACHE_LINE;
        return bytes.getPointer(skipped);
    }

    /** Returns a place in a slot, so many floats into it. */
    Pointer pointer(Slot slot, long skipped) {
        return slots.getPointer(slot.offset + skipped);
    }

    /** Returns the values of a slot; a view. */
    FloatBuffer buffer(Slot slot) {
        FloatPointer start = slots.getPointer(slot.offset);
        return start.capacity(slot.floats).asBuffer();
    }

    memory of(memory.desc desc, Slot slot) {
        return of(desc, pointer(slot, 0));
    }

    memory of(memory.desc desc, Pointer place) {
        return new memory(desc, engine, place);
    }

    /**
     * Returns memory that only one pass needs, between two of its primitives.
     *
     * @param number 0 or 1: a pass may need two of them
     */
    memory temporary(memory.desc desc, int number) {
        memory temporary = of(desc, (Pointer) null);
        scratch.get(number).add(new Pending(temporary, desc.get_size()));
        return temporary;
    }

    /** Returns what runs a primitive with its arguments, to which its scratchpad is added; it is done when that returns. */
    Runnable call(primitive primitive, primitive_desc_base desc, IntMemoryMap arguments) {
        if (desc.scratchpad_desc().get_size() > 0) {
            arguments.put(dnnl.DNNL_ARG_SCRATCHPAD, temporary(desc.scratchpad_desc(), SCRATCHPAD));
        }
        return () -> primitive.execute(stream, arguments);
    }

    /** Returns what copies values to another layout or type. */
    Runnable reorder(memory from, memory to) {
        IntMemoryMap arguments =
                new IntMemoryMap().put(dnnl.DNNL_ARG_FROM, from).put(dnnl.DNNL_ARG_TO, to);
        reorder reorder = new reorder(from, to);
        return () -> reorder.execute(stream, arguments);
    }

    /**
     * Returns attributes for primitives of a program: the scratchpad is given by {@link #call}, and products may be computed in
     * bfloat16.
     */
    static primitive_attr attributes(boolean half) {
        primitive_attr attributes = new primitive_attr();
        attributes.set_scratchpad_mode(dnnl.scratchpad_mode.user);
        if (half) {
            attributes.set_fpmath_mode(dnnl.fpmath_mode.bf16);
        }
        return attributes;
    }

    /** Gives scratchpads and temporaries their places. */
    void finish() {
        for (List<Pending> uses : scratch) {
            long bytes = uses.stream().mapToLong(Pending::bytes).max().orElse(0);
            if (bytes > 0) {
                BytePointer shared = new BytePointer(bytes + CACHE_LINE);
                owned.add(shared);
                Pointer start = aligned(shared);
                uses.forEach(use -> use.memory().set_data_handle(start));
            }
        }
    }

    @Override
    public void close() {
        stream._wait();
        owned.forEach(Pointer::close);
        block.close();
    }
}
