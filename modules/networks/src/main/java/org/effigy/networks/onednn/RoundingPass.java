package org.effigy.networks.onednn;

import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;

/** Rounds values to bfloat16, to nearest and ties to even. */
final class RoundingPass {
    private RoundingPass() {}

    /** Returns the slot for the rounded values, half as long. */
    static Slot slotFor(Slot values) {
        return new Slot((values.floats + 1) / 2);
    }

    static Pass of(Slot values, Slot rounded) {
        return new BoundPass("rounding", List.of(values, rounded), space -> {
            memory from = space.of(flat(values.floats, memory.data_type.f32), values);
            memory to = space.of(flat(values.floats, memory.data_type.bf16), rounded);
            IntMemoryMap arguments = new IntMemoryMap();
            arguments.put(dnnl.DNNL_ARG_FROM, from);
            arguments.put(dnnl.DNNL_ARG_TO, to);
            return new Call(new reorder(from, to), arguments, space.stream)::run;
        });
    }

    private static memory.desc flat(long length, memory.data_type type) {
        return new memory.desc(new long[] {length}, type, memory.format_tag.a);
    }
}
