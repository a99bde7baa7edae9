/**
 * Whether synthetic images help to train a classifier, and whether a classifier tells them from real ones.
 *
 * <p>Read first: {@link org.effigy.evaluation.utility.UtilityPart} and {@link org.effigy.evaluation.utility.Arm}. Never put here:
 * networks of its own, statistics that other parts need too.
 *
 * <h2>The scores, version 1</h2>
 *
 * <p>{@code scores-utility.json}: an object with {@code format} ({@code effigy-utility-scores}), {@code version}, {@code key} (of all
 * that decides the scores), {@code seed} and {@code replicates} of the bootstrap, {@code steps}, {@code seeds}, {@code arms}, {@code
 * classes}; for each holdout image, in the order of {@code evaluation.json}'s {@code files}, its class in {@code labels} (-1 for
 * none) and a number of its patient in {@code patients}; {@code cells}, the holdout images of each subgroup; {@code probes}, the
 * images of both sides in the lists {@code rows}, {@code truth}, {@code labels}, {@code patients} and {@code folds}.
 *
 * <p>{@code scores-utility.safetensors}: the tensor {@code <arm>.<seed>} (seeds from 1) of shape (holdout images, classes) with
 * probabilities, and {@code probe.<against>.<fold>} of shape (images of the fold in their order, 2), whose second column is the
 * probability of not being of the training set; {@code agreement.<seed>} of shape (synthetic images, classes) by the classifier of
 * {@code real.<seed>}. Both files are complete after every training.
 *
 * <h2>How figures follow from the scores</h2>
 *
 * <p>A class is measured against the rest over all holdout images that have a class; {@code all} is the mean over the classes with
 * at least 50 images and 50 others, a subgroup the mean over classes with at least 10 and 10 others in it. A value is the mean
 * over seeds of each seed's value. {@code auc}: Mann and Whitney's. {@code pr-auc}: average precision. {@code sensitivity}: the
 * largest at a specificity of at least 90 %, without interpolation. {@code ece}: ten bins of equal width. {@code brier}: the mean of
 * (p - truth)^2. {@code auc.delong} is of the probabilities averaged over seeds, with the normal interval. {@code probe.auc}: the
 * mean over folds of the area within a fold. {@code agreement}: the area of {@code agreement}'s scores over the synthetic images that
 * have a class, over classes with at least 50 images and 50 others.
 *
 * <p>Intervals: percentiles (linear, as numpy's) of replicates. Replicate r of {@link org.effigy.evaluation.statistics.Bootstrap}
 * {@code utility} draws patients, by rising number, and of {@code utility seeds} seeds; the same draw for all arms.
 */
package org.effigy.evaluation.utility;
