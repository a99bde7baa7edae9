package org.effigy.dataset.labels;

import org.effigy.base.Check;

/**
 * The names of the columns that matter in a label table, compared without regard to case.
 *
 * @param file the path relative to the data folder or to the table, or a file name that is unique in the tree; required
 * @param label the class; required unless named ""
 * @param patient the patient's id; used where the column exists
 * @param split {@code train}, {@code val} or {@code validation}, or {@code test}; used where the column exists, "" to
 *     ignore it
 * @param mask the path of the image's mask, relative to the table or to the data folder, "" in a row without one; used where the
 *     column exists, "" to ignore it
 * @param valueSeparator what stands between the values of a label that has several, e.g. {@code |}; "" where each label is one
 *     value
 */
public record CsvColumns(String file, String label, String patient, String split, String mask, String valueSeparator) {
    /** The columns {@code file}, {@code label}, {@code patient_id}, {@code split} and {@code mask}. */
    public static final CsvColumns STANDARD = new CsvColumns("file", "label", "patient_id", "split", "mask", "");

    /** Columns of which each label is one value, of a table whose masks, if it has some, are ignored. */
    public CsvColumns(String file, String label, String patient, String split) {
        this(file, label, patient, split, "", "");
    }

    /**
     * Returns the same columns with labels of several values.
     *
     * @throws IllegalArgumentException if the separator is blank, or one that values may contain
     */
    public CsvColumns withValueSeparator(String separator) {
        Check.argument(
                !separator.isBlank()
                        && separator
                                .codePoints()
                                .noneMatch(c -> Character.isLetterOrDigit(c) || Character.isISOControl(c)),
                () -> "the separator of values is '" + separator
                        + "', needed is what stands between them, such as | or ;");
        return new CsvColumns(file, label, patient, split, mask, separator);
    }
}
