package org.effigy.networks.onednn;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the convolutions of a program multiply: maps and gradients as they are, or rounded to bfloat16. What a normalisation
 * writes for convolutions alone exists only rounded; all else is float32 and rounded by a pass of its own.
 */
final class Rounding {
    private final boolean half;
    private final List<Pass> forward;
    private final List<Pass> backward;
    /** Gradients that were rounded, since several layers may ask for one. */
    private final Map<Slot, Slot> roundedGradients = new IdentityHashMap<>();

    /**
     * @param half whether factors are rounded to bfloat16
     * @param forward passes, to which roundings are added
     * @param backward passes, likewise
     */
    Rounding(boolean half, List<Pass> forward, List<Pass> backward) {
        this.half = half;
        this.forward = forward;
        this.backward = backward;
    }

    /** Returns maps as a convolution takes them. */
    Slot of(Maps maps) {
        if (!half) {
            return maps.values;
        }
        if (maps.rounded == null) {
            maps.rounded = maps.values.forRounded();
            forward.add(RoundingPass.of(maps.values, maps.rounded));
        }
        return maps.rounded;
    }

    /** Returns a gradient as a convolution takes it. */
    Slot of(Slot slope) {
        if (!half) {
            return slope;
        }
        return roundedGradients.computeIfAbsent(slope, values -> {
            Slot rounded = values.forRounded();
            backward.add(RoundingPass.of(values, rounded));
            return rounded;
        });
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
        Slot rounded = slope.forRounded();
        roundedGradients.put(slope, rounded);
        return rounded;
    }
}
