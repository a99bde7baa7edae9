package org.effigy.dataset.series;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.effigy.dataset.Plane;
import org.effigy.dataset.Vector;

/**
 * Parallel slices, sorted along their normal: the order of the distances of their positions from the origin in the
 * direction of the first slice's normal (row times column). Immutable.
 */
final class SliceStack {
    /** Slices closer than this lie at one position. */
    static final double SAME_POSITION_MM = 0.01;

    /** A step that is longer by this factor than the median step is a gap. */
    private static final double GAP = 1.5;

    /** Steps that differ by this part of the median step, and are no gaps, are uneven. */
    private static final double UNEVEN = 0.1;

    /**
     * A slice of the stack.
     *
     * @param plane where it lies
     * @param center its middle, which stays on one line when only the field of view changes
     */
    record Slice(Plane plane, Vector center) {}

    private final int[] ranks;
    private final double[] offsetsMm;
    private final double[] stepsMm;
    private final double spacingMm;
    private final double tiltDegrees;

    /** Sorts slices; all of them know their planes, which are parallel. */
    SliceStack(List<Slice> slices) {
        Vector normal = slices.get(0).plane().normal();
        double[] distances = slices.stream()
                .mapToDouble(s -> s.plane().position().dot(normal))
                .toArray();
        Integer[] order = IntStream.range(0, distances.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble((Integer i) -> distances[i]));
        ranks = new int[distances.length];
        offsetsMm = new double[distances.length];
        int[] firsts = new int[distances.length];
        int rank = -1;
        for (int i : order) {
            if (rank < 0 || distances[i] - distances[firsts[rank]] >= SAME_POSITION_MM) {
                firsts[++rank] = i;
            }
            ranks[i] = rank;
            offsetsMm[i] = distances[i] - distances[order[0]];
        }
        int[] distinct = Arrays.copyOf(firsts, rank + 1);
        stepsMm = new double[rank];
        for (int i = 0; i < rank; i++) {
            stepsMm[i] = distances[distinct[i + 1]] - distances[distinct[i]];
        }
        double[] sorted = stepsMm.clone();
        Arrays.sort(sorted);
        spacingMm = rank == 0 ? 0 : sorted[(rank - 1) / 2];
        tiltDegrees = tilt(slices, distinct);
    }

    /** Returns the place of a slice among the distinct positions, from 0; slices at one position share it. */
    int rank(int slice) {
        return ranks[slice];
    }

    /** Returns the distance of a slice from the first one along the normal. */
    double offsetMm(int slice) {
        return offsetsMm[slice];
    }

    /** Returns the number of distinct positions. */
    int positions() {
        return stepsMm.length + 1;
    }

    /** Returns the number of slices at positions that an earlier slice has. */
    int repeated() {
        return ranks.length - positions();
    }

    /** Returns the median distance between adjacent positions, the lower one of two; 0 for a single position. */
    double spacingMm() {
        return spacingMm;
    }

    /** Returns how many slices fit into the gaps, steps of more than one and a half times the median. */
    int missing() {
        long missing = 0;
        for (double step : stepsMm) {
            missing += step > GAP * spacingMm ? Math.round(step / spacingMm) - 1 : 0;
        }
        return (int) Math.min(missing, Integer.MAX_VALUE);
    }

    /** Returns the number of steps that are no gaps and yet differ from the median by more than a tenth. */
    int uneven() {
        return (int) Arrays.stream(stepsMm)
                .filter(step -> step <= GAP * spacingMm && Math.abs(step - spacingMm) > UNEVEN * spacingMm)
                .count();
    }

    /**
     * Returns the angle between the slices' normal and the line along which their middles follow each other: the tilt of
     * the gantry, for the table moves on straight ahead.
     */
    double tiltDegrees() {
        return tiltDegrees;
    }

    /** The median over pairs of slices half the stack apart: near pairs suffer from rounded positions. */
    private static double tilt(List<Slice> slices, int[] distinct) {
        int half = distinct.length / 2;
        if (half == 0) {
            return 0;
        }
        Plane plane = slices.get(0).plane();
        double[] alongRow = new double[distinct.length - half];
        double[] alongColumn = new double[alongRow.length];
        for (int i = 0; i < alongRow.length; i++) {
            Vector way = slices.get(distinct[i + half])
                    .center()
                    .minus(slices.get(distinct[i]).center());
            double forward = way.dot(plane.normal());
            alongRow[i] = way.dot(plane.row()) / forward;
            alongColumn[i] = way.dot(plane.column()) / forward;
        }
        Arrays.sort(alongRow);
        Arrays.sort(alongColumn);
        int middle = alongRow.length / 2;
        return Math.toDegrees(Math.atan(Math.hypot(alongRow[middle], alongColumn[middle])));
    }
}
