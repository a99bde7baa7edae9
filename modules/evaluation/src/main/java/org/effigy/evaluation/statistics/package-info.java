/**
 * Statistics of scores: areas under curves with their tests, and calibration; plain numbers in and out.
 *
 * <p>Read first: {@link org.effigy.evaluation.statistics.ScoreCurve} and {@link org.effigy.evaluation.statistics.DeLong}. Never put
 * here: images, networks, figures of one part of an evaluation.
 */
package org.effigy.evaluation.statistics;
