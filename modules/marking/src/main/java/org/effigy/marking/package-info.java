/**
 * Marks that last: the watermark in the pixels of synthetic images, and the keys and packets of their signatures.
 *
 * <p>Read first: {@link org.effigy.marking.WatermarkEmbedder} and {@link org.effigy.marking.Watermark}. Never put here: file formats, DICOM,
 * printing.
 *
 * <h2>The watermark, version 2</h2>
 *
 * <p>One tile of 64 x 64 pixels, repeated; its spectrum has magnitude one and a pseudo-random phase at the frequencies of 0.10 to 0.36 cycles per pixel
 * ({@link org.effigy.marking.WatermarkKey}). It is added as strongly as {@link org.effigy.marking.MarkLimits} allows and found again
 * by correlation at all shifts, whole and half, scales 0.5 to 1.5, and signs. In CT it is laid otherwise than by version 1
 * ({@link org.effigy.marking.WatermarkVersion}), which is still made where a set of images was begun with it; both are found alike. It says one thing, that the image is synthetic, and holds nothing else.
 *
 * <p>The key is published, so anyone can look for the mark, with this program or with one of their own. For the same
 * reason it resists no one who wants to remove or forge it: it keeps honest images apart after headers were lost, and
 * proves nothing about a dishonest one. A forger who puts it into a real image makes that image count as synthetic.
 *
 * <h2>The signature of a PNG or TIFF, version 1</h2>
 *
 * <p>{@link org.effigy.marking.XmpPacket}: the attributes {@code Certificate} (X.509, DER, base64) and {@code Signature} (RSA, PKCS #1 version 1.5, SHA-256,
 * base64) of the name space {@code urn:effigy:marking:1}. Signed are, one after the other: the packet's bytes in UTF-8
 * with nothing between the quotes of {@code Signature}; rows, columns and bits per pixel, four bytes each, big endian; the grey levels row
 * by row, one byte each for 8 bits, two bytes, big endian, for 16. So whoever has the pixels can check, however they are
 * compressed, and other chunks or tags may come and go. A signature tells who made an image, to those who know that person's certificate by its
 * fingerprint; a certificate that vouches for itself tells strangers nothing.
 */
package org.effigy.marking;
