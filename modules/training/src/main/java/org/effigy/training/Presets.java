package org.effigy.training;

import org.effigy.base.InputException;
import org.effigy.base.Size;
import org.effigy.dataset.image.Augmentation;
import org.effigy.networks.families.Family;

/** The ready-made settings of each family, for a kind of machine. */
public final class Presets {
    /** The deepest of the presets halve the sides so often. */
    private static final int MULTIPLE = 8;

    private static final int SMALLEST = 16;
    private static final int LARGEST = 1024;
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
     * @param size of the images: sides that are multiples of 8 from 16 to 1024; a GAN takes powers of two only
     * @param classes of the data set, 0 for an unconditional model
     * @throws InputException if there is no such preset or size, or the family cannot be trained so
     */
    public static TrainingConfig of(Family family, String name, Size size, int classes) {
        if (!Family.PRESETS.contains(name)) {
            throw new InputException("unknown preset " + name + "; presets are " + String.join(", ", Family.PRESETS));
        }
        checkMultiple(size);
        Family.Preset preset = preset(family, name, size, classes);
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

    /** Returns a preset's settings for square images of that side. */
    public static TrainingConfig of(Family family, String name, int side, int classes) {
        return of(family, name, Size.square(side), classes);
    }

    private static Family.Preset preset(Family family, String name, Size size, int classes) {
        try {
            return family.preset(name, size, classes);
        } catch (IllegalArgumentException e) {
            throw new InputException("a " + family.name() + " cannot be of size " + size + ": " + e.getMessage(), e);
        }
    }

    private static void checkMultiple(Size size) {
        Size below = new Size(near(size.rows(), 0), near(size.columns(), 0));
        Size above = new Size(near(size.rows(), MULTIPLE - 1), near(size.columns(), MULTIPLE - 1));
        if (!below.equals(size)) {
            throw new InputException("size is " + size + ", each side must be a multiple of " + MULTIPLE + " from "
                    + SMALLEST + " to " + LARGEST
                    + (below.equals(above)
                            ? "; the nearest is " + below
                            : "; the nearest are " + below + " and " + above));
        }
    }

    /** Returns the allowed side below, or with something added the one above. */
    private static int near(int side, int added) {
        long multiple = ((long) side + added) / MULTIPLE * MULTIPLE;
        return (int) Math.max(SMALLEST, Math.min(LARGEST, multiple));
    }
}
