/**
 * The index: which images of a folder are used, with class, patient and part, and why the others are not.
 *
 * <p>Read first: {@link org.effigy.dataset.index.Indexer} and {@link org.effigy.dataset.index.DatasetIndex}. A new rule goes into
 * {@code Rules}. Never put here: decoding, preprocessing, anything that training does.
 *
 * <h2>Index, version 3 or 4</h2>
 *
 * <p>A JSON object. Readers look at {@code format} and {@code version} first and refuse what they do not know, as they do
 * with unknown properties.
 *
 * <ul>
 *   <li>{@code format}: {@code "effigy-index"}; {@code version}: 3, or 4 where images have {@code masks} or labels may have several
 *       values: then {@code settings.labelSeparator} stands between those of each {@code label}. A reader takes 2 as well, which has
 *       neither {@code settings.screen.duplicates} nor {@code notes.duplicates}: nothing was looked for
 *   <li>{@code root}: absolute path of the data folder
 *   <li>{@code settings}: the options it was made with, the components of {@link org.effigy.dataset.index.IndexSettings}
 *   <li>{@code entries}: one object per image, with the components of {@link org.effigy.dataset.index.IndexEntry}, in the order
 *       of {@code id} = 0, 1, ...: by path and frame, but the images of a series stand together where its first one is,
 *       stack by stack, each sorted along its normal
 *   <li>{@code exclusions}: one object per file or frame that was left out, with the components of
 *       {@link org.effigy.dataset.index.Exclusion}, in the order of {@code number}
 *   <li>{@code notes}: counts, the components of {@link org.effigy.dataset.index.IndexNotes}
 *   <li>{@code series}: what is to be said of each series with several images, the components of
 *       {@link org.effigy.dataset.series.SeriesNotes}
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
 * feed, sorted; where areas of an image are masked or cut, its line ends with a blank and these as JSON; where it has a mask,
 * then with {@code mask} and the SHA-256 of the mask's file.
 *
 * <h2>What is taken once</h2>
 *
 * <p>Of files with the same SOPInstanceUID, with the same encoded pixel data at the same place (DICOM) or the same content (PNG, TIFF, JPEG), the
 * first in the order of paths is used. The same picture encoded in two ways under two UIDs is taken twice, as are pictures that are
 * nearly the same ({@link org.effigy.dataset.likeness.NearDuplicates}); {@code notes.duplicates} has their groups, and all images of
 * the patients that a group joins are in one split, that of the first image.
 */
package org.effigy.dataset.index;
