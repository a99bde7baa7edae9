package org.effigy.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.effigy.base.Hashes;
import org.effigy.base.Json;
import org.effigy.base.Progress;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.image.PixelEncoding;
import org.effigy.dicom.synthetic.SyntheticIdentity;
import org.effigy.dicom.synthetic.SyntheticImage;
import org.effigy.dicom.synthetic.SyntheticKind;
import org.effigy.dicom.synthetic.SyntheticObject;
import org.effigy.dicom.synthetic.SyntheticOrigin;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.families.SamplerSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same UID means the same bytes, also in the files of folders that an earlier program began. */
class ImageIdentityTest {
    private static final String CREATED = "2026-01-31T12:00:00";
    private static final SamplerSettings ONE_STEP = ToyModels.ddim(1);
    private static final Checkpoint MODEL = ToyModels.ddpm(ToyModels.XRAY, 3);
    private static final ExportSettings STANDARD =
            ExportSettings.standard(ExportFormat.DICOM, ToyModels.XRAY, CREATED).withWatermark(false);

    @TempDir
    private Path temporary;

    /** What a manifest states of the making, besides the images. */
    private static SampleManifest manifest(ExportSettings export, SamplerSettings sampler) {
        return new SampleManifest(
                SampleManifest.FORMAT,
                SampleManifest.VERSION,
                "ddpm",
                MODEL.sha256(),
                123,
                "ema",
                5,
                "",
                sampler,
                export,
                ExportChecks.STANDARD,
                "test",
                "",
                "",
                List.of(),
                List.of(),
                List.of(),
                "",
                GateLog.OFF);
    }

    private static SampleManifest made(SampleManifest m, String version, String device, String precision) {
        return new SampleManifest(
                m.format(),
                m.version(),
                m.family(),
                m.checkpointSha256(),
                m.step(),
                m.weights(),
                m.seed(),
                m.className(),
                m.sampler(),
                m.export(),
                m.checks(),
                version,
                device,
                precision,
                m.images(),
                m.withheld(),
                m.warnings(),
                m.model(),
                m.gate());
    }

    @Test
    void anythingThatChangesAFileChangesItsUids() throws IOException {
        SampleManifest standard = manifest(STANDARD, ONE_STEP);
        Map<String, SampleManifest> variants = new LinkedHashMap<>();
        variants.put("standard", standard);
        variants.put("body part", manifest(STANDARD.withBodyPart("ABDOMEN"), ONE_STEP));
        variants.put("date", manifest(STANDARD.withCreated("2026-02-01T12:00:00"), ONE_STEP));
        variants.put("second", manifest(STANDARD.withCreated("2026-01-31T12:00:01"), ONE_STEP));
        variants.put("kind", manifest(STANDARD.withKind(SyntheticKind.DX), ONE_STEP));
        variants.put("root", manifest(STANDARD.withUidRoot("1.2.3"), ONE_STEP));
        for (PixelEncoding encoding : PixelEncoding.values()) {
            if (encoding != PixelEncoding.EXPLICIT) {
                variants.put(encoding.toString(), manifest(STANDARD.withEncoding(encoding), ONE_STEP));
            }
        }
        variants.put("sampler", manifest(STANDARD, ToyModels.ddim(2)));
        variants.put("program", made(standard, "other", "", ""));
        variants.put("device", made(standard, "test", "cuda: some card", ""));
        variants.put("precision", made(standard, "test", "", "bfloat16"));
        Set<String> uids = new TreeSet<>();
        Set<String> files = new TreeSet<>();
        try (ImageSampler sampler = ImageSampler.of(MODEL, ToyModels.COMPUTE)) {
            SampledImage image =
                    sampler.sample(SampleRequest.of(5, 1, ONE_STEP)).get(0);
            for (Map.Entry<String, SampleManifest> variant : variants.entrySet()) {
                ImageExporter exporter = new ImageExporter(sampler, variant.getValue(), Optional.empty());
                Path file = temporary.resolve("file");
                files.add(exporter.write(file, image).sha256());
                String hash = exporter.write(temporary.resolve("again"), image).sha256();
                assertTrue(files.contains(hash), variant.getKey() + ": the same again");
                assertTrue(uids.addAll(uids(file)), variant.getKey() + ": UIDs of its own");
            }
            // One pixel, by less than the image's seed or settings would tell.
            float[] nudged = image.scaled().clone();
            nudged[0] += nudged[0] > 0 ? -0.01f : 0.01f;
            Path file = temporary.resolve("file");
            new ImageExporter(sampler, standard, Optional.empty())
                    .write(file, new SampledImage(1, image.seed(), image.className(), nudged));
            assertTrue(uids.addAll(uids(file)), "a pixel: UIDs of its own");
        }
        assertEquals(variants.size(), files.size());
        assertEquals(3 * (variants.size() + 1), uids.size(), "instance, series and study");
    }

    private static Set<String> uids(Path file) throws IOException {
        DataSet read = Dicom.read(file).dataSet();
        return Set.of(
                read.string(Tag.SOPInstanceUID).orElseThrow(),
                read.string(Tag.SeriesInstanceUID).orElseThrow(),
                read.string(Tag.StudyInstanceUID).orElseThrow());
    }

