package org.effigy.sampling;

import java.util.Objects;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dicom.image.PixelEncoding;
import org.effigy.dicom.synthetic.SyntheticKind;

/**
 * How images become files.
 *
 * @param format of the files
 * @param kind of DICOM object; stated for the other formats too, but without effect
 * @param bits per pixel of PNG and TIFF, 8 or 16; the whole intensity range is spread over them
 * @param bodyPart a term of BodyPartExamined, "" when unknown
 * @param uidRoot of new UIDs
 * @param created date and time in the DICOM headers, {@code 2026-01-31T12:00:00}
 * @param encoding how DICOM stores the pixels; {@code EXPLICIT} in manifests that do not say it
 */
public record ExportSettings(
        ExportFormat format,
        SyntheticKind kind,
        int bits,
        String bodyPart,
        String uidRoot,
        String created,
        PixelEncoding encoding) {
    public ExportSettings {
        encoding = Objects.requireNonNullElse(encoding, PixelEncoding.EXPLICIT);
        int depth = bits;
        Check.argument(depth == 8 || depth == 16, () -> "bits are " + depth + ", allowed are 8 and 16");
    }

    /**
     * Returns the standard for images of a recipe: CT from Hounsfield units, CR from everything else, UIDs below 2.25.
     *
     * @param created date and time for the headers, as {@code java.time.LocalDateTime} writes it
     */
    public static ExportSettings standard(ExportFormat format, Preprocessing recipe, String created) {
        SyntheticKind kind = recipe.range().hounsfield() ? SyntheticKind.CT : SyntheticKind.CR;
        return new ExportSettings(format, kind, 16, recipe.bodyPart(), "2.25", created, PixelEncoding.EXPLICIT);
    }

    /** Returns a copy with another kind of DICOM object. */
    public ExportSettings withKind(SyntheticKind other) {
        return new ExportSettings(format, other, bits, bodyPart, uidRoot, created, encoding);
    }

    /** Returns a copy with another depth of PNG and TIFF. */
    public ExportSettings withBits(int other) {
        return new ExportSettings(format, kind, other, bodyPart, uidRoot, created, encoding);
    }

    /** Returns a copy with another body part. */
    public ExportSettings withBodyPart(String other) {
        return new ExportSettings(format, kind, bits, other, uidRoot, created, encoding);
    }

    /** Returns a copy with another root of UIDs. */
    public ExportSettings withUidRoot(String other) {
        return new ExportSettings(format, kind, bits, bodyPart, other, created, encoding);
    }

    /** Returns a copy with another way to store pixels in DICOM. */
    public ExportSettings withEncoding(PixelEncoding other) {
        return new ExportSettings(format, kind, bits, bodyPart, uidRoot, created, other);
    }

    /** Returns a copy with another date and time. */
    public ExportSettings withCreated(String other) {
        return new ExportSettings(format, kind, bits, bodyPart, uidRoot, other, encoding);
    }

    /**
     * Checks that images of a recipe can be written so.
     *
     * @throws InputException if not
     */
    void checkFits(Preprocessing recipe) {
        boolean ct = kind == SyntheticKind.CT;
        if (ct != recipe.range().hounsfield()) {
            throw new InputException(
                    ct
                            ? "the model was not trained on Hounsfield units, so it cannot make CT objects; use CR or DX"
                            : "the model was trained on Hounsfield units and makes CT objects only; leave out the kind");
        }
    }
}
