package org.effigy.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.effigy.base.AtomicFiles;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.base.Progress;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dataset.probe.MarkDetector;
import org.effigy.dataset.probe.MarkEvidence;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.image.PixelEncoding;
import org.effigy.dicom.synthetic.SyntheticKind;
import org.effigy.marking.SignatureCheck;
import org.effigy.marking.SigningKey;
import org.effigy.networks.checkpoint.Checkpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a folder of samples says of its marks, and that it is replayed without the key. */
class MarkedFolderTest {
    private static final String CREATED = "2026-01-31T12:00:00";
    private static final SigningKey KEY = SigningKey.create("test", Instant.parse("2026-01-01T00:00:00Z"));
    private static final SampleRequest TWO = SampleRequest.of(5, 2, ToyModels.ddim(2));

    @TempDir
    private Path temporary;

    private SampleManifest write(Preprocessing recipe, ExportSettings settings, Optional<SigningKey> key)
            throws IOException {
        Checkpoint model = ToyModels.ddpm(recipe, 3);
        try (ImageSampler sampler = ImageSampler.of(model, ToyModels.COMPUTE)) {
            SampleFolder folder = folder(sampler);
            SampleFolder signing = key.isPresent() ? folder.withKey(key.get()) : folder;
            SampleManifest manifest = signing.write(temporary.resolve("out"), TWO, settings, () -> false);
            assertTrue(folder.replay(temporary.resolve("out")).agrees());
            return manifest;
        }
    }

    private static SampleFolder folder(ImageSampler sampler) {
        return new SampleFolder(sampler, "test", (task, unit, total) -> Progress.none());
    }

    @ParameterizedTest
    @EnumSource(ExportFormat.class)
    void filesAreSignedAndAReplayNeedsNoKey(ExportFormat format) throws IOException {
        for (Preprocessing recipe : List.of(ToyModels.CT, ToyModels.XRAY)) {
            SampleManifest manifest = write(recipe, ExportSettings.standard(format, recipe, CREATED), Optional.of(KEY));
            assertEquals(KEY.pem(), manifest.export().certificate());
            for (SampleManifest.Entry entry : manifest.images()) {
                MarkEvidence evidence =
                        MarkDetector.detect(temporary.resolve("out").resolve(entry.file()));
                assertTrue(evidence.header());
                assertEquals(format != ExportFormat.DICOM, evidence.sourceType());
                assertEquals(List.of(SignatureCheck.valid(KEY.fingerprint())), evidence.signatures());
                assertNotEquals(entry.sha256(), entry.unsignedSha256());
            }
            AtomicFiles.deleteTree(temporary.resolve("out"));
        }
    }

    @Test
    void theHeaderTellsWhichMarksThereAre() throws IOException {
        ExportSettings settings = ExportSettings.standard(ExportFormat.DICOM, ToyModels.CT, CREATED);
        write(ToyModels.CT, settings, Optional.of(KEY));
        String text = Dicom.read(temporary.resolve("out/synthetic-000001.dcm"))
                .dataSet()
                .string(Tag.DerivationDescription)
                .orElseThrow();
        assertTrue(text.endsWith("Its pixels carry a watermark. Signed."), text);
    }

    @Test
    void aFolderIsNotContinuedWithOtherMarks() throws IOException {
        ExportSettings settings = ExportSettings.standard(ExportFormat.DICOM, ToyModels.CT, CREATED);
        write(ToyModels.CT, settings, Optional.of(KEY));
        InputException watermark = assertThrows(
                InputException.class, () -> write(ToyModels.CT, settings.withWatermark(false), Optional.of(KEY)));
        assertTrue(watermark.getMessage().contains("samples with watermark 2, this command says (none)"));
        InputException signer =
                assertThrows(InputException.class, () -> write(ToyModels.CT, settings, Optional.empty()));
        assertTrue(signer.getMessage().contains("signer's certificate"), signer.getMessage());
    }

    @Test
    void aFolderIsReplayedAndContinuedWithTheWatermarkItWasBegunWith() throws IOException {
        ExportSettings latest = ExportSettings.standard(ExportFormat.DICOM, ToyModels.CT, CREATED);
        String first =
                write(ToyModels.CT, latest, Optional.empty()).images().get(0).sha256();
        AtomicFiles.deleteTree(temporary.resolve("out"));
        SampleManifest old = write(ToyModels.CT, latest.withWatermark("1"), Optional.empty());
        assertNotEquals(first, old.images().get(0).sha256());
        assertEquals(
                old, write(ToyModels.CT, latest, Optional.empty()), "the same call by a program that makes version 2");
    }

    @Test
    void aWatermarkThatThisProgramDoesNotMakeIsRefused() throws IOException {
        ExportSettings settings = ExportSettings.standard(ExportFormat.PNG, ToyModels.CT, CREATED);
        write(ToyModels.CT, settings, Optional.empty());
        Path manifest = temporary.resolve("out/manifest.json");
        String text = Files.readString(manifest);
        assertTrue(text.contains("\"watermark\" : \"2\""), text);
        Files.writeString(manifest, text.replace("\"watermark\" : \"2\"", "\"watermark\" : \"3\""));
        InputException refused =
                assertThrows(InputException.class, () -> SampleManifest.read(temporary.resolve("out")));
        assertTrue(
                refused.getMessage().contains("watermark's version is 3, this program knows 1 to 2"),
                refused.getMessage());
    }

    @Test
    void settingsWithoutMarksAreThoseOfEarlierManifests() {
        ExportSettings settings = new ExportSettings(
                ExportFormat.PNG, SyntheticKind.CT, 16, "CHEST", "2.25", CREATED, PixelEncoding.EXPLICIT);
        assertEquals(
                "{\"format\":\"PNG\",\"kind\":\"CT\",\"bits\":16,\"bodyPart\":\"CHEST\",\"uidRoot\":\"2.25\","
                        + "\"created\":\"2026-01-31T12:00:00\",\"encoding\":\"EXPLICIT\"}",
                Json.line(settings));
        assertEquals(settings, Json.parse(Json.line(settings), ExportSettings.class, "settings"));
        assertFalse(settings.hasWatermark() || settings.hasSignature());
    }

    @Test
    void theWatermarkChangesNoRegionOfCtByMoreThanOneHounsfieldUnit() throws IOException {
        float[] scaled = new float[ToyModels.SIZE * ToyModels.SIZE];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) Math.sin(i * i * 0.37) * 0.9f;
        }
        ExportSettings settings = ExportSettings.standard(ExportFormat.DICOM, ToyModels.CT, CREATED);
        float[] marked = new MarkedPixels(settings, ToyModels.CT).values(scaled);
        float[] plain = ToyModels.CT.invert(scaled);
        for (int at = 0; at + 4 <= ToyModels.SIZE; at++) {
            double sum = 0;
            for (int i = 0; i < 16; i++) {
                int pixel = (at + i / 4) * ToyModels.SIZE + at + i % 4;
                sum += marked[pixel] - Math.round(plain[pixel]);
            }
            assertEquals(0, sum / 16, 1);
        }
    }
}
