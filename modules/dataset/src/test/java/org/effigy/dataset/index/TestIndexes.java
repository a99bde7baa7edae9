package org.effigy.dataset.index;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.effigy.dataset.Appearance;
import org.effigy.dataset.PixelAreas;
import org.effigy.dataset.SlicePlace;
import org.effigy.dataset.Split;
import org.effigy.dataset.screen.ScreenNotes;

/** Indexes without files, for the tests of this module. */
public final class TestIndexes {
    private TestIndexes() {}

    public static DatasetIndex of(IndexEntry... entries) {
        return new DatasetIndex(
                Path.of("/nowhere"),
                IndexSettings.STANDARD,
                List.of(entries),
                List.of(),
                new IndexNotes(entries.length, 0, 0, 0, ScreenNotes.NONE, DuplicateNotes.NONE),
                List.of());
    }

    public static Entry entry(int id) {
        return new Entry(id);
    }

    /** An entry in the making: a training image of 16 x 16 pixels of 8 bits. */
    public static final class Entry {
        private final int id;
        private String label = "";
        private String modality = "PNG";
        private Split split = Split.TRAIN;
        private int rows = 16;
        private int columns = 16;
        private double rowSpacing;
        private double columnSpacing;

        private Entry(int id) {
            this.id = id;
        }

        public Entry label(String value) {
            label = value;
            return this;
        }

        public Entry modality(String value) {
            modality = value;
            return this;
        }

        public Entry split(Split value) {
            split = value;
            return this;
        }

        public Entry size(int newRows, int newColumns) {
            rows = newRows;
            columns = newColumns;
            return this;
        }

        public Entry spacing(double row, double column) {
            rowSpacing = row;
            columnSpacing = column;
            return this;
        }

        public IndexEntry get() {
            String hash = String.format(Locale.ROOT, "%064x", id + 1);
            return new IndexEntry(
                    id,
                    "file-" + id,
                    0,
                    "key" + id,
                    label,
                    split,
                    modality,
                    "",
                    rows,
                    columns,
                    8,
                    rowSpacing,
                    columnSpacing,
                    false,
                    hash,
                    SlicePlace.NONE,
                    Appearance.UNKNOWN,
                    PixelAreas.NONE,
                    List.of());
        }
    }
}
