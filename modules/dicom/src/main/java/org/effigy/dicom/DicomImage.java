package org.effigy.dicom;

import java.util.List;
import java.util.Optional;

/** The pixels of a grey DICOM image, decoded frame by frame when asked for. */
public final class DicomImage {
    /** Width and centre of the window a display uses at first. */
    public record Window(double center, double width) {}

    /** Distances between the centres of neighbouring pixels in mm. */
    public record Spacing(double rowMm, double columnMm) {}

    private DicomImage() {}

    /**
     * Returns the image of a file that was read whole.
     *
     * @throws DicomException if there is no image, or none that can be decoded
     */
    public static DicomImage of(DicomFile file) {
        throw new UnsupportedOperationException();
    }

    public int frames() {
        throw new UnsupportedOperationException();
    }

    public int rows() {
        throw new UnsupportedOperationException();
    }

    public int columns() {
        throw new UnsupportedOperationException();
    }

    public int bitsStored() {
        throw new UnsupportedOperationException();
    }

    /** Says whether stored values are signed (PixelRepresentation 1). */
    public boolean isSigned() {
        throw new UnsupportedOperationException();
    }

    /** Returns MONOCHROME1 or MONOCHROME2. */
    public String photometricInterpretation() {
        throw new UnsupportedOperationException();
    }

    public double rescaleSlope() {
        throw new UnsupportedOperationException();
    }

    public double rescaleIntercept() {
        throw new UnsupportedOperationException();
    }

    /** Returns the first window of the file, in modality values. */
    public Optional<Window> window() {
        throw new UnsupportedOperationException();
    }

    /** Returns PixelSpacing, else ImagerPixelSpacing. */
    public Optional<Spacing> spacing() {
        throw new UnsupportedOperationException();
    }

    /** Returns what was odd about the file but could be put right, each in one line without header values. */
    public List<String> notes() {
        throw new UnsupportedOperationException();
    }

    /** Returns the stored values of a frame (0 is the first), row by row, sign-extended. */
    public int[] storedValues(int frame) {
        throw new UnsupportedOperationException();
    }

    /**
     * Returns a frame after the modality LUT or rescale: Hounsfield units for CT. MONOCHROME1 is inverted, so larger is
     * brighter; padding pixels get the lowest value of the others.
     */
    public float[] modalityValues(int frame) {
        throw new UnsupportedOperationException();
    }
}
