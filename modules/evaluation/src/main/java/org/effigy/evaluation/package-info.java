/**
 * Judges synthetic images beside real ones: fidelity, utility and privacy, each figure with its interval and its floor.
 *
 * <p>Read first: {@link org.effigy.evaluation.Evaluation} and {@link org.effigy.evaluation.Figure}. It judges folders of images and indices,
 * whoever made them. Never put here: models of one kind, printing, pages.
 *
 * <h2>The evaluation, version 1</h2>
 *
 * <p>{@code evaluation.json}: an object with the components of {@link org.effigy.evaluation.Evaluation} in their order. An empty
 * {@code measured} or {@code floor} is {@code null}. Readers look at {@code format} ({@code effigy-evaluation}) and {@code version} first and refuse what
 * they do not know. Beside it lie {@code features-<space>-{train,holdout,synthetic}.safetensors}, each with one tensor {@code
 * features} of shape (images, features), float32, whose rows are in the order of {@code files}.
 */
package org.effigy.evaluation;
