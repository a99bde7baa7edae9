package org.effigy.dataset;

import java.util.Optional;

/**
 * What a label table says about a file; label and patient may be "".
 *
 * @param line of the table, 0 where no row says anything
 * @param split the part the table puts it in, where it does
 * @param mask the file of the image's mask as the table names it, "" where it names none
 */
public record LabelRow(int line, String label, String patient, Optional<Split> split, String mask) {
    /** Stands for a file that no row names. */
    public static final LabelRow NONE = new LabelRow(0, "", "", Optional.empty());

    /** A row that names no mask. */
    public LabelRow(int line, String label, String patient, Optional<Split> split) {
        this(line, label, patient, split, "");
    }

    /** Says whether two rows say the same. */
    public boolean agrees(LabelRow other) {
        return label.equals(other.label)
                && patient.equals(other.patient)
                && split.equals(other.split)
                && mask.equals(other.mask);
    }
}
