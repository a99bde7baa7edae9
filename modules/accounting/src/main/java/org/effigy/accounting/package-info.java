/**
 * What a training with differential privacy has spent: epsilon at a delta for steps of the sampled Gaussian mechanism, by Renyi
 * divergences and, tighter, by privacy losses as random variables; and the noise that a wanted epsilon asks for.
 *
 * <p>Data sets are neighbours when one has a unit (a patient with all images, or an image) that the other lacks.
 *
 * <p>Read first: {@link org.effigy.accounting.GaussianSteps} and {@link org.effigy.accounting.PrivacyLossAccountant}. Never put
 * here: random numbers, gradients, anything that adds the noise.
 */
package org.effigy.accounting;