    @Test
    void aStepIsWhatAFileCanTellApart() {
        try (ImageSampler xray = ImageSampler.of(MODEL, ToyModels.COMPUTE);
                ImageSampler ct = ImageSampler.of(ToyModels.ddpm(ToyModels.CT, 3), ToyModels.COMPUTE)) {
            ExportSettings hounsfield = ExportSettings.standard(ExportFormat.DICOM, ToyModels.CT, CREATED);
            ExportSettings png = ExportSettings.standard(ExportFormat.PNG, ToyModels.CT, CREATED);
            assertEquals(2f / 4095, new ImageExporter(xray, manifest(STANDARD, ONE_STEP), Optional.empty()).step());
            assertEquals(2f / 1400, new ImageExporter(ct, manifest(hounsfield, ONE_STEP), Optional.empty()).step());
            assertEquals(2f / 4095, new ImageExporter(ct, manifest(png, ONE_STEP), Optional.empty()).step());
            assertEquals(2f / 255, new ImageExporter(ct, manifest(png.withBits(8), ONE_STEP), Optional.empty()).step());
        }
    }

    @Test
    void theHeaderClaimsNoMoreThanIsKnown() throws IOException {
        try (ImageSampler sampler = ImageSampler.of(MODEL, ToyModels.COMPUTE)) {
            Path file = temporary.resolve("file");
            new ImageExporter(sampler, manifest(STANDARD, ONE_STEP), Optional.empty())
                    .write(
                            file,
                            sampler.sample(SampleRequest.of(5, 1, ONE_STEP)).get(0));
            String text =
                    Dicom.read(file).dataSet().string(Tag.DerivationDescription).orElseThrow();
            assertEquals(
                    "Synthetic image. Model: ddpm-16. Checkpoint SHA-256: " + MODEL.sha256() + ". Sampled from a DDPM"
                            + " model that learnt from 40 images; release gate off: not compared with its training images."
                            + " Its pixels carry no watermark. Not signed.",
                    text);
        }
    }

    /** The rule of manifests of version 2, written out. */
    private static String fileOfVersion2(Path file, SampledImage image) throws IOException {
        String key =
                MODEL.sha256() + "/ema/" + Json.line(ONE_STEP) + "/" + image.seed() + "/" + image.className() + "/CR";
        SyntheticImage pixels = new SyntheticImage(
                SyntheticKind.CR,
                ToyModels.SIZE,
                ToyModels.SIZE,
                ToyModels.XRAY.invert(image.scaled()),
                ToyModels.XRAY.pixelSpacingMm(),
                ToyModels.XRAY.pixelSpacingMm(),
                0,
                1,
                "CHEST");
        SyntheticOrigin origin = new SyntheticOrigin(
                "ddpm-16",
                MODEL.sha256(),
                "test",
                "Sampled from a DDPM model, no part of a real image",
                "Synthetic image, depicts no patient");
        SyntheticIdentity identity = new SyntheticIdentity(
                "2.25",
                Hashes.sha256(key.getBytes(StandardCharsets.UTF_8)),
                image.index(),
                LocalDateTime.parse(CREATED));
        Dicom.write(SyntheticObject.of(pixels, origin, identity), file);
        return Hashes.sha256(file);
    }

    @Test
    void aFolderOfAnEarlierProgramIsReplayedAndContinuedAsItWasBegun() throws IOException {
        Path folder = temporary.resolve("out");
        SampleRequest request = SampleRequest.of(5, 2, ONE_STEP);
        try (ImageSampler sampler = ImageSampler.of(MODEL, ToyModels.COMPUTE)) {
            SampleFolder samples = new SampleFolder(sampler, "test", (task, unit, total) -> Progress.none());
            samples.write(folder, request, STANDARD, () -> false);
            String now = Files.readString(folder.resolve(SampleManifest.FILE));
            String earlier = now.replace("\"version\" : " + SampleManifest.VERSION, "\"version\" : 2")
                    .replaceAll(",\\s*\"gate\" : \\{[^}]*\\}", "")
                    .replaceAll(",\\s*\"warnings\" : \\[[^\\]]*\\]", "");
            assertNotEquals(now, earlier);
            for (SampledImage image : sampler.sample(request)) {
                Path file = folder.resolve(ImageExporter.fileName(image.index(), ExportFormat.DICOM));
                earlier = earlier.replace(Hashes.sha256(file), fileOfVersion2(file, image));
            }
            Files.writeString(folder.resolve(SampleManifest.FILE), earlier);
            SampleFolder.ReplayReport report = samples.replay(folder);
            assertEquals(List.of(1, 2), report.same());
            assertTrue(report.agrees());
            Files.delete(folder.resolve("synthetic-000002.dcm"));
            SampleManifest continued = samples.write(folder, SampleRequest.of(5, 3, ONE_STEP), STANDARD, () -> false);
            assertEquals(2, continued.version());
            assertTrue(samples.replay(folder).agrees());
        }
    }
}
