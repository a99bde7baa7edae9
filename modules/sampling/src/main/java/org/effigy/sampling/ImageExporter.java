package org.effigy.sampling;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.OptionalInt;
import org.effigy.base.AtomicFiles;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.dataset.FewImages;
import org.effigy.dataset.ImageSpread;
import org.effigy.dataset.image.IntensityRange;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.UidRoot;
import org.effigy.dicom.synthetic.SyntheticIdentity;
import org.effigy.dicom.synthetic.SyntheticImage;
import org.effigy.dicom.synthetic.SyntheticObject;
import org.effigy.dicom.synthetic.SyntheticOrigin;

/** Writes sampled images as files; the same image and settings give the same bytes. */
final class ImageExporter {
    private final SampleManifest manifest;
    private final ExportSettings settings;
    private final Preprocessing recipe;
    private final SyntheticOrigin origin;

    /**
     * Makes an exporter.
     *
     * @param sampler whose images are written
     * @param manifest of the folder they are written to; all it states of the making is part of an image's identity
     */
    ImageExporter(ImageSampler sampler, SampleManifest manifest) {
        this.manifest = manifest;
        settings = manifest.export();
        recipe = sampler.preprocessing();
        settings.checkFits(recipe);
        origin = origin(sampler, manifest);
    }

    private static SyntheticOrigin origin(ImageSampler sampler, SampleManifest manifest) {
        String family = sampler.config().family();
        String sampled = "Sampled from a " + family.toUpperCase(Locale.ROOT) + " model";
        OptionalInt learnt = FewImages.recorded(sampler.config().training());
        String from = learnt.isEmpty()
                ? ""
                : " that learnt from " + learnt.getAsInt() + (learnt.getAsInt() == 1 ? " image" : " images");
        SyntheticOrigin origin = new SyntheticOrigin(
                family + "-" + sampler.size(),
                sampler.checkpointSha256(),
                manifest.codeVersion(),
                sampled + from + comparison(manifest));
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

    /**
     * Makes a file of an invented image in memory, so that settings which no file can have are told before anything is written.
     *
     * @throws InputException if there are such settings
     */
    void rehearse() {
        new UidRoot(settings.uidRoot());
        if (settings.format() == ExportFormat.DICOM) {
            float[] ramp = new float[recipe.size() * recipe.size()];
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

    /** Writes one file and returns its SHA-256. */
    String write(Path file, SampledImage image) throws IOException {
        switch (settings.format()) {
            case DICOM -> writeDicom(file, image);
            case PNG -> AtomicFiles.write(file, PngWriter.encode(grey(image), source()));
            case TIFF -> AtomicFiles.write(file, TiffWriter.encode(grey(image), source()));
        }
        return Hashes.sha256(file);
    }

    private Grey grey(SampledImage image) {
        return Grey.ofScaled(image.scaled(), recipe.size(), settings.bits());
    }

    private String source() {
        String gate = manifest.version() < 4 ? "" : "; release gate " + (manifest.gate().on() ? "passed" : "off");
        return "Effigy " + origin.model() + " checkpoint " + origin.checkpointSha256() + gate;
    }

    private void writeDicom(Path file, SampledImage image) throws IOException {
        Dicom.write(dicom(image), file);
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
                recipe.size(),
                recipe.size(),
                recipe.invert(image.scaled()),
                spacing,
                spacing,
                center,
                width,
                settings.bodyPart());
        String made = manifest.checkpointSha256() + "/" + manifest.weights() + "/" + Json.line(manifest.sampler());
        String drawn = image.seed() + "/" + image.className() + "/" + settings.kind();
        String key = made + "/" + drawn;
        if (manifest.identifiesContent()) {
            // The object with a made-up identity tells all that the true one will hold besides its identity.
            DicomFile draft = SyntheticObject.of(synthetic, origin, identity(image, "draft"));
            key = String.join(
                    "/",
                    key,
                    manifest.device(),
                    manifest.precision(),
                    Json.line(settings),
                    SyntheticObject.contentSha256(draft.dataSet()));
        }
        String hashed = Hashes.sha256(key.getBytes(StandardCharsets.UTF_8));
        return settings.encoding().encode(SyntheticObject.of(synthetic, origin, identity(image, hashed)));
    }

    private SyntheticIdentity identity(SampledImage image, String key) {
        return new SyntheticIdentity(settings.uidRoot(), key, image.index(), LocalDateTime.parse(settings.created()));
    }
}
