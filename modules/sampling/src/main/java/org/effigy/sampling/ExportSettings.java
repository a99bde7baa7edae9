package org.effigy.sampling;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;
import java.util.Optional;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dicom.image.PixelEncoding;
import org.effigy.dicom.synthetic.SyntheticKind;
import org.effigy.marking.SigningKey;
import org.effigy.marking.WatermarkVersion;

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
 * @param watermark version of the watermark in the pixels, "" for none
 * @param certificate of the key that the files are signed with, as PEM, "" where they are not
 * @param certificateSha256 its fingerprint, 64 hexadecimal digits, "" where there is none
 */
public record ExportSettings(
        ExportFormat format,
        SyntheticKind kind,
        int bits,
        String bodyPart,
        String uidRoot,
        String created,
        PixelEncoding encoding,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String watermark,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String certificate,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String certificateSha256) {
    /** The watermark that this program makes. */
    public static final String WATERMARK = WatermarkVersion.LATEST.text();

    /** Settings without marks, as all were up to version 3 of the manifest. */
    public ExportSettings(
            ExportFormat format,
            SyntheticKind kind,
            int bits,
            String bodyPart,
            String uidRoot,
            String created,
            PixelEncoding encoding) {
        this(format, kind, bits, bodyPart, uidRoot, created, encoding, "", "", "");
    }

    public ExportSettings {
        watermark = Objects.requireNonNullElse(watermark, "");
        certificate = Objects.requireNonNullElse(certificate, "");
        certificateSha256 = Objects.requireNonNullElse(certificateSha256, "");
        encoding = Objects.requireNonNullElse(encoding, PixelEncoding.EXPLICIT);
        int depth = bits;
        Check.argument(depth == 8 || depth == 16, () -> "bits are " + depth + ", allowed are 8 and 16");
    }

    /**
     * Returns the standard for images of a recipe, with a watermark: CT from Hounsfield units, CR from everything else, UIDs below 2.25.
     *
     * @param created date and time for the headers, as {@code java.time.LocalDateTime} writes it
     */
    public static ExportSettings standard(ExportFormat format, Preprocessing recipe, String created) {
        SyntheticKind kind = recipe.range().hounsfield() ? SyntheticKind.CT : SyntheticKind.CR;
        return new ExportSettings(format, kind, 16, recipe.bodyPart(), "2.25", created, PixelEncoding.EXPLICIT)
                .withWatermark(true);
    }

    /** Returns a copy with another kind of DICOM object. */
    public ExportSettings withKind(SyntheticKind other) {
        return copy(other, bits, bodyPart, uidRoot, created, encoding);
    }

    /** Returns a copy with another depth of PNG and TIFF. */
    public ExportSettings withBits(int other) {
        return copy(kind, other, bodyPart, uidRoot, created, encoding);
    }

    /** Returns a copy with another body part. */
    public ExportSettings withBodyPart(String other) {
        return copy(kind, bits, other, uidRoot, created, encoding);
    }

    /** Returns a copy with another root of UIDs. */
    public ExportSettings withUidRoot(String other) {
        return copy(kind, bits, bodyPart, other, created, encoding);
    }

    /** Returns a copy with another way to store pixels in DICOM. */
    public ExportSettings withEncoding(PixelEncoding other) {
        return copy(kind, bits, bodyPart, uidRoot, created, other);
    }

    /** Returns a copy with another date and time. */
    public ExportSettings withCreated(String other) {
        return copy(kind, bits, bodyPart, uidRoot, other, encoding);
    }

    /** Returns a copy with the watermark or without. */
    public ExportSettings withWatermark(boolean marked) {
        return withWatermark(marked ? WATERMARK : "");
    }

    /** Returns a copy with a version of the watermark, "" for none. */
    ExportSettings withWatermark(String version) {
        return new ExportSettings(
                format, kind, bits, bodyPart, uidRoot, created, encoding, version, certificate, certificateSha256);
    }

    /**
     * Refuses a manifest whose watermark this program does not make.
     *
     * @throws InputException naming the file and both versions
     */
    static void requireKnownWatermark(String watermark, String file) {
        if (!watermark.isEmpty() && !WatermarkVersion.isKnown(watermark)) {
            throw new InputException(file + ": the watermark's version is " + watermark + ", this program knows 1 to "
                    + WATERMARK + "; use the program that wrote it");
        }
    }

    /** Returns a copy that marks as other settings do, where both have a watermark. */
    ExportSettings withVersionOf(ExportSettings earlier) {
        return hasWatermark() && earlier.hasWatermark() ? withWatermark(earlier.watermark) : this;
    }

    /** Returns a copy for files that a key signs, or none. */
    ExportSettings signedBy(Optional<SigningKey> key) {
        return new ExportSettings(
                format,
                kind,
                bits,
                bodyPart,
                uidRoot,
                created,
                encoding,
                watermark,
                key.map(SigningKey::pem).orElse(""),
                key.map(SigningKey::fingerprint).orElse(""));
    }

    /** Returns whether the pixels carry the watermark. */
    public boolean hasWatermark() {
        return !watermark.isEmpty();
    }

    /** Returns whether the files are signed. */
    public boolean hasSignature() {
        return !certificate.isEmpty();
    }

    private ExportSettings copy(
            SyntheticKind aKind, int depth, String part, String root, String date, PixelEncoding stored) {
        return new ExportSettings(
                format, aKind, depth, part, root, date, stored, watermark, certificate, certificateSha256);
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
