/**
 * Judges synthetic images beside real ones: fidelity, utility and privacy, each figure with its interval and its floor.
 *
 * <p>Read first: {@link org.effigy.evaluation.Evaluation} and {@link org.effigy.evaluation.Figure}; then {@code run} (what is done in which order), {@code part}
 * (how a part adds its figures), {@code images}, {@code features}, {@code statistics}. It judges folders of images and indices,
 * whoever made them. Never put here: models of one kind, printing, pages.
 *
 * <h2>The evaluation, version 1</h2>
 *
 * <p>{@code evaluation.json}: an object with the components of {@link org.effigy.evaluation.Evaluation} in their order. An empty
 * {@code measured} or {@code floor} is {@code null}. Readers look at {@code format} ({@code effigy-evaluation}) and {@code version} first and refuse what
 * they do not know. {@code settings} are the options as text; {@code size} and {@code preprocessing} (the recipe as JSON on one
 * line) say how images were brought to one size and range.
 *
 * <p>A figure's id begins with its part. {@code fidelity.*} are specified in {@code org.effigy.evaluation.fidelity}: how rows are
 * chosen, what each is, and how its interval comes about. {@code space} names the feature space: {@code radiomics}, {@code random},
 * {@code classifier} or {@code onnx}, specified in {@code org.effigy.evaluation.features} and {@code org.effigy.evaluation.radiomics}. A figure that is
 * not measured has {@code measured} {@code null} and a {@code note} that says why; one without {@code floor} says why there, too.
 *
 * <p>Beside it lie {@code features-<space>-{train,holdout,synthetic}.safetensors}, each with one tensor {@code features} of shape
 * (images, features), float32, finite, whose rows are in the order of {@code files}. Those of {@code radiomics} and {@code random} are
 * standardised: mean 0 and standard deviation 1 (over n) on the training rows, constant ones 0. Besides the feature spaces there
 * are {@code histogram}, {@code spectrum} and, for CT, {@code hounsfield}.
 *
 * <p>{@code rows.json}: {@code version} (1), and in {@code train}, {@code holdout} and {@code synthetic} an object for each row, in the same
 * order: {@code class} ("" without one), {@code sex}, {@code age}, {@code view} where known, and {@code patient}, a number from 0 that rows of
 * one patient share. The images of a {@link org.effigy.evaluation.Cell} are the rows with that value.
 *
 * <p>The folder holds more while an evaluation is in progress, see {@code org.effigy.evaluation.run}. Feature files are derived from
 * patients' images: they stay where those may be.
 */
package org.effigy.evaluation;
