package org.effigy.networks.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {
    private static Slot slot(long floats, int first, int last) {
        Slot slot = new Slot(floats);
        slot.neededBy(first);
        slot.neededBy(last);
        return slot;
    }

    @Test
    void reusesMemoryWhenItIsNoLongerNeeded() {
        List<Slot> chain = List.of(slot(160, 0, 1), slot(160, 1, 2), slot(160, 2, 3), slot(160, 3, 4));
        assertEquals(320, MemoryPlan.place(chain));
    }

    @Test
    void neverOverlapsWhatIsNeededAtTheSameTime() {
        Random random = new Random(5);
        for (int trial = 0; trial < 50; trial++) {
            List<Slot> slots = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                int first = random.nextInt(30);
                slots.add(slot(1 + random.nextInt(500), first, first + random.nextInt(8)));
            }
            long length = MemoryPlan.place(slots);
            for (Slot a : slots) {
                assertEquals(0, a.offset % 16, "a slot begins on a cache line");
                assertTrue(a.offset >= 0 && a.offset + a.floats <= length);
                for (Slot b : slots) {
                    boolean apart = a.offset + a.floats <= b.offset || b.offset + b.floats <= a.offset;
                    boolean together = a.first <= b.last && b.first <= a.last;
                    assertTrue(a == b || apart || !together, "trial " + trial);
                }
            }
        }
    }
}
