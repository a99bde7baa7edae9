package org.effigy.evaluation.features;

/**
 * The features of the three sets in one space, as the space gives them: not standardised.
 *
 * @param space its name, such as {@code radiomics}
 */
public record SpaceFeatures(String space, FeatureTable train, FeatureTable holdout, FeatureTable synthetic) {}
