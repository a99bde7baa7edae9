/**
 * An evaluation or a run as one self-contained HTML file with its Markdown and JSON twins.
 *
 * <p>Read first: {@link org.effigy.report.ReportSource} and {@link org.effigy.report.document.Document}. The words for a kind of
 * figure are a line of {@code figure-words.tsv}. Never put here: measuring; a report shows what
 * {@link org.effigy.evaluation.Evaluation} holds. Never shown: a path, a file name that this program did not give, a header's value.
 *
 * <h2>The JSON twin, version 1</h2>
 *
 * <p>An object with the components of {@link org.effigy.report.Report} in their order. {@code document} has what the page shows,
 * each block with its {@code type}, without pictures and charts, whose values it has; {@code evaluation} is as in {@code
 * evaluation.json}, but paths and names of others are replaced; {@code run} is the run's {@code config.json}. Readers look at
 * {@code format} ({@code effigy-report}) and {@code version} first and refuse what they do not know.
 */
package org.effigy.report;
