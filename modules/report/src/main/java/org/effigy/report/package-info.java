/**
 * An evaluation or a run as one self-contained page with its Markdown and JSON twins.
 *
 * <p>Never put here: measuring; a report shows what {@link org.effigy.evaluation.Evaluation} holds.
 */
package org.effigy.report;
