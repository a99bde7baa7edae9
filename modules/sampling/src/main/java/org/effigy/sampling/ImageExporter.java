package org.effigy.sampling;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import org.effigy.base.AtomicFiles;
import org.effigy.base.Hashes;
import org.effigy.base.Json;
import org.effigy.dataset.image.IntensityRange;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.synthetic.SyntheticIdentity;
import org.effigy.dicom.synthetic.SyntheticImage;
import org.effigy.dicom.synthetic.SyntheticKind;
import org.effigy.dicom.synthetic.SyntheticObject;
import org.effigy.dicom.synthetic.SyntheticOrigin;

/** Writes sampled images as files; the same image and settings give the same bytes. */
final class ImageExporter {
    private final ExportSettings settings;
    private final Preprocessing recipe;
    private final SyntheticOrigin origin;
    private final String identityKey;

    /**
     * Makes an exporter.
     *
     * @param sampler whose images are written
     * @param settings how
     * @param samplerSettings by which the images were sampled; they are part of an image's identity
     */
    ImageExporter(ImageSampler sampler, ExportSettings settings, SamplerSettings samplerSettings, String codeVersion) {
        this.settings = settings;
        recipe = sampler.preprocessing();
        settings.checkFits(recipe);
        String family = sampler.config().family();
        origin = new SyntheticOrigin(
                family + "-" + sampler.size(),
                sampler.checkpointSha256(),
                codeVersion,
                "Sampled from a " + family.toUpperCase(java.util.Locale.ROOT) + " model, no part of a real image");
        identityKey =
                sampler.checkpointSha256() + "/" + (sampler.ema() ? "ema" : "plain") + "/" + Json.line(samplerSettings);
    }

    /** Returns the name of an image's file, e.g. {@code synthetic-000001.dcm}. */
    static String fileName(int index, ExportFormat format) {
        return String.format("synthetic-%06d.%s", index, format.extension());
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
        return "Effigy " + origin.model() + " checkpoint " + origin.checkpointSha256();
    }

    private void writeDicom(Path file, SampledImage image) throws IOException {
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
        DicomFile dicom = SyntheticObject.of(synthetic, origin, identity(image, settings.kind()));
        Dicom.write(settings.encoding().encode(dicom), file);
    }

    private SyntheticIdentity identity(SampledImage image, SyntheticKind kind) {
        String key = identityKey + "/" + image.seed() + "/" + image.className() + "/" + kind;
        String hashed = Hashes.sha256(key.getBytes(StandardCharsets.UTF_8));
        return new SyntheticIdentity(
                settings.uidRoot(), hashed, image.index(), LocalDateTime.parse(settings.created()));
    }
}
