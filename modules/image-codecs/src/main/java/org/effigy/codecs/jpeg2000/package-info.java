/**
 * JPEG 2000 (ITU-T T.800, and T.814 for high throughput), decoded without a library: those at hand hang on broken data.
 *
 * <p>Read first: {@link org.effigy.codecs.jpeg2000.Jpeg2000Decoder}, then {@code Codestream} (markers), {@code Tile}
 * (geometry), {@code PacketReader} (which bytes belong to which code-block), {@code BlockDecoder} and {@code HtBlockDecoder}
 * (bits to coefficients) and {@code Wavelet}. The numbers of the irreversible path are those of OpenJPEG, down to the rounding. Not here:
 * subsampled colours, blocks of both kinds in one tile, packed packet headers.
 */
package org.effigy.codecs.jpeg2000;
