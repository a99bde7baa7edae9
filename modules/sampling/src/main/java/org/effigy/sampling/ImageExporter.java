package org.effigy.sampling;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.effigy.base.AtomicFiles;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.dataset.FewImages;
import org.effigy.dataset.ImageSpread;
import org.effigy.dataset.SyntheticOf;
import org.effigy.dataset.covariates.KnownCovariates;
import org.effigy.dataset.image.IntensityRange;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.UidRoot;
import org.effigy.dicom.sign.DicomSignatures;
import org.effigy.dicom.sign.Signer;
import org.effigy.dicom.synthetic.SyntheticIdentity;
import org.effigy.dicom.synthetic.SyntheticImage;
import org.effigy.dicom.synthetic.SyntheticObject;
import org.effigy.dicom.synthetic.SyntheticOrigin;
import org.effigy.dicom.synthetic.SyntheticPatient;
import org.effigy.marking.SigningKey;
import org.effigy.marking.XmpPacket;
import org.effigy.networks.checkpoint.Descent;

/** Writes sampled images as files; the same image and settings give the same bytes. */
final class ImageExporter {
    /** Parents that a header names; it has no room for many. */
    private static final int MOST_PARENTS = 3;

    private final SampleManifest manifest;
    private final ExportSettings settings;
    private final Preprocessing recipe;
    private final SyntheticOrigin origin;
    private final Optional<SigningKey> key;
    private final Optional<MarkedPixels> marks;

    /**
     * Makes an exporter.
     *
     * @param sampler whose images are written
     * @param manifest of the folder they are written to; all it states of the making is part of an image's identity
     * @param key to sign with; without it files are those that a signature would be put to
     */
    ImageExporter(ImageSampler sampler, SampleManifest manifest, Optional<SigningKey> key) {
        this.manifest = manifest;
        settings = manifest.export();
        recipe = sampler.preprocessing();
        settings.checkFits(recipe);
        origin = origin(sampler, manifest);
        this.key = key;
        marks = settings.hasWatermark() ? Optional.of(new MarkedPixels(settings, recipe)) : Optional.empty();
    }

    private static SyntheticOrigin origin(ImageSampler sampler, SampleManifest manifest) {
        String family = sampler.config().family();
        String sampled = "Sampled from " + (family.matches("[aeiou].*") ? "an " : "a ")
                + family.toUpperCase(Locale.ROOT) + " model";
        OptionalInt learnt = FewImages.recorded(sampler.config().training());
        String from = learnt.isEmpty()
                ? ""
                : " that learnt from " + learnt.getAsInt() + (learnt.getAsInt() == 1 ? " image" : " images");
        SyntheticOrigin origin = new SyntheticOrigin(
                family + "-" + sampler.size(),
                sampler.checkpointSha256(),
                manifest.codeVersion(),
                sampled + from + comparison(manifest) + descent(manifest) + marks(manifest));
        // What manifests of version 2 claim, so that their files come out again as they are.
        return manifest.identifiesContent()
                ? origin
                : new SyntheticOrigin(
                        origin.model(),
                        origin.checkpointSha256(),
                        origin.softwareVersion(),
                        sampled + ", no part of a real image",
                        SyntheticOrigin.DEPICTS_NO_PATIENT);
    }

    /** Returns what the header says of the release gate. */
    private static String comparison(SampleManifest manifest) {
        if (manifest.gate().on()) {
            return "; passed the release gate, which compares descriptors with those of the training images.";
        }
        return manifest.version() < 4
                ? "; not compared with its training images."
                : "; release gate off: not compared with its training images.";
    }

    /** Returns what a header says of the marks. */
    private static String marks(SampleManifest manifest) {
        if (!manifest.tellsMarks()) {
            return "";
        }
        ExportSettings export = manifest.export();
        return (export.hasWatermark() ? " Its pixels carry a watermark." : " Its pixels carry no watermark.")
                + (export.hasSignature() ? " Signed." : " Not signed.");
    }

    /** Returns what a header says of the model's descent; the manifest has it whole. */
    private static String descent(SampleManifest manifest) {
        return manifest.descent()
                .filter(descent -> manifest.tellsDescent())
                .map(descent -> " Lineage: " + lineage(descent) + ".")
                .orElse("");
    }

    private static String lineage(Descent descent) {
        List<String> parents = descent.parents();
        String named = parents.isEmpty()
                ? "none"
                : String.join(" ", parents.subList(0, Math.min(MOST_PARENTS, parents.size())))
                        + (parents.size() > MOST_PARENTS ? " and " + (parents.size() - MOST_PARENTS) + " more" : "");
        return SyntheticOf.GENERATION + descent.ofImages() + ", synthetic share of the training images "
                + String.format(Locale.ROOT, "%.3f", descent.syntheticShare()) + ", parents " + named;
    }

    /**
     * Makes a file of an invented image in memory, so that settings which no file can have are told before anything is written.
     *
     * @throws InputException if there are such settings
     */
    void rehearse() {
        new UidRoot(settings.uidRoot());
        if (settings.format() == ExportFormat.DICOM) {
            float[] ramp = new float[recipe.size().pixels()];
            for (int i = 0; i < ramp.length; i++) {
                ramp[i] = 2f * i / ramp.length - 1;
            }
            try {
                dicom(new SampledImage(1, 0, "", ramp));
            } catch (IllegalArgumentException e) {
                throw new InputException(e.getMessage(), e);
            }
        }
    }

