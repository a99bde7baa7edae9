package org.effigy.networks.onednn;

/** A piece of a program's memory and the time it is needed: from the first pass that names it to the last. */
final class Slot {
    /** How many values it holds. */
    final long values;
    /** Whether they are bfloat16, two in a float's place. */
    final boolean rounded;
    /** How much memory that takes, in floats. */
    final long floats;

    int first = Integer.MAX_VALUE;
    int last = -1;
    /** Where it lies in the program's memory, in floats; set by {@link MemoryPlan}. */
    long offset;

    /** Makes a slot for so many float32. */
    Slot(long values) {
        this(values, false);
    }

    private Slot(long values, boolean rounded) {
        this.values = values;
        this.rounded = rounded;
        floats = rounded ? (values + 1) / 2 : values;
    }

    /** Returns a slot for the values of this one as bfloat16. */
    Slot forRounded() {
        return new Slot(values, true);
    }

    /** Marks it as needed by the pass of this number. */
    void neededBy(int pass) {
        first = Math.min(first, pass);
        last = Math.max(last, pass);
    }

    boolean overlaps(Slot other) {
        return first <= other.last && other.first <= last;
    }
}
