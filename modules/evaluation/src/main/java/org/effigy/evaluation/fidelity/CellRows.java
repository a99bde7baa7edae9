package org.effigy.evaluation.fidelity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.images.ImageSet;
import org.effigy.evaluation.images.ImageSets;

/**
 * The rows that a cell's figures are computed from.
 *
 * @param train the reference
 * @param floor real rows of other patients; none where there are too few
 * @param judged synthetic rows, as many as {@code floor} has where that has any
 * @param told whether the synthetic images say that they are of this cell; otherwise {@code judged} are of all of them
 * @param holdout how many holdout rows there are
 * @param synthetic how many synthetic rows there are
 */
@SuppressWarnings("ArrayRecordComponent")
record CellRows(Cell cell, int[] train, int[] floor, int[] judged, boolean told, int holdout, int synthetic) {
    /** At most so many rows of a set are looked at. */
    static final int MOST_ROWS = 3000;

    private static final List<String> KINDS = List.of("class", "sex", "age", "view");

    /** Returns the cells of the sets, all images first. */
    static List<CellRows> of(ImageSets sets) {
        List<CellRows> cells = new ArrayList<>();
        cells.add(of(sets, Cell.ALL));
        for (String by : KINDS) {
            TreeSet<String> values = new TreeSet<>();
            for (ImageSet set : List.of(sets.train(), sets.holdout(), sets.synthetic())) {
                set.images().forEach(image -> values.add(ImageSet.value(image, by)));
            }
            values.remove("");
            // One class is all images.
            if (values.size() > 1) {
                values.forEach(value -> cells.add(of(sets, new Cell(by, value))));
            }
        }
        return cells;
    }

    private static CellRows of(ImageSets sets, Cell cell) {
        int[] train = some(sets.train().rows(cell), MOST_ROWS);
        int[] holdout = some(sets.holdout().rows(cell), MOST_ROWS);
        boolean told = sets.synthetic().knows(cell.by());
        int[] synthetic = some(sets.synthetic().rows(told ? cell : Cell.ALL), MOST_ROWS);
        if (holdout.length < Cell.LEAST_IMAGES || synthetic.length < Cell.LEAST_IMAGES) {
            return new CellRows(cell, train, new int[0], synthetic, told, holdout.length, synthetic.length);
        }
        int size = Math.min(holdout.length, synthetic.length);
        return new CellRows(
                cell, train, some(holdout, size), some(synthetic, size), told, holdout.length, synthetic.length);
    }

    /** Returns at most so many of the rows, spread evenly. */
    static int[] some(int[] rows, int most) {
        return rows.length <= most
                ? rows
                : IntStream.range(0, most)
                        .map(i -> rows[(int) ((long) i * rows.length / most)])
                        .toArray();
    }

    /** Returns numbers of the patients of rows. */
    static int[] patients(ImageSet set, int[] rows) {
        int[] all = set.patients();
        return Arrays.stream(rows).map(row -> all[row]).toArray();
    }

    boolean hasFloor() {
        return floor.length > 0;
    }

    /** Returns why nothing is measured, "" where something is. */
    String unmeasurable() {
        int least = Cell.LEAST_IMAGES;
        return train.length < least || synthetic < least
                ? "not measurable: " + train.length + " training and " + synthetic + " synthetic images, needed are "
                        + least + " of each"
                : "";
    }

    /** Returns what belongs to every number of this cell, "" for nothing. */
    String note() {
        List<String> notes = new ArrayList<>();
        if (!hasFloor()) {
            notes.add("no floor: " + holdout + " holdout images, needed are " + Cell.LEAST_IMAGES);
        } else if (judged.length < synthetic) {
            notes.add("on " + judged.length + " of " + synthetic
                    + " synthetic images, spread evenly, as many as there are" + " holdout images for the floor");
        }
        if (!told) {
            notes.add("on synthetic images of all kinds, which do not say their " + cell.by());
        }
        return String.join("; ", notes);
    }
}
