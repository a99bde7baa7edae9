package org.effigy.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.gate.Gate;
import org.effigy.gate.GateBuilder;
import org.effigy.gate.GateFile;
import org.effigy.gate.RealImages;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.families.SamplerSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DissimilarityTest {
    private static final Checkpoint MODEL = ToyModels.ddpm(ToyModels.XRAY, 3);
    private static final String CREATED = "2026-01-01T12:00:00";

    @TempDir
    private Path temporary;

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

    private static List<float[]> images(ImageSampler sampler, SampleRequest request) throws IOException {
        return sampler.sample(request).stream().map(SampledImage::scaled).toList();
    }

    private static SampleRequest request(long seed, int count, String sampler) {
        return SampleRequest.of(seed, count, new SamplerSettings(sampler, 6, 0, 1));
    }

    private Path folder(Checkpoint model) throws IOException {
        return Checkpoint.write(temporary.resolve("model"), model);
    }

    /** A checkpoint whose training images are said to be image 2 of a set, and others of the model. */
    private Path model(String sampler) throws IOException {
        Path folder = folder(MODEL);
        List<float[]> known = new ArrayList<>();
        try (ImageSampler open = ImageSampler.of(MODEL, ToyModels.COMPUTE)) {
            known.addAll(images(open, request(99, 12, sampler)));
            known.add(images(open, request(5, 2, sampler)).get(1));
        }
        GateBuilder.build(new Known(known), RealImages.none(), ToyModels.SIZE, 1, "f".repeat(64))
                .write(folder);
        return folder;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ddim", "dpm-solver++", "heun", "unipc", "ddpm"})
    void anImageThatTheModelRemembersIsLeftAndTheOthersStayToTheBit(String solver) throws IOException {
        Path folder = model(solver);
        GateFile record = GateFile.find(folder).orElseThrow();
        Gate gate = Gate.of(record);
        SampleRequest plain = request(5, 2, solver);
        try (ImageSampler sampler = ImageSampler.open(folder, ToyModels.COMPUTE)) {
            List<float[]> before = images(sampler, plain);
            List<float[]> after = images(sampler, plain.withDissimilarity(Optional.of(Dissimilarity.of(3, record))));
            int copies = record.calibration().copyDistance();
            assertTrue(gate.look(before.get(1)).finding().distance() <= copies);
            int distance = gate.look(after.get(1)).finding().distance();
            assertTrue(distance > copies, solver + ": " + distance + ", copies up to " + copies);
        }
    }

    @Test
    void whatComesNearToNothingStaysAsItIs() throws IOException {
        Path folder = model("ddim");
        try (ImageSampler sampler = ImageSampler.open(folder, ToyModels.COMPUTE)) {
            double[] far = new double[2 * ToyModels.SIZE * ToyModels.SIZE];
            GateFile record = GateFile.find(folder).orElseThrow();
            assertTrue(far == Dissimilarity.of(1, record).guidance(record).guided(far, far.length / 2));
            // Only the second of two is moved.
            float[] copy = images(sampler, request(5, 2, "ddim")).get(1);
            for (int i = 0; i < copy.length; i++) {
                far[copy.length + i] = copy[i];
            }
            double[] moved = Dissimilarity.of(1, record).guidance(record).guided(far, copy.length);
            assertArrayEquals(new double[copy.length], java.util.Arrays.copyOf(moved, copy.length));
            assertFalse(java.util.Arrays.equals(far, moved));
        }
    }

    @Test
    void theManifestSaysItAndAReplayRepeatsIt() throws IOException {
        Path folder = model("ddim");
        GateFile record = GateFile.find(folder).orElseThrow();
        Dissimilarity wanted = Dissimilarity.of(1, record);
        Path out = temporary.resolve("out");
        ExportSettings settings = ExportSettings.standard(ExportFormat.PNG, ToyModels.XRAY, CREATED);
        try (ImageSampler sampler = ImageSampler.open(folder, ToyModels.COMPUTE)) {
            SampleFolder samples = new SampleFolder(sampler, "test", (task, unit, total) -> Progress.none());
            SampleRequest request = request(5, 2, "ddim").withDissimilarity(Optional.of(wanted));
            SampleManifest manifest = samples.write(out, request, settings, () -> false);
            assertEquals(Optional.of(wanted), manifest.dissimilarity());
            assertEquals(manifest, SampleManifest.read(out).orElseThrow());
            assertTrue(samples.replay(out).agrees());
            InputException other = assertThrows(
                    InputException.class, () -> samples.write(out, request(5, 3, "ddim"), settings, () -> false));
            assertTrue(
                    other.getMessage().contains("guidance away from training images strength 1.0"), other.getMessage());
            SampleManifest plain =
                    samples.write(temporary.resolve("plain"), request(5, 2, "ddim"), settings, () -> false);
            assertEquals(
                    manifest.images().get(0).sha256(), plain.images().get(0).sha256());
            assertFalse(
                    Files.readString(temporary.resolve("plain/manifest.json")).contains("dissimilarity"));
        }
        Files.delete(folder.resolve(GateFile.FILE));
        try (ImageSampler sampler = ImageSampler.open(folder, ToyModels.COMPUTE)) {
            SampleFolder samples = new SampleFolder(sampler, "test", (task, unit, total) -> Progress.none());
            InputException missing = assertThrows(InputException.class, () -> samples.replay(out));
            assertTrue(missing.getMessage().contains("has no gate.json"), missing.getMessage());
        }
    }

    @Test
    void aModelThatPredictsNoCleanImageSaysSo() throws IOException {
        Path folder = folder(ToyModels.dcgan(ToyModels.XRAY, 3));
        try (ImageSampler sampler = ImageSampler.open(folder, ToyModels.COMPUTE)) {
            SampleRequest request = SampleRequest.of(1, 1, ToyModels.GENERATOR)
                    .withDissimilarity(Optional.of(new Dissimilarity(1, "0")));
            InputException refused = assertThrows(InputException.class, () -> sampler.check(request));
            assertTrue(refused.getMessage().contains("dcgan"), refused.getMessage());
            assertFalse(refused.getMessage().contains("\n"));
        }
    }
}
