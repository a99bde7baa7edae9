package org.effigy.dicom;

import java.util.Optional;

/**
 * A file without its pixel data.
 *
 * @param file all other elements, and PixelData as an empty element that says only that there is some; where the codec
 *     had to read the pixel data all the same, as in a deflated file, the file is whole
 * @param pixelData where the pixel data lies; empty if there is none or the file is whole
 */
public record DicomHeader(DicomFile file, Optional<PixelDataPlace> pixelData) {}
