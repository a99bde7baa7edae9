/**
 * The DICOM wall: a neutral data set, the codec interface, decoded grey images, and their PNG and TIFF forms.
 *
 * <p>Read first: {@link org.effigy.dicom.Dicom} and {@link org.effigy.dicom.DicomImage}. A {@link
 * org.effigy.dicom.DataSet} holds {@link org.effigy.dicom.Element}s whose bytes are little endian whatever the file had;
 * {@link org.effigy.dicom.Dictionary} has the facts of PS3.6 (the resource dictionary.tsv, made by
 * scripts/make-dicom-dictionary.py). Never put here: types of a DICOM library, anything about networks or data sets for
 * training, and anything that prints.
 */
package org.effigy.dicom;