    /** Returns the least difference of values in [-1, 1] that a file certainly shows: a grey level, or a Hounsfield unit. */
    float step() {
        boolean dicom = settings.format() == ExportFormat.DICOM;
        if (dicom && recipe.range() instanceof IntensityRange.HounsfieldWindow window) {
            return Math.max(ImageSpread.LEAST, (float) (2 / (window.high() - window.low())));
        }
        return !dicom && settings.bits() == 8 ? 2f / 255 : ImageSpread.LEAST;
    }

    /** Returns the name of an image's file, e.g. {@code synthetic-000001.dcm}. */
    static String fileName(int index, ExportFormat format) {
        return String.format(Locale.ROOT, "synthetic-%06d.%s", index, format.extension());
    }

    /** The SHA-256 of a file, and of the file before it was signed, "" where it is not. */
    record Written(String sha256, String unsignedSha256) {}

    /** Writes one file. */
    Written write(Path file, SampledImage image) throws IOException {
        if (settings.format() == ExportFormat.DICOM) {
            return writeDicom(file, dicom(image));
        }
        Grey grey = grey(image);
        byte[] open = picture(grey, manifest.tellsMarks() ? Optional.of(XmpPacket.of(source())) : Optional.empty());
        if (key.isEmpty()) {
            AtomicFiles.write(file, open);
            return new Written(Hashes.sha256(open), "");
        }
        XmpPacket.Pixels pixels = new XmpPacket.Pixels(grey.rows(), grey.columns(), grey.bits(), grey.levels());
        byte[] signed = picture(grey, Optional.of(XmpPacket.signed(source(), pixels, key.get())));
        AtomicFiles.write(file, signed);
        return new Written(Hashes.sha256(signed), Hashes.sha256(open));
    }

    private byte[] picture(Grey grey, Optional<String> xmp) throws IOException {
        return settings.format() == ExportFormat.PNG
                ? PngWriter.encode(grey, source(), xmp)
                : TiffWriter.encode(grey, source(), xmp);
    }

    private Written writeDicom(Path file, DicomFile open) throws IOException {
        Dicom.write(open, file);
        String unsigned = Hashes.sha256(file);
        if (key.isEmpty()) {
            return new Written(unsigned, "");
        }
        LocalDateTime created = LocalDateTime.parse(settings.created());
        UidRoot root = new UidRoot(settings.uidRoot());
        Dicom.write(DicomSignatures.sign(open, signer(key.get()), created, root), file);
        return new Written(Hashes.sha256(file), unsigned);
    }

    static Signer signer(SigningKey key) {
        return new Signer() {
            @Override
            public byte[] sign(byte[] content) {
                return key.sign(content);
            }

            @Override
            public X509Certificate certificate() {
                return key.certificate();
            }
        };
    }

    private Grey grey(SampledImage image) {
        return marks.isPresent()
                ? marks.get().grey(image.scaled())
                : Grey.ofScaled(image.scaled(), recipe.size(), settings.bits());
    }

    private String source() {
        String gate = manifest.version() < 4
                ? ""
                : "; release gate " + (manifest.gate().on() ? "passed" : "off");
        return "Effigy " + origin.model() + " checkpoint " + origin.checkpointSha256() + gate
                + (settings.hasWatermark() ? "; watermark " + settings.watermark() : "")
                + manifest.descent()
                        .filter(descent -> manifest.tellsDescent())
                        .map(descent -> "; " + lineage(descent))
                        .orElse("");
    }

    private DicomFile dicom(SampledImage image) {
        double center = 0;
        double width = 1;
        if (recipe.range() instanceof IntensityRange.HounsfieldWindow window) {
            center = (window.low() + window.high()) / 2;
            width = window.high() - window.low();
        }
        double spacing = recipe.pixelSpacingMm();
        SyntheticImage synthetic = new SyntheticImage(
                settings.kind(),
                recipe.size().rows(),
                recipe.size().columns(),
                marks.isPresent() ? marks.get().values(image.scaled()) : recipe.invert(image.scaled()),
                spacing,
                spacing,
                center,
                width,
                settings.bodyPart());
        String made = manifest.checkpointSha256() + "/" + manifest.weights() + "/" + Json.line(manifest.sampler());
        String drawn = image.seed() + "/" + image.className() + "/" + settings.kind();
        String named = made + "/" + drawn;
        if (manifest.identifiesContent()) {
            // The object with a made-up identity tells all that the true one will hold besides its identity.
            DicomFile draft = SyntheticObject.of(synthetic, origin, identity(image, "draft"), asked(image));
            named = String.join(
                    "/",
                    named,
                    manifest.device(),
                    manifest.precision(),
                    Json.line(settings),
                    SyntheticObject.contentSha256(draft.dataSet()));
        }
        String hashed = Hashes.sha256(named.getBytes(StandardCharsets.UTF_8));
        return settings.encoding().encode(SyntheticObject.of(synthetic, origin, identity(image, hashed), asked(image)));
    }

    /** Returns what headers say of the patient that was asked for; the manifest has all. */
    private static SyntheticPatient asked(SampledImage image) {
        return SyntheticPatient.of(
                image.covariate(KnownCovariates.SEX),
                image.covariate(KnownCovariates.AGE),
                image.covariate(KnownCovariates.VIEW));
    }

    private SyntheticIdentity identity(SampledImage image, String key) {
        return new SyntheticIdentity(settings.uidRoot(), key, image.index(), LocalDateTime.parse(settings.created()));
    }
}
