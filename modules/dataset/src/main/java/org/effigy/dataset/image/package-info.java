/**
 * Images as network input: preprocessing, the cache of prepared images, augmentation, and the order of visits.
 *
 * <p>Read first: {@link org.effigy.dataset.image.ImageDataset} and {@link org.effigy.dataset.image.Preprocessing}. Never put
 * here: decisions about which images are used (package {@code index}), tensors of any library.
 *
 * <h2>Preprocessing recipe, version 1</h2>
 *
 * <p>The components of {@link org.effigy.dataset.image.Preprocessing} as a JSON object; {@code range} has a property {@code
 * kind}: {@code hounsfield} (low, high), {@code percentile} (lowPercent, highPercent), {@code fixed} (low, high) or
 * {@code display} (the brightness that the VOI LUT or window of each file gives, else the standard percentiles).
 *
 * <h2>Image cache, version 1</h2>
 *
 * <p>A file {@code <key>.pixels}, little endian, where the key is the SHA-256 (hexadecimal) of the recipe's JSON and of
 * content hash and frame of each image in order. It may be deleted at any time.
 *
 * <ul>
 *   <li>4096 bytes: {@code EFGYPIX1}, number of images (int), values per image (int), the key (64 bytes ASCII), zeros
 *   <li>a state per image (long), then zeros up to a multiple of 4096: 0 unknown, 2^33 not decodable, otherwise 2^32 plus
 *       the CRC-32C of the image's bytes
 *   <li>the images, 32-bit floats in [-1, 1], row by row
 * </ul>
 *
 * <p>While it is filled it is called {@code <key>.pixels.partial} and locked. An image's state is written after the image;
 * whoever finds such a file keeps the images whose checksum is right and makes the others.
 */
package org.effigy.dataset.image;
