/**
 * Which images show nearly the same: one picture saved twice, moved a little, with other brightness, contrast or noise.
 *
 * <p>Read first: {@link org.effigy.dataset.likeness.Outline} and {@link org.effigy.dataset.likeness.NearDuplicates}. Plain arrays; never
 * put here: files, patients, what is done about images that are alike.
 */
package org.effigy.dataset.likeness;
