/**
 * The three sets of images of an evaluation: what was learned from, real images of other patients, and the synthetic ones.
 *
 * <p>Read first: {@link org.effigy.evaluation.images.ImageSets} and {@link org.effigy.evaluation.images.ImageSet}. Never put here:
 * figures, networks.
 */
package org.effigy.evaluation.images;
