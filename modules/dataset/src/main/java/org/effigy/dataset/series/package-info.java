/**
 * The order of slices: series, stacks of one geometry, positions along the normal, and what is odd about them.
 *
 * <p>Read first: {@link org.effigy.dataset.series.SeriesSorter} and {@link org.effigy.dataset.series.SliceStack}. Never put here:
 * anything that reads files or pixels.
 *
 * <h2>Series, stacks, slices</h2>
 *
 * <p>A series is what has one StudyInstanceUID and SeriesInstanceUID, or a file of several frames. Its stacks are frames
 * whose rows and columns point the same way to one degree, with equal matrix and kernel, and spacings equal to 1 %. The
 * slices of a stack are sorted by the product of ImagePositionPatient and the normal, row direction times column direction;
 * positions closer than 0.01 mm are one position. CT whose plane lies more than 45 degrees off the patient's long axis
 * counts as a localizer if its stack has up to 3 images, otherwise as reformatted. Taking every n-th slice takes the positions 0,
 * N, 2N, ... of each stack; frames without a position are counted by InstanceNumber, and single radiographs and pictures
 * are all taken. Lung is measured as {@link org.effigy.dataset.screen.LungFraction} says, on the slices that are left.
 */
package org.effigy.dataset.series;
