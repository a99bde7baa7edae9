/**
 * Runs an evaluation: opens the sets, computes features, lets the parts judge, and writes the result. It can be stopped at any time
 * and gone on with.
 *
 * <p>Read first: {@link org.effigy.evaluation.run.Evaluator} and {@link org.effigy.evaluation.run.EvaluationRequest}. Never put here:
 * figures.
 *
 * <h2>The folder of an evaluation</h2>
 *
 * <p>{@code evaluation.json} and the feature files are specified in {@link org.effigy.evaluation}. Besides, until they are not needed
 * any more: {@code progress.json}, what the feature files and findings that are there were made from; {@code findings-<part>.json};
 * {@code classifier.safetensors}, the weights of the classifier that was trained for its features; {@code pixels/}, prepared images,
 * which are deleted at the end, for they show patients.
 */
package org.effigy.evaluation.run;
