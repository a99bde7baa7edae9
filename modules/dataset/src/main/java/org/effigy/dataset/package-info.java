/**
 * An image on its way from a folder to network input, and the words in which all steps speak of it.
 *
 * <p>Read first: {@link org.effigy.dataset.Candidate} and {@link org.effigy.dataset.ImageFacts}. The steps are packages, each
 * of which sees only those before it:
 *
 * <ul>
 *   <li>{@code likeness}: which images are nearly the same
 *   <li>{@code labels}: tables of labels, and which header attributes may be labels
 *   <li>{@code probe}: what a file is and what it says about itself
 *   <li>{@code series}: the order of slices, by their geometry
 *   <li>{@code screen}: what pixels show: writing, borders, heads, lung
 *   <li>{@code index}: the rules, the split by patient, and the index that is written
 *   <li>{@code image}: preprocessing, cached images, augmentation, order of visits
 * </ul>
 *
 * <p>Never put here: anything that opens a file or knows a format, DICOM parsing or pixel decoding (module dicom), tensors of
 * any library, the training loop.
 */
package org.effigy.dataset;
