package org.effigy.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopySearchTest {
    private static final int SIDE = 64;
    private static final int TRAIN = 40;

    /** Not made while the class is initialised: the search works on other threads, which would wait for that. */
    private final CopySearch search = new CopySearch(TRAIN, i -> Anatomy.of(i, SIDE), SIDE);

    @Test
    void anExactCopyHasDistanceZeroAndAMirroredOneSaysSo() {
        CopySearch.Match exact = search.nearest(Anatomy.of(7, SIDE));
        assertEquals(7, exact.image());
        assertEquals(0, exact.distance(), 1e-6);
        assertEquals(Placement.IDENTITY, exact.placement());
        CopySearch.Match mirrored =
                search.nearest(PlantedCopies.of(Anatomy.of(7, SIDE), SIDE, 1).get("mirrored"));
        assertEquals(7, mirrored.image());
        assertTrue(mirrored.placement().mirrored() && mirrored.distance() < 0.02, mirrored.toString());
    }

    @Test
    void plantedCopiesAreNearerThanEveryOtherPatient() {
        double other = 2;
        for (int i = 0; i < 20; i++) {
            other = Math.min(other, search.nearest(Anatomy.of(7000 + i, SIDE)).distance());
        }
        List<String> far = new ArrayList<>();
        for (int i = 0; i < TRAIN; i += 10) {
            int place = i;
            double nearest = other;
            PlantedCopies.of(Anatomy.of(i, SIDE), SIDE, i).forEach((kind, copy) -> {
                CopySearch.Match match = search.nearest(copy);
                if (match.image() != place || match.distance() >= nearest) {
                    far.add(place + " " + kind + " " + match);
                }
            });
        }
        assertEquals(List.of(), far, "other patients are no nearer than " + other);
    }

    @Test
    void leavesOutWhatItIsToldTo() {
        CopySearch.Match match = search.nearestExcept(Anatomy.of(7, SIDE), new int[] {7});
        assertTrue(match.image() != 7 && match.distance() > 0.3, match.toString());
        assertTrue(match.second() >= match.distance());
    }
}
