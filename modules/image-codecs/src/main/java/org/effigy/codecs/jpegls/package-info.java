/**
 * JPEG-LS (ITU-T T.87), lossless and near-lossless, 2 to 16 bits: decoding of grey and colour, encoding of grey.
 *
 * <p>Read first: {@link org.effigy.codecs.jpegls.JpegLsDecoder} (markers and scans), then {@code LineDecoder} and
 * {@code ContextModel}, where the coding is. Not here: mapping tables and the colour transforms of vendors, which DICOM
 * does not know.
 */
package org.effigy.codecs.jpegls;
