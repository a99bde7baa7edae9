/**
 * From a folder of images to network input: index, patient-wise split, preprocessing, cached pixels, order of visits; and what
 * training and sampling both ask of images: whether they show anything ({@link org.effigy.dataset.ImageSpread}) and whether
 * they are too few ({@link org.effigy.dataset.FewImages}).
 *
 * <p>Read first: {@link org.effigy.dataset.Indexer} and {@link org.effigy.dataset.ImageDataset}. Never put here: DICOM
 * parsing or pixel decoding (module dicom), tensors of any library, the training loop.
 *
 * <h2>Index, version 2</h2>
 *
 * <p>A JSON object. Readers look at {@code format} and {@code version} first and refuse what they do not know, as they do
 * with unknown properties.
 *
 * <ul>
 *   <li>{@code format}: {@code "effigy-index"}; {@code version}: 2
 *   <li>{@code root}: absolute path of the data folder
 *   <li>{@code settings}: the options it was made with, the components of {@link org.effigy.dataset.IndexSettings}
 *   <li>{@code entries}: one object per image, with the components of {@link org.effigy.dataset.IndexEntry}, in the order
 *       of {@code id} = 0, 1, ...: by path and frame, but the images of a series stand together where its first one is,
 *       stack by stack, each sorted along its normal
 *   <li>{@code exclusions}: one object per file or frame that was left out, with the components of
 *       {@link org.effigy.dataset.Exclusion}, in the order of {@code number}
 *   <li>{@code notes}: counts, the components of {@link org.effigy.dataset.IndexNotes}
 *   <li>{@code series}: what is to be said of each series with several images, the components of
 *       {@link org.effigy.dataset.SeriesNotes}
 * </ul>
 *
 * <p>Paths are relative to the root, with {@code /}; one that starts with {@code uri:} is percent-encoded behind that,
 * for names whose bytes are no text. A path that leads out of the root is refused. Because paths may themselves name
 * people, <em>an index stays on the machine that holds the data</em>; messages and reports give numbers instead.
 * Identifiers of the header are not in it: {@code patientKey} is the start of HMAC-SHA256 under a key that is random and
 * thrown away, unless the user gives one. {@code contentSha256} names the content: the
 * SHA-256 of the whole file, but of a DICOM file that is not deflated the SHA-256 of three numbers (8 bytes each, big
 * endian): its length, the checksum of all bytes before the value of PixelData, and the checksum of up to 1024 bytes from
 * the middle of the pixel data; a checksum has the CRC-32 above the CRC-32C. So an index is made without reading pixels.
 *
 * <p>The fingerprint of an index is the SHA-256 of the lines {@code contentSha256 frame label split}, each ended by a line
 * feed, sorted; where areas of an image are masked or cut, its line ends with a blank and these as JSON.
 *
 * <h2>What pixels give away</h2>
 *
 * <p>{@code areas} of an entry ({@link org.effigy.dataset.PixelAreas}) are applied when the image is read: first the masked
 * areas are painted over, by rules and where writing was found, then the borders are cut off or left out of the intensity
 * range. Writing is looked for in all images but tomograms (CT, MR, PT, NM). The content between borders is that of a
 * rectangular Display Shutter of the header, else what the pixels show.
 *
 * <h2>Series, stacks, slices</h2>
 *
 * <p>A series is what has one StudyInstanceUID and SeriesInstanceUID, or a file of several frames. Its stacks are frames
 * whose rows and columns point the same way to one degree, with equal matrix and kernel, and spacings equal to 1 %. The
 * slices of a stack are sorted by the product of ImagePositionPatient and the normal, row direction times column direction;
 * positions closer than 0.01 mm are one position. CT whose plane lies more than 45 degrees off the patient's long axis
 * counts as a localizer if its stack has up to 3 images, otherwise as reformatted. {@code --every N} takes the positions 0,
 * N, 2N, ... of each stack; frames without a position are counted by InstanceNumber, and single radiographs and pictures
 * are all taken. Lung is measured as {@link org.effigy.dataset.LungFraction} says, on the slices that are left.
 *
 * <h2>Label table</h2>
 *
 * <p>UTF-8 text after RFC 4180; the separator is the comma, semicolon or tab that occurs most in the header line. Columns
 * are named by {@link org.effigy.dataset.CsvColumns}; others are ignored. A file is found by its path from the data
 * folder, else by its path from the table, else by its name where only one file has it. Files without a label are left
 * out; rows without a file are counted. A table that puts one patient into two splits is refused.
 *
 * <h2>What is taken once</h2>
 *
 * <p>Of files with the same SOPInstanceUID, with the same encoded pixel data at the same place (DICOM) or the same content (PNG, TIFF), the
 * first in the order of paths is used. The same picture encoded in two ways under two UIDs is not recognised.
 *
 * <h2>Preprocessing recipe, version 1</h2>
 *
 * <p>The components of {@link org.effigy.dataset.Preprocessing} as a JSON object; {@code range} has a property {@code
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
package org.effigy.dataset;
