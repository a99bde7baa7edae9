package org.effigy.dataset.series;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.effigy.dataset.Plane;
import org.effigy.dataset.Vector;
import org.junit.jupiter.api.Test;

/** Stacks whose spacing, gaps, repetitions and tilt are known because they are computed. */
class SliceStackTest {
    private static final double TOLERANCE = 1e-9;
    private static final Vector X = new Vector(1, 0, 0);
    private static final Vector Y = new Vector(0, 1, 0);
    private static final Vector Z = new Vector(0, 0, 1);

    /** Returns slices at places along a line, with the directions of rows and columns. */
    private static SliceStack stack(Vector row, Vector column, Vector way, double... places) {
        List<SliceStack.Slice> slices = new ArrayList<>();
        for (double place : places) {
            Vector position = new Vector(-100, -120, 40).plus(way, place);
            slices.add(new SliceStack.Slice(Plane.of(position, row, column), position.plus(row, 90)));
        }
        return new SliceStack(slices);
    }

    private static SliceStack axial(double... z) {
        return stack(X, Y, Z, z);
    }

    private static int[] ranks(SliceStack stack, int count) {
        return IntStream.range(0, count).map(stack::rank).toArray();
    }

    @Test
    void slicesAreSortedUpwardsAlongTheNormal() {
        SliceStack stack = axial(10, -5, 0, 5);
        assertArrayEquals(new int[] {3, 0, 1, 2}, ranks(stack, 4));
        assertEquals(15, stack.offsetMm(0), TOLERANCE);
        assertEquals(0, stack.offsetMm(1), TOLERANCE);
        assertEquals(5, stack.spacingMm(), TOLERANCE);
        assertEquals(0, stack.missing() + stack.repeated() + stack.uneven());
        assertEquals(0, stack.tiltDegrees(), TOLERANCE);
    }

    @Test
    void theNormalIsRowTimesColumnWhateverThePatientsAxes() {
        // Prone: rows to the right, columns to the front; the normal still points to the head.
        assertArrayEquals(new int[] {1, 0}, ranks(stack(new Vector(-1, 0, 0), new Vector(0, -1, 0), Z, 1, 0), 2));
        // A mirrored column turns the normal, and so the order, around.
        assertArrayEquals(new int[] {0, 1}, ranks(stack(X, new Vector(0, -1, 0), Z, 1, 0), 2));
        // Sagittal slices lie along x.
        assertArrayEquals(new int[] {2, 1, 0}, ranks(stack(Y, new Vector(0, 0, -1), X, -3, 0, 3), 3));
    }

    @Test
    void gapsAreCountedAgainstTheMedianStep() {
        SliceStack stack = axial(0, 2.5, 5, 12.5, 15, 17.5, 27.5);
        assertEquals(2.5, stack.spacingMm(), TOLERANCE);
        assertEquals(2 + 3, stack.missing());
        assertEquals(0, stack.uneven());
        assertEquals(1, axial(0, 2, 6).missing());
        assertEquals(0, axial(0).missing());
    }

    @Test
    void unevenStepsAreNoGaps() {
        SliceStack stack = axial(0, 1, 2, 3.3, 4.3, 5.3, 6.35);
        assertEquals(1, stack.uneven());
        assertEquals(0, stack.missing());
    }

    @Test
    void slicesCloserThanAHundredthOfAMillimetreShareAPosition() {
        SliceStack stack = axial(0, 5, 5.004, 10, 0.009, 10.011);
        assertArrayEquals(new int[] {0, 1, 1, 2, 0, 3}, ranks(stack, 6));
        assertEquals(2, stack.repeated());
        assertEquals(4, stack.positions());
        assertEquals(3, axial(7, 7, 7, 7).repeated());
        assertEquals(0, axial(7, 7, 7, 7).spacingMm(), TOLERANCE);
    }

    @Test
    void theTiltOfTheGantryIsTheAngleBetweenNormalAndWay() {
        for (double degrees : new double[] {-25, -15, 3, 15, 22}) {
            double angle = Math.toRadians(degrees);
            Vector column = new Vector(0, Math.cos(angle), -Math.sin(angle));
            double[] places = DoubleStream.iterate(0, z -> z + 3).limit(40).toArray();
            SliceStack stack = stack(X, column, Z, places);
            assertEquals(Math.abs(degrees), stack.tiltDegrees(), TOLERANCE);
            assertEquals(3 * Math.cos(angle), stack.spacingMm(), TOLERANCE);
            assertEquals(0, stack.missing());
        }
    }

    @Test
    void aVolumeThatIsObliqueAsAWholeIsNotTilted() {
        double angle = Math.toRadians(30);
        Vector column = new Vector(0, Math.cos(angle), -Math.sin(angle));
        SliceStack stack = stack(X, column, X.cross(column), 0, 2, 4, 6);
        assertEquals(0, stack.tiltDegrees(), TOLERANCE);
    }

    @Test
    void roundedPositionsAndTheirOrderDoNotShowATilt() {
        List<Double> places = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            places.add(Math.round(i * 0.625 * 10) / 10.0);
        }
        Collections.shuffle(places, new Random(3));
        SliceStack stack = axial(places.stream().mapToDouble(z -> z).toArray());
        assertTrue(stack.tiltDegrees() < SeriesNotes.LEAST_TILT_DEGREES);
        assertEquals(0, stack.missing());
        for (int i = 0; i < 100; i++) {
            assertEquals((int) Math.round(places.get(i) / 0.625), stack.rank(i));
        }
    }

    @Test
    void planesThatMakeNoSenseAreUnknown() {
        assertTrue(Plane.of(Vector.ZERO, X, Y).isKnown());
        assertTrue(Plane.of(Vector.ZERO, new Vector(0.71, 0.71, 0), new Vector(-0.71, 0.71, 0))
                .isKnown());
        assertFalse(Plane.of(Vector.ZERO, X, X).isKnown());
        assertFalse(Plane.of(Vector.ZERO, Vector.ZERO, Y).isKnown());
        assertFalse(Plane.of(new Vector(1e300, 0, 0), X, Y).isKnown());
        assertEquals(1, Plane.of(Vector.ZERO, new Vector(0.99, 0, 0), Y).row().length(), TOLERANCE);
    }
}
