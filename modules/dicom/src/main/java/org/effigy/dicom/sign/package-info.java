/**
 * Digital signatures of DICOM objects (PS3.15, annex C; PS3.3, C.12.1.1.3): made, checked, removed.
 *
 * <p>Read first: {@link org.effigy.dicom.sign.DicomSignatures}. Never put here: keys and where they are kept.
 */
package org.effigy.dicom.sign;
