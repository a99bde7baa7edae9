/**
 * Fidelity: how like real images the synthetic ones are, in feature spaces and in plain measures.
 *
 * <p>Read first: {@link org.effigy.evaluation.fidelity.Fidelity} and {@link org.effigy.evaluation.fidelity.Comparison}. Never put here:
 * whether single images are copies.
 *
 * <h2>The figures</h2>
 *
 * <p>Each is about a cell: all images, a class, a sex, an age band or a view. The reference are the train rows of the cell; what is
 * judged are its synthetic rows, and for the floor as many of its holdout rows. Where the holdout has m rows and the synthetic set
 * has more, m synthetic rows are judged, so that both have one size: of n rows the rows floor(i n / m), i = 0 to m - 1. Likewise at
 * most 3,000 rows of a set go in. Features are those in the feature files, float32, brought to double; all figures but intervals
 * follow from them without chance.
 *
 * <ul>
 *   <li>{@code fidelity.kid}: {@link org.effigy.evaluation.statistics.KernelDistance} in a feature space.
 *   <li>{@code fidelity.frechet} and {@code fidelity.frechet.limit}: {@link org.effigy.evaluation.statistics.FrechetDistance} and {@link
 *       org.effigy.evaluation.statistics.FrechetLimit}. In the space {@code radiomics} it is the Frechet Radiomics Distance. Not
 *       measured where there is no floor.
 *   <li>{@code fidelity.precision}, {@code .recall}, {@code .density}, {@code .coverage}: {@link
 *       org.effigy.evaluation.statistics.Manifolds} with k = 5.
 *   <li>{@code fidelity.vendi}: {@link org.effigy.evaluation.statistics.VendiScore} of the judged rows, by cosine.
 *   <li>{@code fidelity.histogram}: the 1-Wasserstein distance between the mean histograms, the sum over bins of the difference of
 *       their cumulative shares times the width of a bin: HU for CT, otherwise of a range of 1.
 *   <li>{@code fidelity.spectrum}: ten times the root of the mean over frequencies of the squared difference of the mean
 *       logarithms of power, in dB.
 *   <li>{@code fidelity.hounsfield}: half the sum over ranges of the difference of their mean shares; {@code
 *       fidelity.hounsfield.share}, its space being the range's name: the mean share itself. CT only.
 * </ul>
 *
 * <p>Recall and coverage count real images, so they are also given for a cell that the synthetic images do not tell, with all of
 * these. Intervals are percentiles of a bootstrap by patient over both samples. The kernel distance, histograms, spectra and
 * shares are computed anew for each replicate. Balls around points are those of the whole samples, and what they hold is resampled.
 * The Frechet distance and the logarithm of the Vendi score are resampled to first order, value plus influence of each image, for
 * their own bias by repeated images is larger than their spread.
 */
package org.effigy.evaluation.fidelity;
