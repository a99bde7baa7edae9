package org.effigy.dicom.burnedin;

import java.util.Arrays;
import java.util.Optional;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;

/**
 * The part of a radiograph between shutters: what lies outside is a dark or bright border that says nothing about the
 * patient. From the header (Display Shutter, PS3.3, C.7.6.11) or from the pixels.
 */
public final class Collimation {
    private static final int SHUTTER_SHAPE = 0x00181600;
    private static final int LEFT = 0x00181602;
    private static final int RIGHT = 0x00181604;
    private static final int UPPER = 0x00181606;
    private static final int LOWER = 0x00181608;
    /** How far the values of a border's line may lie from its level, as a share of the image's range. */
    private static final double FLAT = 0.03;

    private static final double MOST_OUTLIERS = 0.04;
    /** A border is at most this share of the side. */
    private static final double DEEPEST = 0.4;

    private static final int LEAST = 2;

    private final Plane plane;

    private Collimation(Plane plane) {
        this.plane = plane;
    }

    /** Returns what a rectangular shutter of the header leaves visible; nothing without one, or where it makes no sense. */
    public static Optional<Box> ofHeader(DataSet dataSet, int rows, int columns) {
        try {
            if (dataSet.strings(SHUTTER_SHAPE).stream().noneMatch("RECTANGULAR"::equals)) {
                return Optional.empty();
            }
            // The edges are the first covered columns and rows, counted from 1.
            int left = dataSet.integer(LEFT).orElse(0);
            int right = dataSet.integer(RIGHT).orElse(columns + 1);
            int upper = dataSet.integer(UPPER).orElse(0);
            int lower = dataSet.integer(LOWER).orElse(rows + 1);
            return box(Math.max(0, left), Math.max(0, upper), Math.min(columns, right - 1), Math.min(rows, lower - 1))
                    .filter(b -> b.width() < columns || b.height() < rows);
        } catch (DicomException e) {
            // A shutter that cannot be read is none.
            return Optional.empty();
        }
    }

    /**
     * Returns what lies between the borders: lines at the sides whose pixels are all of one level, with a step or the
     * image's content after them. Nothing where there are no borders.
     *
     * @param values shape (rows, columns)
     */
    public static Optional<Box> ofPixels(float[] values, int rows, int columns) {
        Collimation it = new Collimation(Plane.of(values, rows, columns));
        int left = it.border(true, false, 0, rows);
        int right = columns - it.border(true, true, 0, rows);
        int upper = it.border(false, false, left, right);
        int lower = rows - it.border(false, true, left, right);
        // With the other borders gone a column may show that it is one.
        left = Math.max(left, it.border(true, false, upper, lower));
        right = Math.min(right, columns - it.border(true, true, upper, lower));
        return box(left, upper, right, lower).filter(b -> b.width() < columns || b.height() < rows);
    }

    private static Optional<Box> box(int left, int upper, int right, int lower) {
        return right - left >= 8 && lower - upper >= 8
                ? Optional.of(new Box(left, upper, right - left, lower - upper))
                : Optional.empty();
    }

    /** Returns how many lines belong to the border of a side. */
    private int border(boolean vertical, boolean fromEnd, int from, int to) {
        int lines = vertical ? plane.columns() : plane.rows();
        if (to - from < 8) {
            return 0;
        }
        int most = (int) (lines * DEEPEST);
        int level = -1;
        int depth = 0;
        while (depth < most) {
            int line = fromEnd ? lines - 1 - depth : depth;
            int median = flatLevel(vertical, line, from, to);
            if (median < 0 || (level >= 0 && Math.abs(median - level) > 255 * FLAT)) {
                break;
            }
            level = level < 0 ? median : level;
            depth++;
        }
        // Air beside the body is dark too, but fades into it; a border ends with a step or is at an end of the range.
        return depth >= LEAST && depth < most && endsWithStep(vertical, fromEnd, depth, from, to, level) ? depth : 0;
    }

    /** Returns the median of a line if nearly all of it is there, else -1. */
    private int flatLevel(boolean vertical, int line, int from, int to) {
        int[] values = new int[to - from];
        for (int i = from; i < to; i++) {
            values[i - from] = plane.at(vertical ? i * plane.columns() + line : line * plane.columns() + i);
        }
        int[] sorted = values.clone();
        Arrays.sort(sorted);
        int median = sorted[sorted.length / 2];
        int outliers = 0;
        for (int value : values) {
            outliers += Math.abs(value - median) > 255 * FLAT ? 1 : 0;
        }
        return outliers <= MOST_OUTLIERS * values.length ? median : -1;
    }

    /** Says whether a few lines further in most pixels are of another level. */
    private boolean endsWithStep(boolean vertical, boolean fromEnd, int depth, int from, int to, int level) {
        int lines = vertical ? plane.columns() : plane.rows();
        int inside = Math.min(lines - 1, depth + Math.max(2, lines / 200));
        int line = fromEnd ? lines - 1 - inside : inside;
        int different = 0;
        for (int i = from; i < to; i++) {
            int value = plane.at(vertical ? i * plane.columns() + line : line * plane.columns() + i);
            different += Math.abs(value - level) > 255 * 2 * FLAT ? 1 : 0;
        }
        return different >= 0.5 * (to - from);
    }
}
