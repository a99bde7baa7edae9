package org.effigy.dataset.index;

import org.effigy.dataset.screen.ScreenNotes;

/**
 * What was counted while indexing, besides entries and exclusions.
 *
 * @param filesFound regular files in the tree, without the label table
 * @param rowsWithoutFile rows of the label table that match no file
 * @param imagesWithoutPatient images whose patient is not recorded: those of one study count as one patient, a file
 *     without a study as its own
 * @param splitFromTable images whose split the label table gave
 * @param screen what looking at the pixels gave
 * @param duplicates images that are alike; missing in indexes of version 2, which looked for none
 */
public record IndexNotes(
        int filesFound,
        int rowsWithoutFile,
        int imagesWithoutPatient,
        int splitFromTable,
        ScreenNotes screen,
        DuplicateNotes duplicates) {
    public IndexNotes {
        duplicates = duplicates == null ? DuplicateNotes.NONE : duplicates;
    }
}
