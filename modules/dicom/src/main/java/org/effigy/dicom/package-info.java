/**
 * The DICOM wall: what reads and writes a file. The packages below it build on one another in this order: {@code data} (the
 * data set), this one, {@code codec} (the built-in codec), {@code image} (pixel data to values and back), {@code picture}
 * (PNG and TIFF), {@code convert}, {@code burnedin}, {@code deid}, {@code synthetic}, {@code sign}, {@code net} and {@code web}.
 *
 * <p>Read first: {@link org.effigy.dicom.Dicom} and {@link org.effigy.dicom.DicomCodec}. Never put here: what only some of
 * its users need, types of a DICOM library, anything about networks or data sets for training, and anything that prints.
 */
package org.effigy.dicom;
