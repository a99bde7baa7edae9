package org.effigy.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.effigy.base.InputException;
import org.effigy.base.Seeds;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.CheckpointChoice;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.ImageModel;
import org.effigy.networks.families.SamplerSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ImageSamplerTest {
    private static final SamplerSettings FIVE = ToyModels.ddim(5);

    @TempDir
    private Path folder;

    static Stream<Checkpoint> families() {
        return Stream.of(ToyModels.ddpm(ToyModels.CT, 3), ToyModels.dcgan(ToyModels.XRAY, 3));
    }

    private static SamplerSettings settings(Checkpoint checkpoint) {
        return checkpoint.config().family().equals("ddpm") ? FIVE : ToyModels.GENERATOR;
    }

    private static List<List<Integer>> bits(ImageSampler sampler, SampleRequest request) throws IOException {
        return sampler.sample(request).stream()
                .map(image -> ToyModels.bits(image.scaled()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("families")
    void neitherBatchSizeNorCountNorStartChangesABitOfAnImage(Checkpoint checkpoint) throws IOException {
        try (ImageSampler sampler = ImageSampler.of(checkpoint, ToyModels.COMPUTE)) {
            SampleRequest request = SampleRequest.of(5, 7, settings(checkpoint));
            List<List<Integer>> oneByOne = bits(sampler, request.withBatch(1));
            for (int batch : new int[] {2, 3, 4, 7, 64, 0}) {
                assertEquals(oneByOne, bits(sampler, request.withBatch(batch)), "batch " + batch);
            }
            assertEquals(oneByOne.subList(4, 7), bits(sampler, request.withRange(5, 3)));
        }
    }

    @Test
    void theBatchChangesNoBitOfGuidedImages() throws IOException {
        try (ImageSampler sampler = ImageSampler.of(ToyModels.ddpm(ToyModels.CT, 3), ToyModels.COMPUTE)) {
            SamplerSettings guided = new SamplerSettings("dpm-solver++", 5, 0, 3);
            SampleRequest request = SampleRequest.of(5, 6, guided);
            List<List<Integer>> oneByOne = bits(sampler, request.withBatch(1));
            assertNotEquals(oneByOne, bits(sampler, SampleRequest.of(5, 6, guided.withGuidance(1))));
            for (int batch : new int[] {2, 4, 5, 6, 0}) {
                assertEquals(oneByOne, bits(sampler, request.withBatch(batch)), "batch " + batch);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void everySeedAndIndexGivesAnotherImage(Checkpoint checkpoint) throws IOException {
        try (ImageSampler sampler = ImageSampler.of(checkpoint, ToyModels.COMPUTE)) {
            List<List<Integer>> images = bits(sampler, SampleRequest.of(5, 4, settings(checkpoint)));
            List<List<Integer>> others = bits(sampler, SampleRequest.of(6, 4, settings(checkpoint)));
            assertEquals(4, images.stream().distinct().count());
            assertNotEquals(images.get(0), others.get(0));
            assertEquals(images, bits(sampler, SampleRequest.of(5, 4, settings(checkpoint))));
        }
    }

    @Test
    void anImageFollowsFromItsOwnSeedAlone() throws IOException {
        Checkpoint checkpoint = ToyModels.ddpm(ToyModels.CT, 3);
        ModelConfig model = checkpoint.config().model();
        try (ImageSampler sampler = ImageSampler.of(checkpoint, ToyModels.COMPUTE);
                ImageModel images = Family.of(model).open(model, checkpoint.weights(), ToyModels.COMPUTE)) {
            SampledImage image = sampler.sample(SampleRequest.of(5, 3, FIVE).withClass("wild"))
                    .get(2);
            assertEquals(Seeds.derive(5, "sample", 3), image.seed());
            float[] expected = images.images(FIVE, new int[] {1}, new Random[] {new Random(image.seed())}, step -> {});
            assertEquals(ToyModels.bits(expected), ToyModels.bits(image.scaled()));
        }
    }

    @Test
    void usesTheMovingAverageUnlessToldOtherwise() throws IOException {
        Checkpoint plain = ToyModels.ddpm(ToyModels.CT, 3);
        Checkpoint average = ToyModels.ddpm(ToyModels.CT, 4);
        Path run = folder.resolve("run");
        Checkpoint.write(run.resolve("checkpoints/00000123"), ToyModels.withEma(plain, average));
        SampleRequest request = SampleRequest.of(1, 1, FIVE);
        try (ImageSampler expected = ImageSampler.of(average, ToyModels.COMPUTE);
                ImageSampler actual = ImageSampler.open(run, ToyModels.COMPUTE);
                ImageSampler without = ImageSampler.open(
                        run.resolve("checkpoints/00000123"), new CheckpointChoice.Newest(), false, ToyModels.COMPUTE);
                ImageSampler expectedPlain = ImageSampler.of(plain, ToyModels.COMPUTE)) {
            assertEquals(bits(expected, request), bits(actual, request));
            assertEquals(bits(expectedPlain, request), bits(without, request));
        }
    }

    @Test
    void opensTheNewestSoundCheckpointOfARun() throws IOException {
        Path checkpoints = folder.resolve("run/checkpoints");
        Checkpoint.write(checkpoints.resolve("00000099"), ToyModels.ddpm(ToyModels.CT, 1));
        Checkpoint sound = ToyModels.ddpm(ToyModels.CT, 2);
        Checkpoint.write(checkpoints.resolve("00000123"), sound);
        Path damaged = Checkpoint.write(checkpoints.resolve("00000200"), ToyModels.ddpm(ToyModels.CT, 3));
        Files.delete(damaged.resolve("weights.safetensors"));
        Files.createDirectories(checkpoints.resolve("00000300.partial"));
        try (ImageSampler sampler = ImageSampler.open(folder.resolve("run"), ToyModels.COMPUTE)) {
            assertEquals(sound.sha256(), sampler.checkpointSha256());
        }
    }

    @Test
    void findsCheckpointsThatAreNamedInTheDigitsOfAnotherLanguage() throws IOException {
        Path checkpoints = folder.resolve("run/checkpoints");
        Checkpoint.write(checkpoints.resolve("00000099"), ToyModels.ddpm(ToyModels.CT, 1));
        Checkpoint newest = ToyModels.ddpm(ToyModels.CT, 2);
        // 123 in Arabic-Indic digits.
        Checkpoint.write(checkpoints.resolve("\u0660\u0660\u0660\u0660\u0660\u0661\u0662\u0663"), newest);
        try (ImageSampler sampler = ImageSampler.open(folder.resolve("run"), ToyModels.COMPUTE)) {
            assertEquals(newest.sha256(), sampler.checkpointSha256());
        }
    }

    @Test
    void saysWhenThereIsNothingToSampleFrom() throws IOException {
        assertThrows(InputException.class, () -> ImageSampler.open(folder.resolve("nowhere"), ToyModels.COMPUTE));
        Files.createDirectories(folder.resolve("run/checkpoints"));
        InputException failure =
                assertThrows(InputException.class, () -> ImageSampler.open(folder.resolve("run"), ToyModels.COMPUTE));
        assertTrue(failure.getMessage().contains("no checkpoint yet"), failure.getMessage());
    }

    @Test
    void classesFollowTheirShareInTheTrainingDataAndIgnoreTheCount() throws IOException {
        try (ImageSampler sampler = ImageSampler.of(ToyModels.ddpm(ToyModels.CT, 3), ToyModels.COMPUTE)) {
            List<String> classes = sampler.sample(SampleRequest.of(5, 8, ToyModels.ddim(1))).stream()
                    .map(SampledImage::className)
                    .toList();
            assertEquals(List.of("calm", "calm", "wild", "calm", "calm", "calm", "wild", "calm"), classes);
            assertEquals(
                    classes.subList(5, 8),
                    sampler.sample(SampleRequest.of(5, 8, ToyModels.ddim(1)).withRange(6, 3)).stream()
                            .map(SampledImage::className)
                            .toList());
        }
    }

    static Stream<Checkpoint> withClasses() {
        return Stream.of(ToyModels.ddpm(ToyModels.CT, 3), ToyModels.conditionalDcgan(ToyModels.XRAY, 3));
    }

    @ParameterizedTest
    @MethodSource("withClasses")
    void theClassChangesTheImageButNotItsNoise(Checkpoint checkpoint) throws IOException {
        try (ImageSampler sampler = ImageSampler.of(checkpoint, ToyModels.COMPUTE)) {
            SampleRequest request = SampleRequest.of(5, 1, settings(checkpoint));
            SampledImage calm = sampler.sample(request.withClass("calm")).get(0);
            SampledImage wild = sampler.sample(request.withClass("wild")).get(0);
            assertEquals(calm.seed(), wild.seed());
            assertNotEquals(ToyModels.bits(calm.scaled()), ToyModels.bits(wild.scaled()));
        }
    }

    @Test
    void namesTheClassesAndLimitsThatThereAre() {
        try (ImageSampler ddpm = ImageSampler.of(ToyModels.ddpm(ToyModels.CT, 3), ToyModels.COMPUTE);
                ImageSampler dcgan = ImageSampler.of(ToyModels.dcgan(ToyModels.XRAY, 3), ToyModels.COMPUTE)) {
            SampleRequest request = SampleRequest.of(1, 1, FIVE);
            assertRefused("unknown class odd; classes are calm, wild", ddpm, request.withClass("odd"));
            assertRefused(
                    "the model has no classes; ask for no class",
                    dcgan,
                    SampleRequest.of(1, 1, ToyModels.GENERATOR).withClass("calm"));
            assertRefused(
                    "sampling steps are 51, allowed are 1 to 50",
                    ddpm,
                    SampleRequest.of(1, 1, new SamplerSettings("ddpm", 51, 0, 1)));
            assertRefused(
                    "the model is a dcgan, which cannot be sampled with ddim; leave the sampler out", dcgan, request);
            assertRefused(
                    "the model is a ddpm, which cannot be sampled with generator; leave the sampler out",
                    ddpm,
                    SampleRequest.of(1, 1, ToyModels.GENERATOR));
        }
    }

    private static void assertRefused(String message, ImageSampler sampler, SampleRequest request) {
        assertEquals(
                message,
                assertThrows(InputException.class, () -> sampler.sample(request))
                        .getMessage());
    }
}
