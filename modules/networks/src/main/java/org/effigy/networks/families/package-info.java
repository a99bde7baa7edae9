/**
 * Kinds of models, one file each: configuration, nets, loss, sampling, presets and help text in one place.
 *
 * <p>Read first: {@link org.effigy.networks.families.Family}, then {@link org.effigy.networks.families.Ddpm}. A new kind is one
 * file that implements {@code Family}, its test, and one line in
 * {@code META-INF/services/org.effigy.networks.checkpoint.ModelKind}; a model of one network with a loss at its output extends
 * {@link org.effigy.networks.families.LossModel}, one of several implements {@link org.effigy.networks.families.Model} as
 * {@link org.effigy.networks.families.VaeTraining} does. A model in the latent space of another one names what it is built on by
 * {@link org.effigy.networks.families.FirstStage}. Never put here: what several kinds share about computing (package
 * {@code org.effigy.networks}), data sets, the training loop.
 */
package org.effigy.networks.families;
