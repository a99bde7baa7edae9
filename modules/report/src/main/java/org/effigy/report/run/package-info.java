/**
 * Runs as they lie on disk, read while they may still be written.
 *
 * <p>Read first: {@link org.effigy.report.run.RunFacts} and {@link org.effigy.report.run.MetricsTail}. The formats are those that the
 * module training specifies; a version that is not known is refused, a last line that is not finished is left for later.
 * Never put here: training, pages.
 */
package org.effigy.report.run;
