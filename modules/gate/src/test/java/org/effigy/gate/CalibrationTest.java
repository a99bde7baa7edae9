package org.effigy.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.effigy.gate.Calibration.Place;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    @Test
    void accusesAtMostHalfAPercentOfManyPatients() {
        int[] least = IntStream.range(50, 450).map(d -> Math.min(d, 128)).toArray();
        int distance = Calibration.copyDistance(least);
        assertEquals(51, distance);
        assertEquals(2, IntStream.of(least).filter(d -> d <= distance).count());
    }

    @Test
    void accusesNoneOfFewPatientsAndKeepsItsDistanceFromThem() {
        // Median 110, 16th percentile 103: 110 - 2.576 * 7.
        int[] least = IntStream.rangeClosed(100, 120).toArray();
        assertEquals(91, Calibration.copyDistance(least));
        assertEquals(0, Calibration.copyDistance(new int[] {1}));
    }

    @Test
    void countsAPatientOnceByTheNearestImage() {
        Place[] places = {new Place("a", 120, 1.1), new Place("a", 90, 1.2), new Place("b", 100, 1.3)};
        Calibration calibration = Calibration.of(Calibration.HELD_OUT, places);
        assertEquals(2, calibration.patients());
        assertEquals(3, calibration.images());
        assertEquals(0, calibration.copyAccused());
        assertEquals(1.43, calibration.reach(), 1e-9);
        assertTrue(calibration.copyDistance() < 90);
    }
}
