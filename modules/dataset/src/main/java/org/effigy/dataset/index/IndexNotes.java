package org.effigy.dataset.index;

import org.effigy.dataset.screen.ScreenNotes;

/**
 * What was counted while indexing, besides entries and exclusions.
 *
 * @param filesFound regular files in the tree, without the label table
 * @param rowsWithoutFile rows of the label table that match no file
 * @param imagesWithoutPatient images whose patient is not recorded, each file or study counted as its own patient
 * @param splitFromTable images whose split the label table gave
 * @param screen what looking at the pixels gave
 */
public record IndexNotes(
        int filesFound, int rowsWithoutFile, int imagesWithoutPatient, int splitFromTable, ScreenNotes screen) {}
