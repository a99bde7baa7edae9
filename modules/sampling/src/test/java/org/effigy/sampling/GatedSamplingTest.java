package org.effigy.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.gate.GateBuilder;
import org.effigy.gate.GateFile;
import org.effigy.gate.RealImages;
import org.effigy.gate.Reason;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.sampling.GateLog.Rejection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate's training images are images that the model itself makes, so that some of its samples are copies. */
class GatedSamplingTest {
    private static final String CREATED = "2026-01-31T12:00:00";
    private static final String FINGERPRINT = "f".repeat(64);
    private static final Checkpoint MODEL = ToyModels.dcgan(ToyModels.XRAY, 3);
    private static final SampleRequest SIX = SampleRequest.of(5, 6, ToyModels.GENERATOR);

    @TempDir
    private Path temporary;

    private static List<float[]> images(long seed, int count) throws IOException {
        try (ImageSampler sampler = ImageSampler.of(MODEL, ToyModels.COMPUTE)) {
            return new ArrayList<>(sampler.sample(SampleRequest.of(seed, count, ToyModels.GENERATOR)).stream()
                    .map(SampledImage::scaled)
                    .toList());
        }
    }

    /** A gate that knows images 2 and 5 of the set, and others of the model. */
    private static GateFile gate() throws IOException {
        List<float[]> set = images(5, 6);
        List<float[]> known = images(99, 30);
        known.add(set.get(1));
        known.add(set.get(4));
        return record(known);
    }

    private static GateFile record(List<float[]> known) {
        return GateBuilder.build(new Known(known), RealImages.none(), ToyModels.SIZE, 1, FINGERPRINT);
    }

    private record Known(List<float[]> images) implements RealImages {
        @Override
        public int size() {
            return images.size();
        }

        @Override
        public float[] image(int i) {
            return images.get(i);
        }

        @Override
        public int id(int i) {
            return i;
        }

        @Override
        public String patient(int i) {
            return "p" + i;
        }
    }

    private SampleManifest write(String folder, GateFile gate, SampleRequest request, BooleanSupplier stop)
            throws IOException {
        ExportSettings settings = ExportSettings.standard(ExportFormat.PNG, ToyModels.XRAY, CREATED);
        try (ImageSampler sampler = ImageSampler.of(MODEL, ToyModels.COMPUTE)) {
            return new SampleFolder(sampler, "test", (task, unit, total) -> Progress.none())
                    .withGate(gate)
                    .write(temporary.resolve(folder), request, settings, stop);
        }
    }

    @Test
    void makesAnotherImageInPlaceOfACopyAndCountsIt() throws IOException {
        SampleManifest manifest = write("out", gate(), SIX, () -> false);
        assertEquals(6, manifest.images().size());
        List<Rejection> copies = manifest.gate().rejected().stream()
                .filter(r -> r.attempt() == 0 && r.reason() == Reason.NEAR_COPY)
                .toList();
        assertEquals(List.of(2, 5), copies.stream().map(Rejection::index).toList());
        for (SampleManifest.Entry entry : manifest.images()) {
            long refused = manifest.gate().rejected().stream()
                    .filter(r -> r.index() == entry.index())
                    .count();
            assertEquals((long) entry.attempt(), refused);
            assertEquals(String.valueOf(ImageSampler.seed(SIX, entry.index(), entry.attempt())), entry.seed());
        }
        assertEquals(manifest, SampleManifest.read(temporary.resolve("out")).orElseThrow());
        String file = Files.readString(temporary.resolve("out/synthetic-000001.png"), StandardCharsets.ISO_8859_1);
        assertTrue(file.contains("release gate passed"));
    }

    @Test
    void neitherBatchNorStopNorALargerNumberChangesTheSet() throws IOException {
        GateFile gate = gate();
        SampleManifest whole = write("whole", gate, SIX, () -> false);
        SampleManifest single = write("single", gate, SIX.withBatch(1), () -> false);
        assertEquals(whole.images(), single.images());
        assertEquals(whole.gate(), single.gate());
        int[] batches = {0};
        write("stopped", gate, SIX.withBatch(2), () -> batches[0]++ > 0);
        write("stopped", gate, SampleRequest.of(5, 3, ToyModels.GENERATOR), () -> false);
        Files.delete(temporary.resolve("stopped/synthetic-000002.png"));
        SampleManifest resumed = write("stopped", gate, SIX.withBatch(4), () -> false);
        assertEquals(whole.images(), resumed.images());
        assertEquals(whole.gate(), resumed.gate());
    }

    @Test
    void aReplayMakesTheReleasedAttemptsAgain() throws IOException {
        write("out", gate(), SIX, () -> false);
        try (ImageSampler sampler = ImageSampler.of(MODEL, ToyModels.COMPUTE)) {
            SampleFolder.ReplayReport report = new SampleFolder(sampler, "test", (task, unit, total) -> Progress.none())
                    .replay(temporary.resolve("out"));
            assertEquals(List.of(1, 2, 3, 4, 5, 6), report.same());
        }
    }

    @Test
    void anImageThatIsOneOfALowerIndexIsADuplicate() throws IOException {
        // Guides no sampling: the same seed for all images comes from one set asked twice.
        GateFile gate = record(images(99, 30));
        SampleManifest manifest = write("out", gate, SIX, () -> false);
        List<String> descriptors = manifest.images().stream()
                .map(SampleManifest.Entry::descriptor)
                .distinct()
                .toList();
        assertEquals(6, descriptors.size());
        assertTrue(descriptors.stream().noneMatch(String::isEmpty));
    }

    @Test
    void endsWithAReasonWhereTheModelMakesNothingThatPasses() {
        Random random = new Random(4);
        List<float[]> other = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            float[] ramp = new float[ToyModels.SIZE * ToyModels.SIZE];
            for (int j = 0; j < ramp.length; j++) {
                ramp[j] = (float) Math.sin((j % ToyModels.SIZE) / 2.0 + i * 0.02) + 0.02f * random.nextFloat();
            }
            other.add(ramp);
        }
        InputException e = assertThrows(InputException.class, () -> write("out", record(other), SIX, () -> false));
        assertTrue(e.getMessage().contains("unlike anything real"), e.getMessage());
        assertFalse(Files.exists(temporary.resolve("out")));
    }

    @Test
    void refusesTheRecordOfAnotherModel() throws IOException {
        GateFile other =
                GateBuilder.build(new Known(images(99, 3)), RealImages.none(), ToyModels.SIZE, 1, "another data set");
        InputException e = assertThrows(InputException.class, () -> write("out", other, SIX, () -> false));
        assertTrue(e.getMessage().contains("another model"), e.getMessage());
    }

    @Test
    void aFolderThatWasBegunWithoutTheGateDoesNotGoOnWithIt() throws IOException {
        ExportSettings settings = ExportSettings.standard(ExportFormat.PNG, ToyModels.XRAY, CREATED);
        try (ImageSampler sampler = ImageSampler.of(MODEL, ToyModels.COMPUTE)) {
            SampleFolder folder = new SampleFolder(sampler, "test", (task, unit, total) -> Progress.none());
            SampleManifest manifest = folder.write(temporary.resolve("out"), SIX, settings, () -> false);
            assertEquals("off", manifest.gate().state());
        }
        String file = Files.readString(temporary.resolve("out/synthetic-000001.png"), StandardCharsets.ISO_8859_1);
        assertTrue(file.contains("release gate off"));
        InputException e = assertThrows(InputException.class, () -> write("out", gate(), SIX, () -> false));
        assertTrue(e.getMessage().contains("release gate"), e.getMessage());
    }
}
