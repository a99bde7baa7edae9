/**
 * Turns DICOM files into PNG, TIFF, or DICOM in another transfer syntax, one or a whole folder.
 *
 * <p>Read first: {@link org.effigy.dicom.convert.DicomConverter} and {@link org.effigy.dicom.convert.ConvertOptions}. Never
 * put here: how pixels are decoded or shown (package {@code image}).
 */
package org.effigy.dicom.convert;
