/**
 * Radiomic features of an image in two dimensions, after the definitions of the Image Biomarker Standardisation Initiative in the
 * form that pyradiomics 3 gives them.
 *
 * <p>Read first: {@link org.effigy.evaluation.radiomics.Radiomics} and {@link org.effigy.evaluation.radiomics.GreyLevels}. Never put
 * here: comparisons of sets.
 */
package org.effigy.evaluation.radiomics;
