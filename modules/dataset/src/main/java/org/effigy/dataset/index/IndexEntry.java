package org.effigy.dataset.index;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.effigy.base.Check;
import org.effigy.dataset.Appearance;
import org.effigy.dataset.Assignment;
import org.effigy.dataset.Candidate;
import org.effigy.dataset.ImageFacts;
import org.effigy.dataset.MaskFile;
import org.effigy.dataset.PixelAreas;
import org.effigy.dataset.SlicePlace;
import org.effigy.dataset.Split;
import org.effigy.dataset.SyntheticOf;

/**
 * One image of a data set: a file, or one frame of a multi-frame file.
 *
 * @param id 0, 1, ... in the order of path and frame, but the images of a series stand together, where its first one
 *     is, sorted by stack and slice; what messages and reports call {@code index 0007}
 * @param path relative to the index's root, with {@code /}; local knowledge that no message repeats
 * @param frame 0 for the first or only frame
 * @param patientKey keyed hash of the patient's id, 16 hexadecimal digits; equal for images of one patient
 * @param label the class, or "" without labels; where labels may have several values, these, sorted, with the separator of the
 *     settings between them ({@link LabelValues})
 * @param modality DICOM Modality (one of a fixed list, otherwise {@code OTHER}); {@code PNG}, {@code TIFF} or {@code JPEG} for files
 *     without a DICOM header
 * @param bodyPart DICOM BodyPartExamined (one of a fixed list), or "" when not stated
 * @param bits bits per pixel that are used
 * @param rowSpacingMm distance between the centres of adjacent rows, or 0 when not stated
 * @param columnSpacingMm distance between the centres of adjacent columns, or 0 when not stated
 * @param synthetic whether the file says that it was made by a model or simulated
 * @param contentSha256 names the content: for DICOM a SHA-256 made of the header and a sample of the pixel data as
 *     the package documentation says, otherwise that of the whole file
 * @param place where it lies among the images of its series
 * @param appearance what it shows and how its values are meant
 * @param areas what is painted over or cut off before the image is used
 * @param masks one where the label table names the mask of a region in the image, such as a lesion; none before version 4
 * @param origins one for a synthetic image, as far as its file states it; none for a real one, and in indexes of version 2
 */
public record IndexEntry(
        int id,
        String path,
        int frame,
        String patientKey,
        String label,
        Split split,
        String modality,
        String bodyPart,
        int rows,
        int columns,
        int bits,
        double rowSpacingMm,
        double columnSpacingMm,
        boolean synthetic,
        String contentSha256,
        SlicePlace place,
        Appearance appearance,
        PixelAreas areas,
        List<SyntheticOf> origins,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<MaskFile> masks) {
    /** An image without a mask. */
    public IndexEntry(
            int id,
            String path,
            int frame,
            String patientKey,
            String label,
            Split split,
            String modality,
            String bodyPart,
            int rows,
            int columns,
            int bits,
            double rowSpacingMm,
            double columnSpacingMm,
            boolean synthetic,
            String contentSha256,
            SlicePlace place,
            Appearance appearance,
            PixelAreas areas,
            List<SyntheticOf> origins) {
        this(
                id,
                path,
                frame,
                patientKey,
                label,
                split,
                modality,
                bodyPart,
                rows,
                columns,
                bits,
                rowSpacingMm,
                columnSpacingMm,
                synthetic,
                contentSha256,
                place,
                appearance,
                areas,
                origins,
                List.of());
    }

    public IndexEntry {
        masks = List.copyOf(Objects.requireNonNullElse(masks, List.of()));
        origins = List.copyOf(Objects.requireNonNullElse(origins, List.of()));
        boolean complete = path != null
                && patientKey != null
                && label != null
                && split != null
                && modality != null
                && bodyPart != null
                && contentSha256 != null
                && areas != null;
        Check.argument(complete, () -> "an entry lacks a property");
        Check.inRange("id", id, 0, Integer.MAX_VALUE);
        Check.inRange("frame", frame, 0, Integer.MAX_VALUE);
        Check.positive("rows", rows);
        Check.positive("columns", columns);
        Check.inRange("bits", bits, 1, 32);
        Check.inRange("rowSpacingMm", rowSpacingMm, 0, Double.MAX_VALUE);
        Check.inRange("columnSpacingMm", columnSpacingMm, 0, Double.MAX_VALUE);
    }

    /** Returns the entry of an image that is taken, with its mask if it has one. */
    static IndexEntry of(Candidate image, int id, String patientKey, List<MaskFile> masks) {
        ImageFacts facts = image.facts();
        Assignment assigned = image.assigned();
        return new IndexEntry(
                id,
                image.file().path(),
                image.frame(),
                patientKey,
                assigned.label(),
                assigned.split(),
                facts.modality(),
                facts.bodyPart(),
                facts.geometry().rows(),
                facts.geometry().columns(),
                facts.geometry().bits(),
                image.slice().rowSpacingMm(),
                image.slice().columnSpacingMm(),
                facts.marks().synthetic(),
                facts.source().contentSha256(),
                assigned.place(),
                facts.appearance().withLungFraction(assigned.lungFraction()),
                assigned.areas(),
                facts.marks().synthetic() ? List.of(facts.marks().origin().orElse(SyntheticOf.UNKNOWN)) : List.of(),
                masks);
    }

    /** Returns what a synthetic image says of its model; empty for a real one. */
    public Optional<SyntheticOf> origin() {
        return origins.stream().findFirst();
    }

    /** Returns whether its mask shows where a region is, or that there is none. */
    public boolean masked() {
        return !masks.isEmpty();
    }

    /** Returns whether a model made the image, or may have: a simulation did not. */
    public boolean madeByModel() {
        return synthetic && origin().map(SyntheticOf::madeByModel).orElse(true);
    }

    /** Returns a copy of the split train, without a label, in an index of another folder. */
    public IndexEntry toLearn(int otherId, String otherPath) {
        return new IndexEntry(
                otherId,
                otherPath,
                frame,
                patientKey,
                "",
                Split.TRAIN,
                modality,
                bodyPart,
                rows,
                columns,
                bits,
                rowSpacingMm,
                columnSpacingMm,
                synthetic,
                contentSha256,
                place,
                appearance,
                areas,
                origins);
    }

    /** Returns the same image with another label. */
    IndexEntry withLabel(String other) {
        return new IndexEntry(
                id,
                path,
                frame,
                patientKey,
                other,
                split,
                modality,
                bodyPart,
                rows,
                columns,
                bits,
                rowSpacingMm,
                columnSpacingMm,
                synthetic,
                contentSha256,
                place,
                appearance,
                areas,
                origins,
                masks);
    }

    /** Returns the same image in another part. */
    IndexEntry withSplit(Split other) {
        return new IndexEntry(
                id,
                path,
                frame,
                patientKey,
                label,
                other,
                modality,
                bodyPart,
                rows,
                columns,
                bits,
                rowSpacingMm,
                columnSpacingMm,
                synthetic,
                contentSha256,
                place,
                appearance,
                areas,
                origins,
                masks);
    }

    /** Returns what messages call this image: {@code index 0007}. */
    public String name() {
        return String.format(Locale.ROOT, "index %04d", id);
    }
}
