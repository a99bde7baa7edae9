/**
 * Networks of others, in ONNX files, as feature spaces; found by {@link java.util.ServiceLoader}, built by the profile {@code onnx}
 * only.
 *
 * <p>Read first: {@link org.effigy.evaluation.onnx.OnnxExtractors} and {@link org.effigy.evaluation.features.Extractors}. Never put
 * here: anything that works without ONNX Runtime.
 */
package org.effigy.evaluation.onnx;
