/**
 * What pixels give away: writing, and what else is not the patient's inside: shutters, and heads whose face could be
 * rendered.
 *
 * <p>Read first: {@link org.effigy.dicom.burnedin.TextDetector} and {@link org.effigy.dicom.burnedin.MaskRules}. A mask file is
 * JSON: {@code format} {@code "effigy-masks"}, {@code version} 1 and {@code rules}, as {@link
 * org.effigy.dicom.burnedin.MaskRules} shows; readers refuse what they do not know.
 *
 * <p>Never put here: reading or decoding files, and anything that repeats a value of a header or reads the writing.
 */
package org.effigy.dicom.burnedin;
