/**
 * RLE (DICOM PS3.5 annex G): PackBits over the byte planes of a frame.
 *
 * <p>Read first: {@link org.effigy.codecs.rle.RleDecoder} and {@link org.effigy.codecs.rle.RleEncoder}. Never put here:
 * TIFF's PackBits, which has no planes; the image plug-ins read that.
 */
package org.effigy.codecs.rle;
