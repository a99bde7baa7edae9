package org.effigy.dataset;

import java.util.List;

/**
 * What one file says about itself, without decoded pixels.
 *
 * @param slices what it says about each frame
 * @param bodyPart "" when not stated
 * @param label from a DICOM attribute, "" when not asked for or not stated
 */
record ImageFacts(
        List<Slice> slices,
        Geometry geometry,
        String modality,
        String bodyPart,
        String label,
        Marks marks,
        Appearance appearance,
        Source source) {
    /** Size and depth of a frame. */
    record Geometry(int rows, int columns, int bits) {}

    /**
     * A frame.
     *
     * @param rowSpacingMm 0 when not stated, as columnSpacingMm
     * @param statedTilt whether GantryDetectorTilt is stated and not 0
     * @param kernel ConvolutionKernel as in the file, never leaves the memory of the indexer
     */
    record Slice(
            Plane plane,
            double rowSpacingMm,
            double columnSpacingMm,
            ImageKind kind,
            boolean statedTilt,
            String kernel) {
        /** A frame that says nothing about itself. */
        static final Slice UNKNOWN = new Slice(Plane.UNKNOWN, 0, 0, ImageKind.IMAGE, false, "");
    }

    /** What the file warns of. */
    record Marks(boolean synthetic, boolean burnedIn, boolean head) {}

    /**
     * Where it comes from; the identifiers are as in the file, "" when not stated, and never leave the memory of the
     * indexer.
     *
     * @param contentSha256 what names the content, see {@link ContentKey}
     * @param instanceNumber InstanceNumber, 0 when not stated
     */
    record Source(
            String contentSha256,
            PixelKey pixels,
            String instanceUid,
            String seriesUid,
            String studyUid,
            String patientId,
            int instanceNumber) {}

    ImageFacts {
        slices = List.copyOf(slices);
    }

    int frames() {
        return slices.size();
    }

    /** Returns the facts of a PNG or TIFF file, which says little. */
    static ImageFacts ofPicture(String format, int rows, int columns, int bits, boolean synthetic, String sha256) {
        return new ImageFacts(
                List.of(Slice.UNKNOWN),
                new Geometry(rows, columns, bits),
                format,
                "",
                "",
                new Marks(synthetic, false, false),
                Appearance.UNKNOWN,
                new Source(sha256, PixelKey.ofContent(sha256), "", "", "", "", 0));
    }
}
