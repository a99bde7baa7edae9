package org.effigy.dicom.image;

import java.util.List;
import org.effigy.codecs.Rgb;
import org.effigy.codecs.jpeg.JpegColors;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;

/** What the samples of a pixel mean (PS3.3, C.7.6.3.1.2), and how they become red, green and blue, and grey. */
enum ColorSpace {
    /** One sample, the brightness. */
    GRAY,
    /** One sample, the place of a colour in a table. */
    PALETTE,
    /** Red, green, blue. */
    RGB,
    /** Luminance and two colour differences of full range (ITU-R BT.601). */
    YBR;

    private static final List<String> KNOWN = List.of(
            "MONOCHROME1",
            "MONOCHROME2",
            "PALETTE COLOR",
            "RGB",
            "YBR_FULL",
            "YBR_FULL_422",
            "YBR_ICT",
            "YBR_RCT",
            "YBR_PARTIAL_422",
            "YBR_PARTIAL_420",
            "HSV",
            "ARGB",
            "CMYK");

    /** Returns what a term of PhotometricInterpretation means, given SamplesPerPixel. */
    static ColorSpace of(String photometric, int samples) {
        ColorSpace space =
                switch (photometric) {
                    case "MONOCHROME1", "MONOCHROME2" -> GRAY;
                    case "PALETTE COLOR" -> PALETTE;
                    // Decoders of JPEG 2000 undo its colour transforms.
                    case "RGB", "YBR_RCT", "YBR_ICT" -> RGB;
                    case "YBR_FULL", "YBR_FULL_422" -> YBR;
                    case "" -> samples == 1 ? GRAY : RGB;
                    default ->
                        throw new DicomException(
                                Kind.UNSUPPORTED,
                                "PhotometricInterpretation (0028,0004) is "
                                        + (KNOWN.contains(photometric) ? photometric : "of another kind")
                                        + ", which is not supported; convert the image to RGB or grey first");
                };
        if (samples != space.samples()) {
            throw new DicomException(
                    Kind.UNSUPPORTED,
                    "SamplesPerPixel (0028,0002) is " + samples + ", PhotometricInterpretation (0028,0004) "
                            + (photometric.isEmpty()
                                    ? "is missing; allowed are 1 and 3"
                                    : photometric + " needs " + space.samples())
                            + "; correct the header");
        }
        return space;
    }

    /** Returns the number of samples of a pixel. */
    int samples() {
        return this == GRAY || this == PALETTE ? 1 : 3;
    }

    /**
     * Returns what the samples of a JPEG frame with the cosine transform are: as the header says, unless the frame itself
     * shows that RGB was turned into luminance and differences when it was compressed.
     */
    ColorSpace inJpeg(byte[] frame) {
        return this == RGB && JpegColors.areDifferences(frame) ? YBR : this;
    }

    /**
     * Returns red, green and blue of each pixel, each from 0 to 2^bits - 1, as {@link Rgb#ofDifferences} does.
     *
     * @param samples three of each pixel; changed
     */
    int[] toRgb(int[] samples, int bits) {
        return this == YBR ? Rgb.ofDifferences(samples, bits) : samples;
    }
}
