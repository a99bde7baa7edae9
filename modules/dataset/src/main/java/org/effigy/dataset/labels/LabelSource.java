package org.effigy.dataset.labels;

import java.nio.file.Path;
import org.effigy.dataset.View;

/** Where the classes come from. */
public sealed interface LabelSource {
    /** No classes: the model is unconditional. */
    record None() implements LabelSource {}

    /** A table with one row per file; files without a row are left out. */
    record Csv(Path file, CsvColumns columns) implements LabelSource {}

    /**
     * The value of a DICOM attribute, named by its PS3.6 keyword, e.g. {@code ViewPosition}. The value is stored in the
     * index and in checkpoints, so keywords that identify a person, a place or a date are refused.
     */
    record Attribute(String keyword) implements LabelSource {}

    /**
     * The view of a radiograph, {@link View}: as {@code Attribute("ViewPosition")}, but also from codes and directions, and
     * in one word for each view. Images that do not state it are left out.
     */
    record ByView() implements LabelSource {}
}
