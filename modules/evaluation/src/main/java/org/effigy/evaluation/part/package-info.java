/**
 * What an evaluation is made of: parts, each of which judges the same sets of images and adds figures.
 *
 * <p>Read first: {@link org.effigy.evaluation.part.Part} and {@link org.effigy.evaluation.part.Study}. Never put here: any figure.
 */
package org.effigy.evaluation.part;
