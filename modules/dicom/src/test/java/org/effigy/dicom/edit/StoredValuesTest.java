package org.effigy.dicom.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class StoredValuesTest {
    @Test
    void findsTheNearestInRisingAndInFallingOrder() {
        StoredValues rising = new StoredValues(new float[] {-10, 0, 10, 20}, -2);
        assertEquals(-2, rising.of(-99));
        assertEquals(-1, rising.of(4.9));
        assertEquals(0, rising.of(5.1));
        assertEquals(1, rising.of(99));
        StoredValues falling = new StoredValues(new float[] {20, 10, 0, -10}, 0);
        assertEquals(3, falling.of(-99));
        assertEquals(1, falling.of(9));
    }

    @Test
    void takesTheEdgeOfAWindowWhereValuesBeyondItAreAllTheSame() {
        // A window from the stored value 2 to 5: what lies outside is black or white.
        StoredValues window = new StoredValues(new float[] {0, 0, 0, 0.3f, 0.6f, 1, 1, 1}, 0);
        assertEquals(2, window.of(0));
        assertEquals(5, window.of(1));
        assertEquals(3, window.of(0.31));
    }

    @Test
    void knowsOneValueOnly() {
        assertEquals(7, new StoredValues(new float[] {5}, 7).of(-3));
    }
}
