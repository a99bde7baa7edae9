/**
 * Statistics on arrays: distances between samples, curves of classifiers, intervals. It knows no image.
 *
 * <p>Read first: {@link org.effigy.evaluation.statistics.Samples} and {@link org.effigy.evaluation.statistics.Bootstrap}. Never put
 * here: files, networks.
 */
package org.effigy.evaluation.statistics;
