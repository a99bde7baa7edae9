/**
 * Pixel data to values and back: frames are found, decoded by {@code org.effigy.codecs}, and shown through modality
 * transform, VOI transform, palette and colour space; files are encoded in another transfer syntax.
 *
 * <p>Read first: {@link org.effigy.dicom.image.DicomImage} and {@link org.effigy.dicom.image.FrameHeader}. Never put here:
 * decoders (module image-codecs), and PNG or TIFF (package {@code picture}).
 */
package org.effigy.dicom.image;
