/**
 * Feature spaces: functions from an image to a row of numbers, and the rows of whole sets.
 *
 * <p>Read first: {@link org.effigy.evaluation.features.FeatureSpace} and {@link org.effigy.evaluation.features.FeatureTable}. Never
 * put here: comparisons of sets.
 */
package org.effigy.evaluation.features;
