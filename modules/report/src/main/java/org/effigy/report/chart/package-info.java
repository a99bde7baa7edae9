/**
 * Charts as inline SVG, drawn through Apache Batik.
 *
 * <p>Read first: {@link org.effigy.report.chart.LineChart} and {@link org.effigy.report.chart.SvgCanvas}. Colours are names that the
 * page's style sheet gives a value, so one chart serves light, dark and paper. Never put here: what a figure means.
 */
package org.effigy.report.chart;
