/**
 * What is known of images beside their class: the patient's age and sex, the view, the place of a slice in its series, and whatever a
 * table has a column of. Read where a model is trained with it, from the index, from DICOM headers and from a table; the index does not
 * keep it.
 *
 * <p>Read first: {@link org.effigy.dataset.covariates.KnownCovariates}. Never put here: what a model makes of it.
 */
package org.effigy.dataset.covariates;
