package org.effigy.networks.onednn;

/** A piece of a program's memory and the time it is needed: from the first pass that names it to the last. */
final class Slot {
    final long floats;
    int first = Integer.MAX_VALUE;
    int last = -1;
    /** Where it lies in the program's memory, in floats; set by {@link MemoryPlan}. */
    long offset;

    Slot(long floats) {
        this.floats = floats;
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
