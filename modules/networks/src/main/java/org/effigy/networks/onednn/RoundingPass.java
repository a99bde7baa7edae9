package org.effigy.networks.onednn;

import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;

/** Rounds values to bfloat16, to nearest and ties to even, or brings such values back to float32. */
final class RoundingPass {
    private RoundingPass() {}

    /** Returns the pass that writes the values of one slot to another of the other type. */
    static Pass of(Slot source, Slot target) {
        return new BoundPass("rounding", List.of(source, target), space -> {
            memory from = space.of(flat(source.values, source.rounded), source);
            memory to = space.of(flat(target.values, target.rounded), target);
            IntMemoryMap arguments = new IntMemoryMap();
            arguments.put(dnnl.DNNL_ARG_FROM, from);
            arguments.put(dnnl.DNNL_ARG_TO, to);
            return new Call(new reorder(from, to), arguments, space.stream)::run;
        });
    }

    /** Returns values one after the other. */
    static memory.desc flat(long length, boolean rounded) {
        memory.data_type type = rounded ? memory.data_type.bf16 : memory.data_type.f32;
        return new memory.desc(new long[] {length}, type, memory.format_tag.a);
    }
}
