package org.effigy.dataset.labels;

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
 */
public record CsvColumns(String file, String label, String patient, String split, String mask) {
    /** The columns {@code file}, {@code label}, {@code patient_id}, {@code split} and {@code mask}. */
    public static final CsvColumns STANDARD = new CsvColumns("file", "label", "patient_id", "split", "mask");

    /** Columns of a table whose masks, if it has some, are ignored. */
    public CsvColumns(String file, String label, String patient, String split) {
        this(file, label, patient, split, "");
    }
}
