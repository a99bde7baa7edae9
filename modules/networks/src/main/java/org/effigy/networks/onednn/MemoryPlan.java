package org.effigy.networks.onednn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Places slots in one block of memory so that two which are needed at the same time never overlap: the largest first,
 * each at the lowest offset that is free during its time (greedy by size; Pisarchyk and Lee 2020, algorithm 3).
 */
final class MemoryPlan {
    /** A cache line, in floats. */
    private static final int ALIGNMENT = 16;

    private MemoryPlan() {}

    /** Sets the offsets and returns the length of the block in floats. */
    static long place(List<Slot> slots) {
        List<Slot> placed = new ArrayList<>();
        List<Slot> largestFirst = new ArrayList<>(slots);
        largestFirst.sort(Comparator.comparingLong((Slot s) -> s.floats).reversed());
        long length = 0;
        for (Slot slot : largestFirst) {
            slot.offset = lowestFree(slot, placed);
            placed.add(slot);
            length = Math.max(length, slot.offset + aligned(slot.floats));
        }
        return length;
    }

    private static long lowestFree(Slot slot, List<Slot> placed) {
        List<Slot> others =
                new ArrayList<>(placed.stream().filter(slot::overlaps).toList());
        others.sort(Comparator.comparingLong(s -> s.offset));
        long offset = 0;
        for (Slot other : others) {
            if (offset + aligned(slot.floats) <= other.offset) {
                break;
            }
            offset = Math.max(offset, other.offset + aligned(other.floats));
        }
        return offset;
    }

    static long aligned(long floats) {
        return (floats + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
