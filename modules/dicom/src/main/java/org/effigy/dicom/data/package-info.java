/**
 * What a DICOM file says: elements, their tags, VRs, values and characters, the dictionary, transfer syntaxes, and how a
 * file is refused ({@link org.effigy.dicom.data.DicomException}).
 *
 * <p>Read first: {@link org.effigy.dicom.data.DataSet} and {@link org.effigy.dicom.data.Element}. The bytes of an element are
 * little endian whatever the file had. {@link org.effigy.dicom.data.Dictionary} has the facts of PS3.6 (the resource
 * dictionary.tsv, made by scripts/make-dicom-dictionary.py). Never put here: files, pixels, and what knows another package
 * of the wall.
 */
package org.effigy.dicom.data;
