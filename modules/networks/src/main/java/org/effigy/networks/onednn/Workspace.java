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

    /** A use of the scratch block that is given its address once all sizes are known. */
    private record Pending(memory memory, long bytes) {}

    final engine engine;
    final stream stream;
    private final BytePointer block;
    private final FloatPointer slots;
    private final List<Pending> scratchpads = new ArrayList<>();
    private final List<List<Pending>> temporaries = List.of(new ArrayList<>(), new ArrayList<>());
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

    Pointer pointer(Slot slot) {
        return slots.getPointer(slot.offset);
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
        return new memory(desc, engine, pointer(slot));
    }

    memory of(memory.desc desc, Slot slot, long skipped) {
        return new memory(desc, engine, pointer(slot, skipped));
    }

    /** Returns a parameter's memory. */
    memory at(memory.desc desc, FlatParameters parameters, String name) {
        return at(desc, parameters, name, 0);
    }

    memory at(memory.desc desc, FlatParameters parameters, String name, long skipped) {
        return new memory(desc, engine, parameters.pointer(name, skipped));
    }

    /**
     * Returns memory that only one pass needs, between two of its primitives.
     *
     * @param number 0 or 1: a pass may need two of them
     */
    memory temporary(memory.desc desc, int number) {
        memory temporary = new memory(desc, engine, (Pointer) null);
        temporaries.get(number).add(new Pending(temporary, desc.get_size()));
        return temporary;
    }

    /** Returns a primitive with its arguments, to which its scratchpad is added. */
    Call call(primitive primitive, primitive_desc_base desc, IntMemoryMap arguments) {
        memory.desc scratch = desc.scratchpad_desc();
        if (scratch.get_size() > 0) {
            memory scratchpad = new memory(scratch, engine, (Pointer) null);
            scratchpads.add(new Pending(scratchpad, scratch.get_size()));
            arguments.put(dnnl.DNNL_ARG_SCRATCHPAD, scratchpad);
        }
        return new Call(primitive, arguments, stream);
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
        share(scratchpads);
        temporaries.forEach(this::share);
    }

    private void share(List<Pending> uses) {
        long bytes = uses.stream().mapToLong(Pending::bytes).max().orElse(0);
        if (bytes == 0) {
            return;
        }
        BytePointer shared = new BytePointer(bytes + CACHE_LINE);
        owned.add(shared);
        Pointer start = aligned(shared);
        uses.forEach(use -> use.memory().set_data_handle(start));
    }

    @Override
    public void close() {
        stream._wait();
        owned.forEach(Pointer::close);
        block.close();
    }
}
