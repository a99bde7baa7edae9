package org.effigy.training;

import java.util.List;
import org.effigy.base.InputException;
import org.effigy.dataset.image.Augmentation;
import org.effigy.networks.families.Family;

/** The ready-made settings of each family, for a kind of machine. */
public final class Presets {
    private static final List<Integer> SIZES = List.of(32, 64, 128, 256, 512);
    private static final int MEDIUM_FROM_CORES = 8;
    /** The heap is a quarter of the memory, of which medium wants 16 GiB. */
    private static final long MEDIUM_FROM_HEAP_BYTES = 4L << 30;

    private Presets() {}

    /** Returns the name of the preset that suits this machine's cores and memory. */
    public static String forThisMachine() {
        Runtime machine = Runtime.getRuntime();
        return forMachine(machine.availableProcessors(), machine.maxMemory());
    }

    /** Returns the name of the preset that suits so many cores and a heap of this size. */
    static String forMachine(int cores, long heapBytes) {
        return cores >= MEDIUM_FROM_CORES && heapBytes >= MEDIUM_FROM_HEAP_BYTES ? "medium" : "small";
    }

    /**
     * Returns a preset's settings.
     *
     * @param name one of {@link Family#PRESETS}
     * @param size side of the images in pixels: 32, 64, 128, 256 or 512
     * @param classes of the data set, 0 for an unconditional model
     * @throws InputException if there is no such preset or size, or the family cannot be trained so
     */
    public static TrainingConfig of(Family family, String name, int size, int classes) {
        if (!Family.PRESETS.contains(name)) {
            throw new InputException("unknown preset " + name + "; presets are " + String.join(", ", Family.PRESETS));
        }
        if (!SIZES.contains(size)) {
            throw new InputException("size is " + size + ", allowed are 32, 64, 128, 256 and 512");
        }
        Family.Preset preset = family.preset(name, size, classes);
        return new TrainingConfig(
                name,
                preset.model(),
                preset.steps(),
                preset.batch(),
                0,
                preset.optimisation(),
                preset.labelDropout(),
                Augmentation.AFFINE,
                name.equals("tiny") ? new Cadence(200, 200, 2, 32) : new Cadence(250, 500, 2, 64),
                0,
                0);
    }
}
