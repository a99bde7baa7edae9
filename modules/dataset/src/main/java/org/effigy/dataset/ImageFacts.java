package org.effigy.dataset;

/**
 * What one file says about itself, without decoded pixels.
 *
 * @param bodyPart "" when not stated
 * @param label from a DICOM attribute, "" when not asked for or not stated
 */
record ImageFacts(
        int frames, Geometry geometry, String modality, String bodyPart, String label, Marks marks, Source source) {
    /** Size, depth and spacing of a frame; a spacing of 0 is not stated. */
    record Geometry(int rows, int columns, int bits, double rowSpacingMm, double columnSpacingMm) {}

    /** What the file warns of. */
    record Marks(boolean synthetic, boolean burnedIn) {}

    /**
     * Where it comes from; the identifiers are as in the file, "" when not stated, and never leave the memory of the
     * indexer.
     *
     * @param contentSha256 what names the content, see {@link ContentKey}
     */
    record Source(String contentSha256, PixelKey pixels, String instanceUid, String studyUid, String patientId) {}

    /** Returns the facts of a PNG or TIFF file, which says little. */
    static ImageFacts ofPicture(String format, int rows, int columns, int bits, boolean synthetic, String sha256) {
        return new ImageFacts(
                1,
                new Geometry(rows, columns, bits, 0, 0),
                format,
                "",
                "",
                new Marks(synthetic, false),
                new Source(sha256, PixelKey.ofContent(sha256), "", "", ""));
    }
}
