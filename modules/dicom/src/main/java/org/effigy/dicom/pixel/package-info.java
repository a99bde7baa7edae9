/**
 * Decoders of one frame: native cells, RLE, JPEG, JPEG lossless, JPEG-LS, JPEG 2000 with HTJ2K. They know bytes and {@link
 * org.effigy.dicom.pixel.FrameFormat}s, not DICOM attributes.
 *
 * <p>Read first: {@link org.effigy.dicom.pixel.FrameFormat} and {@link org.effigy.dicom.pixel.Samples}. A format of several
 * samples per pixel asks for colour, which comes out pixel by pixel as the frame holds it. Every decoder ends
 * in bounded time and memory on any input, with samples or with a {@link org.effigy.dicom.pixel.PixelException}. Never put
 * here: modality transforms, windows, files.
 */
package org.effigy.dicom.pixel;
