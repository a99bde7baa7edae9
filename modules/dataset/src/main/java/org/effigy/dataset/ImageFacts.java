package org.effigy.dataset;

import java.util.List;
import java.util.Optional;
import org.effigy.dataset.probe.ContentKey;

/**
 * What one file says about itself, without decoded pixels.
 *
 * @param slices what it says about each frame
 * @param bodyPart "" when not stated
 * @param label from a DICOM attribute, "" when not asked for or not stated
 */
public record ImageFacts(
        List<Slice> slices,
        Geometry geometry,
        String modality,
        String bodyPart,
        String label,
        Marks marks,
        Appearance appearance,
        Source source) {
    /** Stands for a file that was not looked at. */
    public static final ImageFacts NONE = ofPicture("", 0, 0, 0, false, "");

    /** Size and depth of a frame. */
    public record Geometry(int rows, int columns, int bits) {}

    /**
     * A frame.
     *
     * @param rowSpacingMm 0 when not stated, as columnSpacingMm
     * @param statedTilt whether GantryDetectorTilt is stated and not 0
     * @param kernel ConvolutionKernel as in the file, never leaves the memory of the indexer
     */
    public record Slice(
            Plane plane,
            double rowSpacingMm,
            double columnSpacingMm,
            ImageKind kind,
            boolean statedTilt,
            String kernel) {
        /** A frame that says nothing about itself. */
        static final Slice UNKNOWN = new Slice(Plane.UNKNOWN, 0, 0, ImageKind.IMAGE, false, "");
    }

    /**
     * What the file warns of, and whether its values are Hounsfield units.
     *
     * @param origin what a synthetic image says of its model; empty where it says nothing, or is not called synthetic
     */
    public record Marks(
            boolean synthetic, boolean burnedIn, boolean head, boolean hounsfield, Optional<SyntheticOf> origin) {}

    /**
     * Where it comes from; the identifiers are as in the file, "" when not stated, and never leave the memory of the
     * indexer.
     *
     * @param contentSha256 what names the content, see {@link ContentKey}
     * @param instanceNumber InstanceNumber, 0 when not stated
     */
    public record Source(
            String contentSha256,
            PixelKey pixels,
            String instanceUid,
            String seriesUid,
            String studyUid,
            String patientId,
            int instanceNumber) {}

    public ImageFacts {
        slices = List.copyOf(slices);
    }

    /** Returns the number of frames. */
    public int frames() {
        return slices.size();
    }

    /** Returns a copy with another key of its pixels. */
    public ImageFacts withPixels(PixelKey key) {
        Source known = new Source(
                source.contentSha256(),
                key,
                source.instanceUid(),
                source.seriesUid(),
                source.studyUid(),
                source.patientId(),
                source.instanceNumber());
        return new ImageFacts(slices, geometry, modality, bodyPart, label, marks, appearance, known);
    }

    /** Returns a copy that says it is synthetic. */
    public ImageFacts withSynthetic() {
        Marks other = new Marks(true, marks.burnedIn(), marks.head(), marks.hounsfield(), marks.origin());
        return new ImageFacts(slices, geometry, modality, bodyPart, label, other, appearance, source);
    }

    /** Returns a copy that says what made it. */
    public ImageFacts withOrigin(Optional<SyntheticOf> origin) {
        Marks other = new Marks(marks.synthetic(), marks.burnedIn(), marks.head(), marks.hounsfield(), origin);
        return new ImageFacts(slices, geometry, modality, bodyPart, label, other, appearance, source);
    }

    /** Returns a copy whose values were made of those of a colour space. */
    public ImageFacts withPhotometric(String photometric) {
        Appearance other =
                new Appearance(appearance.view(), photometric, appearance.intent(), appearance.lungFraction());
        return new ImageFacts(slices, geometry, modality, bodyPart, label, marks, other, source);
    }

    /** Returns the facts of a PNG, TIFF or JPEG file, which says little. */
    public static ImageFacts ofPicture(
            String format, int rows, int columns, int bits, boolean synthetic, String sha256) {
        return new ImageFacts(
                List.of(Slice.UNKNOWN),
                new Geometry(rows, columns, bits),
                format,
                "",
                "",
                new Marks(synthetic, false, false, false, Optional.empty()),
                Appearance.UNKNOWN,
                new Source(sha256, PixelKey.ofContent(sha256), "", "", "", "", 0));
    }
}
