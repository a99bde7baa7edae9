package org.effigy.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.dicom.image.PixelEncoding;
import org.effigy.dicom.synthetic.SyntheticKind;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Precision;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.SamplerSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleManifestTest {
    private static final String CARD = "cuda: NVIDIA A100-SXM4-80GB, compute capability 8.0, driver 550.54.15";

    @TempDir
    private Path folder;

    private static SampleManifest manifest(String device) {
        return manifest(device, "");
    }

    private static SampleManifest manifest(String device, String precision) {
        return new SampleManifest(
                SampleManifest.FORMAT,
                SampleManifest.VERSION,
                "dcgan",
                "00",
                1,
                "ema",
                1,
                "",
                ToyModels.GENERATOR,
                new ExportSettings(
                        ExportFormat.PNG,
                        SyntheticKind.CT,
                        16,
                        "CHEST",
                        "2.25",
                        "2026-01-01T12:00:00",
                        PixelEncoding.EXPLICIT),
                ExportChecks.STANDARD,
                "test",
                device,
                precision,
                List.of(),
                List.of(),
                List.of(),
                "",
                GateLog.OFF);
    }

    @Test
    void theProcessorLeavesNoTraceInAManifestSoThatItsFormatStays() throws IOException {
        manifest("").write(folder);
        assertFalse(Files.readString(folder.resolve(SampleManifest.FILE)).contains("device"));
        assertEquals("", SampleManifest.read(folder).orElseThrow().device());
    }

    @Test
    void aCardIsRecorded() throws IOException {
        manifest(CARD).write(folder);
        assertEquals(manifest(CARD), SampleManifest.read(folder).orElseThrow());
    }

    @Test
    void aSetIsNotContinuedOnAnotherKindOfDevice() {
        manifest("cuda: NVIDIA H200, compute capability 9.0").checkContinues(manifest(CARD));
        String message = assertThrows(InputException.class, () -> manifest("").checkContinues(manifest(CARD)))
                .getMessage();
        assertTrue(message.contains("device cuda, this command says cpu"), message);
    }

    @Test
    void aRoundedSetSaysSoAndIsNotContinuedInAnotherPrecision() throws IOException {
        manifest("", "bfloat16").write(folder);
        assertEquals(
                Precision.BFLOAT16, SampleManifest.read(folder).orElseThrow().rounding());
        assertEquals(Precision.FLOAT32, manifest("").rounding());
        String message = assertThrows(InputException.class, () -> manifest("").checkContinues(manifest("", "bfloat16")))
                .getMessage();
        assertTrue(message.contains("precision bfloat16, this command says float32"), message);
    }

    @Test
    void aManifestWithoutASamplerMeansTheFormerStandard() throws IOException {
        manifest("").write(folder);
        Path file = folder.resolve(SampleManifest.FILE);
        String text = Files.readString(file);
        String older = text.replaceFirst("\"sampler\" : \\{[^}]*\\},", "");
        assertFalse(older.contains("generator"));
        Files.writeString(file, older);
        assertEquals(
                ToyModels.GENERATOR, SampleManifest.read(folder).orElseThrow().sampler());
        Files.writeString(file, older.replace("\"dcgan\"", "\"ddpm\""));
        assertEquals(
                ToyModels.ddim(50), SampleManifest.read(folder).orElseThrow().sampler());
    }

    @Test
    void onlyKnownVersionsAreRead() throws IOException {
        manifest("").write(folder);
        Path file = folder.resolve(SampleManifest.FILE);
        String text = Files.readString(file);
        for (int version : new int[] {1, 6}) {
            Files.writeString(file, text.replace("\"version\" : 5", "\"version\" : " + version));
            InputException e = assertThrows(InputException.class, () -> SampleManifest.read(folder));
            assertTrue(
                    e.getMessage().contains("version is " + version + ", this program knows 2 to 5"), e.getMessage());
        }
        String before = text.replaceAll(",\\s*\"gate\" : \\{[^}]*\\}", "");
        Files.writeString(file, before.replace("\"version\" : 5", "\"version\" : 2"));
        assertEquals(2, SampleManifest.read(folder).orElseThrow().version());
    }

    private static SamplerSettings standard(Checkpoint checkpoint, Optional<String> name) {
        ModelConfig model = checkpoint.config().model();
        SamplerSettings.Wish wish =
                new SamplerSettings.Wish(name, Optional.empty(), Optional.empty(), Optional.empty());
        return Family.of(model).sampler(model, wish);
    }

    @Test
    void theStandardOfADdpmIsTwentyStepsOfDpmSolverUniformInLogSnr() {
        Checkpoint ddpm = ToyModels.ddpm(ToyModels.CT, 1);
        assertEquals(
                new SamplerSettings("dpm-solver++", 20, 0, 1, "logsnr", List.of(), 0.0),
                standard(ddpm, Optional.empty()));
        assertEquals(new SamplerSettings("ddim", 50, 0, 1), standard(ddpm, Optional.of("ddim")));
        assertEquals(new SamplerSettings("ddpm", 50, 0, 1), standard(ddpm, Optional.of("ddpm")));
        assertEquals(ToyModels.GENERATOR, standard(ToyModels.dcgan(ToyModels.XRAY, 1), Optional.empty()));
    }
}
