package org.effigy.sampling;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.Optional;
import org.effigy.base.AtomicFiles;
import org.effigy.base.Hashes;
import org.effigy.dataset.image.IntensityRange;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.UidRoot;
import org.effigy.dicom.edit.EditableImage;
import org.effigy.dicom.edit.EditedObject;
import org.effigy.dicom.sign.DicomSignatures;
import org.effigy.dicom.synthetic.SyntheticIdentity;
import org.effigy.dicom.synthetic.SyntheticImage;
import org.effigy.dicom.synthetic.SyntheticObject;
import org.effigy.dicom.synthetic.SyntheticOrigin;
import org.effigy.marking.SigningKey;
import org.effigy.marking.XmpPacket;

/** Writes the edits of one image; the same edit gives the same bytes. */
final class EditWriter {
    private final EditSource source;
    private final Optional<EditRegion> region;
    private final EditManifest manifest;
    private final EditExport export;
    private final Optional<SigningKey> key;
    private final ExportSettings settings;
    private final Preprocessing recipe;
    private final SyntheticOrigin origin;

    EditWriter(
            ImageSampler sampler,
            EditSource source,
            Optional<EditRegion> region,
            EditManifest manifest,
            EditExport export,
            Optional<SigningKey> key) {
        this.source = source;
        this.region = region;
        this.manifest = manifest;
        this.export = export;
        this.key = key;
        recipe = sampler.preprocessing();
        ExportFormat format = source.isDicom() ? ExportFormat.DICOM : ExportFormat.PNG;
        settings = ExportSettings.standard(format, recipe, export.created())
                .withBits(source.bits() <= Byte.SIZE ? Byte.SIZE : Short.SIZE)
                .withUidRoot(export.uidRoot())
                .withWatermark(manifest.watermark());
        origin = new SyntheticOrigin(
                sampler.config().family() + "-" + sampler.size(),
                sampler.checkpointSha256(),
                manifest.codeVersion(),
                description(),
                region.isPresent()
                        ? "Edited from a real image, de-identified"
                        : "Synthetic image made from a real image");
    }

    /** Returns what a header says, never that no patient is depicted. */
    private String description() {
        String gate = manifest.gate().on() ? "Passed the release gate for edits." : "Release gate off.";
        String signed = key.isPresent() ? " Signed." : " Not signed.";
        if (region.isEmpty()) {
            return "Image to image, strength " + manifest.plan().strength()
                    + ": it may depict the patient of that image. " + gate
                    + (manifest.watermark().isEmpty()
                            ? " Its pixels carry no watermark."
                            : " Its pixels carry a watermark.")
                    + signed;
        }
        double percent = 100.0 * region.get().count() / region.get().pixels().length;
        return String.format(Locale.ROOT, "The model made a region of %.1f %% of the pixels anew;", percent)
                + " all others are those of the real image and depict its patient. " + gate
                + " Its pixels carry no watermark." + signed;
    }

    /** Returns the name of an edit's file, e.g. {@code edited-000001.dcm}. */
    String fileName(int index) {
        return String.format(
                Locale.ROOT, "edited-%06d.%s", index, settings.format().extension());
    }

    /** Writes one file. */
    ImageExporter.Written write(Path file, SampledImage image) throws IOException {
        if (source.isDicom()) {
            return writeDicom(file, dicom(image));
        }
        Grey grey = grey(image);
        byte[] open = PngWriter.encode(grey, words(), Optional.of(packet()));
        if (key.isEmpty()) {
            AtomicFiles.write(file, open);
            return new ImageExporter.Written(Hashes.sha256(open), "");
        }
        byte[] signed = PngWriter.encode(grey, words(), Optional.of(signedPacket(grey, key.get())));
        AtomicFiles.write(file, signed);
        return new ImageExporter.Written(Hashes.sha256(signed), Hashes.sha256(open));
    }

    private String packet() {
        return region.isPresent() ? XmpPacket.ofComposite(words()) : XmpPacket.of(words());
    }

    private String signedPacket(Grey grey, SigningKey signer) {
        XmpPacket.Pixels pixels = new XmpPacket.Pixels(grey.rows(), grey.columns(), grey.bits(), grey.levels());
        return region.isPresent()
                ? XmpPacket.signedComposite(words(), pixels, signer)
                : XmpPacket.signed(words(), pixels, signer);
    }

    /** Returns what a picture says of its making. */
    private String words() {
        return "Effigy " + origin.model() + " checkpoint " + origin.checkpointSha256() + "; " + origin.statement()
                + ". " + origin.description();
    }

    private Grey grey(SampledImage image) {
        if (region.isPresent()) {
            int[] levels = source.painted(image.scaled(), region.get());
            return new Grey(source.rows(), source.columns(), settings.bits(), levels);
        }
        return settings.hasWatermark()
                ? new MarkedPixels(settings, recipe).grey(image.scaled())
                : Grey.ofScaled(image.scaled(), recipe.size(), settings.bits());
    }

    private ImageExporter.Written writeDicom(Path file, DicomFile open) throws IOException {
        Dicom.write(open, file);
        String unsigned = Hashes.sha256(file);
        if (key.isEmpty()) {
            return new ImageExporter.Written(unsigned, "");
        }
        UidRoot root = new UidRoot(export.uidRoot());
        Dicom.write(DicomSignatures.sign(open, ImageExporter.signer(key.get()), created(), root), file);
        return new ImageExporter.Written(Hashes.sha256(file), unsigned);
    }

    private LocalDateTime created() {
        return LocalDateTime.parse(export.created());
    }

    private DicomFile dicom(SampledImage image) {
        if (region.isEmpty()) {
            return whole(image);
        }
        EditableImage original = source.dicom().orElseThrow();
        // Only who has the file knows its hash, and who has it needs no pseudonym to know whose pixels these are.
        SyntheticIdentity identity = new SyntheticIdentity(export.uidRoot(), source.sha256(), image.index(), created());
        EditedObject.Change change = new EditedObject.Change(
                source.painted(image.scaled(), region.get()), region.get().pixels());
        return EditedObject.of(original, change, origin, identity, export.allowText());
    }

    /** Returns an object made from nothing, in the model's size; no header of the original goes into it. */
    private DicomFile whole(SampledImage image) {
        double center = 0;
        double width = 1;
        if (recipe.range() instanceof IntensityRange.HounsfieldWindow window) {
            center = (window.low() + window.high()) / 2;
            width = window.high() - window.low();
        }
        float[] values = settings.hasWatermark()
                ? new MarkedPixels(settings, recipe).values(image.scaled())
                : recipe.invert(image.scaled());
        double spacing = recipe.pixelSpacingMm();
        SyntheticImage synthetic = new SyntheticImage(
                settings.kind(),
                recipe.size().rows(),
                recipe.size().columns(),
                values,
                spacing,
                spacing,
                center,
                width,
                settings.bodyPart());
        SyntheticIdentity draft = identity("draft", image.index());
        String content = SyntheticObject.contentSha256(
                SyntheticObject.of(synthetic, origin, draft).dataSet());
        return SyntheticObject.of(synthetic, origin, identity(source.sha256() + "/" + content, image.index()));
    }

    private SyntheticIdentity identity(String named, int index) {
        return new SyntheticIdentity(export.uidRoot(), named, index, created());
    }
}
