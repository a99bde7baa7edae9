package org.effigy.evaluation;

/**
 * A synthetic image and the training image nearest to it.
 *
 * @param synthetic row in the synthetic set
 * @param train row in the training set
 * @param space in which they are nearest: {@code pixels} or a feature space
 * @param distance between them after the best small shift, flip and intensity fit
 * @param threshold at which a pair counts as a copy, from holdout to train
 * @param ratio distance to the nearest over that to the second nearest training image
 * @param fit the shift, flip and intensity fit in words; "" where none was made
 * @param copy whether it counts as a near copy
 */
public record NearPair(
        int synthetic,
        int train,
        String space,
        double distance,
        double threshold,
        double ratio,
        String fit,
        boolean copy) {}
