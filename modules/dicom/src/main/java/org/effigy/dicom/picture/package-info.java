/**
 * Grey images as PNG and TIFF, by way of the image plug-ins of ImageIO, and JPEG files. The one package that sees an image library.
 *
 * <p>Read first: {@link org.effigy.dicom.picture.GrayImages} and {@link org.effigy.dicom.picture.GrayImage}. Never put here:
 * anything that knows DICOM.
 */
package org.effigy.dicom.picture;
