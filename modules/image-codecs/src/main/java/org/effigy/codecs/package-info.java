/**
 * Decoders and encoders of one frame of an image: what they share, native cells and deflated ones. The compressions have
 * a package each: {@code jpeg}, {@code jpegls}, {@code jpeg2000} with HTJ2K, {@code rle}. They know bytes and {@link
 * org.effigy.codecs.FrameFormat}s, not DICOM attributes.
 *
 * <p>Read first: {@link org.effigy.codecs.FrameFormat} and {@link org.effigy.codecs.Samples}. A format of several samples
 * per pixel asks for colour, which comes out pixel by pixel as the frame holds it. Every decoder ends in bounded time and
 * memory on any input, with samples or with a {@link org.effigy.codecs.PixelException}. Never put here: modality
 * transforms, windows, files, and anything that knows one of the compressions.
 */
package org.effigy.codecs;
