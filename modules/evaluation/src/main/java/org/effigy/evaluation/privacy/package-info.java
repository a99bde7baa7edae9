/**
 * Whether synthetic images copy training images: near copies in pixels and in feature spaces, with thresholds from held-out patients,
 * the share with d1/d2 below 1/3, authenticity and the C_T test, and a verdict on handing out the images.
 *
 * <p>Read first: {@link org.effigy.evaluation.privacy.NearCopies} and {@link org.effigy.evaluation.privacy.Nearest}. Never put here:
 * attacks on models; the word "private".
 */
package org.effigy.evaluation.privacy;
