/**
 * DICOMweb (PS3.18): STOW-RS, QIDO-RS and WADO-RS behind {@link org.effigy.dicom.net.ImageArchive}.
 *
 * <p>Read first: {@link org.effigy.dicom.web.DicomWebArchive} and {@link org.effigy.dicom.web.WebSettings}. The server is not
 * trusted: what it sends is limited in length, depth and time, never becomes part of a message or a file name, and
 * redirects are followed within the same host alone, so that credentials go nowhere else. Nothing is repeated here; an
 * {@link org.effigy.dicom.net.ArchiveException} says whether that may help.
 *
 * <p>Never put here: what other protocols need too.
 */
package org.effigy.dicom.web;
