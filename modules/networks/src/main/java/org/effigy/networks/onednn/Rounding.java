package org.effigy.networks.onednn;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.memory;

/**
 * What the convolutions of a program multiply: maps and gradients as they are, or rounded to bfloat16, to nearest and ties to
 * even. What a normalisation writes for convolutions alone exists only rounded; all else is float32 and rounded by a pass of its
 * own.
 *
 * @param half whether factors are rounded to bfloat16
 * @param forward passes, to which roundings are added
 * @param backward passes, likewise
 * @param gradients that were rounded, since several layers may ask for one
 */
record Rounding(boolean half, List<Pass> forward, List<Pass> backward, Map<Slot, Slot> gradients) {
    Rounding(boolean half, List<Pass> forward, List<Pass> backward) {
        this(half, forward, backward, new HashMap<>());
    }

    /** Returns maps as a convolution takes them. */
    Slot of(Maps maps) {
        if (half && maps.rounded == null) {
            maps.rounded = maps.values.forRounded();
            forward.add(pass(maps.values, maps.rounded));
        }
        return half ? maps.rounded : maps.values;
    }

    /** Returns a gradient as a convolution takes it. */
    Slot of(Slot slope) {
        if (half && !gradients.containsKey(slope)) {
            gradients.put(slope, slope.forRounded());
            backward.add(pass(slope, gradients.get(slope)));
        }
        return half ? gradients.get(slope) : slope;
    }

    /** Returns where a normalisation writes its result. */
    Slot normResult(Maps maps) {
        if (!half || !maps.onlyForConvolutions) {
            return maps.values;
        }
        maps.rounded = maps.values.forRounded();
        return maps.rounded;
    }

    /** Returns where a normalisation writes the gradient of its input. */
    Slot normGradient(Maps maps) {
        Slot slope = maps.newGradient();
        if (!half || !maps.gradientIsFactor || maps.uses > 1) {
            return slope;
        }
        gradients.put(slope, slope.forRounded());
        return gradients.get(slope);
    }

    private static Pass pass(Slot from, Slot to) {
        return new Pass("rounding", List.of(from, to), space -> {
            return space.reorder(space.of(flat(from.values, false), from), space.of(flat(to.values, true), to));
        });
    }

    /** Returns values one after the other. */
    static memory.desc flat(long length, boolean rounded) {
        memory.data_type type = rounded ? memory.data_type.bf16 : memory.data_type.f32;
        return new memory.desc(new long[] {length}, type, memory.format_tag.a);
    }
}
