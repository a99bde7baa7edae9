package org.effigy.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.effigy.base.InputException;
import org.effigy.dicom.image.PixelEncoding;
import org.effigy.dicom.synthetic.SyntheticKind;
import org.effigy.networks.Precision;
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
                SamplerSettings.GENERATOR,
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
                List.of());
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
}
