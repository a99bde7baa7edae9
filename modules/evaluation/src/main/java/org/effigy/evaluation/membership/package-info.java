/**
 * Membership inference: does a model's answer to an image tell whether it learned from that image? Attacks on denoisers and on
 * score functions, and what their scores prove over images that are known to be of either kind.
 *
 * <p>Read first: {@link org.effigy.evaluation.membership.Attack} and {@link org.effigy.evaluation.membership.AttackResult}. Never put
 * here: a kind of model, printing. An attack gets a {@link org.effigy.diffusion.TrainedDenoiser} or a function.
 *
 * <h2>The scores, version 1</h2>
 *
 * <p>{@code membership.json} beside {@code evaluation.json} is a {@link org.effigy.evaluation.membership.MembershipFile}: the scores
 * of each attack at each of its time steps, so that every figure can be computed again. Images are members first, then others.
 * The figures are those of the images whose {@code half} is 1, at the time step whose area under the ROC curve is largest over those
 * whose {@code half} is 0.
 */
package org.effigy.evaluation.membership;
