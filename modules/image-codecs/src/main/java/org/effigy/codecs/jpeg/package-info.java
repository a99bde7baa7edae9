/**
 * JPEG (ITU-T T.81) with Huffman codes: sequential and progressive frames of 8 and 12 bits, and lossless ones of 2 to 16;
 * decoding only.
 *
 * <p>Read first: {@link org.effigy.codecs.jpeg.DctJpegDecoder} and {@link org.effigy.codecs.jpeg.LosslessJpegDecoder}; both
 * read their markers with {@code JpegStream}. The inverse cosine transform and the upsampling are those of libjpeg, down
 * to the rounding. Never put here: JPEG-LS and JPEG 2000, which share but the name, and the files that hold a frame, such
 * as EXIF.
 */
package org.effigy.codecs.jpeg;
