package org.effigy.training;

import static org.effigy.training.ToyRuns.QUIET;
import static org.effigy.training.ToyRuns.bits;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.families.Batch;
import org.effigy.networks.families.LossModel;
import org.effigy.networks.families.PrivateBatch;
import org.effigy.networks.net.NamedTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs with differential privacy on tiny images: what they record, refuse, and repeat. */
final class PrivateRunTest {
    private static final PrivacyPlan.Wish WISH = new PrivacyPlan.Wish(8, 0.01, 0.5, 3);

    @TempDir
    private Path folder;

    private static TrainingConfig config(long steps) {
        return ToyRuns.ddpm().withSteps(steps).withPrivacy(PrivacyPlan.of(WISH, "image", 6, 3, steps));
    }

    private static TrainingJob job(Path run, TrainingConfig config) {
        return ToyRuns.job(run, config);
    }

    private static TrainingResult stopAt(TrainingJob job, long step) throws IOException {
        long[] calls = {0};
        return Trainer.train(job, TrainingListener.none(), QUIET, () -> ++calls[0] >= step);
    }

    private static JsonNode json(Path file) throws IOException {
        return Json.tree(Files.readString(file), "json");
    }

    @Test
    void aRunThatWasStoppedEndsAsOneThatWasNotWhenItKeepsItsSecret() throws IOException {
        Path unbroken = folder.resolve("unbroken");
        Path broken = folder.resolve("broken");
        stopAt(job(broken, config(8)), 4);
        assertTrue(Files.exists(broken.resolve(PrivacyKey.FILE)));
        Files.createDirectories(unbroken);
        // Another run draws other noise unless it has the same secret.
        Files.copy(broken.resolve(PrivacyKey.FILE), unbroken.resolve(PrivacyKey.FILE));
        TrainingResult whole = ToyRuns.train(job(unbroken, config(8)));
        TrainingResult resumed = ToyRuns.train(job(broken, config(8)));
        assertEquals(bits(whole.checkpoint()), bits(resumed.checkpoint()));
        assertFalse(Files.exists(broken.resolve(PrivacyKey.FILE)), "the secret outlives the run");
        TrainingResult other = ToyRuns.train(job(folder.resolve("other"), config(8)));
        assertFalse(bits(whole.checkpoint()).equals(bits(other.checkpoint())), "the noise follows from the seed");
        // There is no further step to be had.
        assertEquals(8, ToyRuns.train(job(broken, config(8))).step());
    }

    @Test
    void theSecretIsForItsOwnerAlone() throws IOException {
        stopAt(job(folder.resolve("run"), config(8)), 2);
        Path key = folder.resolve("run").resolve(PrivacyKey.FILE);
        assertEquals(32, Files.size(key));
        if (key.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertEquals(2, Files.getPosixFilePermissions(key).size());
        }
    }

    @Test
    void aRunWithoutItsSecretDoesNotGoOn() throws IOException {
        Path run = folder.resolve("run");
        stopAt(job(run, config(8)), 2);
        Files.delete(run.resolve(PrivacyKey.FILE));
        InputException refused = assertThrows(InputException.class, () -> ToyRuns.train(job(run, config(8))));
        assertTrue(refused.getMessage().contains("secret"), refused.getMessage());
    }

    @Test
    void aRunGoesOnWithTheSameBudgetAndStepsOnly() throws IOException {
        Path run = folder.resolve("run");
        stopAt(job(run, config(8)), 2);
        for (TrainingConfig other : List.of(
                config(9),
                ToyRuns.ddpm().withSteps(8),
                ToyRuns.ddpm()
                        .withSteps(8)
                        .withPrivacy(PrivacyPlan.of(new PrivacyPlan.Wish(9, 0.01, 0.5, 3), "image", 6, 3, 8)))) {
            InputException refused = assertThrows(InputException.class, () -> ToyRuns.train(job(run, other)));
            assertTrue(refused.getMessage().contains("training.privacy"), refused.getMessage());
        }
    }

    @Test
    void runAndCheckpointsRecordWhatIsSpent() throws IOException {
        Path run = folder.resolve("run");
        TrainingResult half = stopAt(job(run, config(8)), 4);
        JsonNode plan = json(run.resolve("config.json")).at("/training/privacy");
        assertEquals(0.5, plan.path("sampleRate").asDouble());
        assertEquals(8, plan.path("steps").asInt());
        double early = json(half.checkpoint().resolve("config.json"))
                .at("/training/privacySpent/epsilon")
                .asDouble();
        TrainingResult end = ToyRuns.train(job(run, config(8)));
        JsonNode spent = json(end.checkpoint().resolve("config.json")).at("/training/privacySpent");
        double all = spent.path("epsilon").asDouble();
        assertTrue(early > 0 && early < all && all <= 8 && all > 7.9, early + " then " + all);
        assertTrue(spent.path("renyiEpsilon").asDouble() >= all);
        assertTrue(Files.readString(run.resolve("log.txt")).contains("spent: epsilon "));
        // A run without privacy has no such properties: its checkpoints keep their hashes.
        TrainingResult plain =
                ToyRuns.train(job(folder.resolve("plain"), ToyRuns.ddpm().withSteps(1)));
        assertFalse(Files.readString(plain.checkpoint().resolve("config.json")).contains("privacy"));
        assertFalse(
                Files.readString(folder.resolve("plain").resolve("config.json")).contains("privacy"));
    }

    @Test
    void refusesWhatItCannotKeep() throws IOException {
        TrainingConfig dcgan = ToyRuns.dcgan().withSteps(8).withPrivacy(PrivacyPlan.of(WISH, "image", 6, 3, 8));
        InputException refused =
                assertThrows(InputException.class, () -> ToyRuns.train(job(folder.resolve("dcgan"), dcgan)));
        assertTrue(refused.getMessage().contains("batch normalisation"), refused.getMessage());

        Checkpoint same = Checkpoint.read(
                ToyRuns.train(job(folder.resolve("same"), ToyRuns.ddpm().withSteps(1)))
                        .checkpoint());
        refused = assertThrows(
                InputException.class,
                () -> ToyRuns.train(job(folder.resolve("warm"), config(8)).withStart(Optional.of(same))));
        assertTrue(refused.getMessage().contains("same images"), refused.getMessage());

        Batch batch = ToyRuns.images(6).all();
        int[] patients = {0, 1, 2, 3, 4, 5};
        WatchedImages watched = new WatchedImages(batch, patients, batch, patients);
        refused = assertThrows(
                InputException.class,
                () -> ToyRuns.train(job(folder.resolve("watched"), config(8)).withWatched(Optional.of(watched))));
        assertTrue(refused.getMessage().contains("watched"), refused.getMessage());

        assertThrows(IllegalArgumentException.class, () -> PrivacyPlan.of(WISH, "image", 6, 7, 8));
        assertThrows(IllegalArgumentException.class, () -> PrivacyPlan.of(WISH, "image", 1000, 7, 8));
        assertThrows(IllegalArgumentException.class, () -> config(8).withSteps(9));
    }

    /** Images of patients: image i is that of patient 1000 + i / 2, some left out. */
    private static TrainingImages patients(int... kept) {
        TrainingImages all = ToyRuns.images(8);
        return new TrainingImages() {
            @Override
            public int size() {
                return kept.length;
            }

            @Override
            public int imageLength() {
                return all.imageLength();
            }

            @Override
            public void read(int i, float[] out, int offset) {
                all.read(kept[i], out, offset);
            }

            @Override
            public int label(int i) {
                return all.label(kept[i]);
            }

            @Override
            public int id(int i) {
                return all.id(kept[i]);
            }

            @Override
            public long unit(int i) {
                return 1000 + kept[i] / 2;
            }
        };
    }

    private static PrivateSource source(TrainingImages images, int units) {
        TrainingConfig config = ToyRuns.ddpm().withPrivacy(new PrivacyPlan(WISH, "patient", units, 0.5, 20, 1));
        return new PrivateSource(images, config, PrivacyKey.of(new byte[] {1, 2, 3}));
    }

    @Test
    void takesEachPatientWithTheProbabilityOfThePlan() {
        PrivateSource source = source(patients(0, 1, 2, 3, 4, 5, 6, 7), 4);
        int steps = 400;
        int[] sizes = IntStream.rangeClosed(1, steps)
                .map(step -> source.of(step).units().size())
                .toArray();
        // Five standard deviations of a binomial of 4 * 400 at 0.5.
        assertEquals(0.5 * 4 * steps, Arrays.stream(sizes).sum(), 5 * Math.sqrt(0.25 * 4 * steps));
        assertTrue(Arrays.stream(sizes).distinct().count() >= 4, "the size of a batch must be random");
    }

    @Test
    void aPatientShowsAllImagesInTurnAndNobodyElses() {
        PrivateSource source = source(patients(0, 1, 2, 3, 4, 5, 6, 7), 4);
        for (Batch unit : source.of(3).units()) {
            assertEquals(3, unit.size());
            assertEquals(
                    1,
                    Arrays.stream(unit.ids())
                            .map(id -> (id - 100) / 2)
                            .distinct()
                            .count());
            assertEquals(2, Arrays.stream(unit.ids()).distinct().count(), "both images of the patient are shown");
        }
    }

    private static float[] gradient(TrainingImages images, int units, long step) {
        TrainingConfig config = ToyRuns.ddpm().withPrivacy(new PrivacyPlan(WISH, "patient", units, 0.5, 20, 1));
        PrivateBatch drawn = source(images, units).of(step);
        // Without noise, and as a sum.
        PrivateBatch still = new PrivateBatch(step, drawn.units(), 1, drawn.clip(), 0, Random::new);
        TrainingJob job = new TrainingJob(
                Path.of("unused"), config, images, ToyRuns.facts(images.size()), Optional.empty(), "test");
        try (LossModel model = (LossModel) job.model()) {
            model.preparePrivately(still).run();
            List<NamedTensor> gradients = model.network().gradients();
            float[] all = new float
                    [gradients.stream().mapToInt(g -> g.values().length).sum()];
            int at = 0;
            for (NamedTensor one : gradients) {
                System.arraycopy(one.values(), 0, all, at, one.values().length);
                at += one.values().length;
            }
            return all;
        }
    }

    @Test
    void withoutOnePatientTheSumBeforeTheNoiseDiffersByNoMoreThanTheNorm() {
        TrainingImages all = patients(0, 1, 2, 3, 4, 5, 6, 7);
        TrainingImages without = patients(0, 1, 4, 5, 6, 7);
        double most = 0;
        for (long step = 1; step <= 6; step++) {
            float[] a = gradient(all, 4, step);
            float[] b = gradient(without, 3, step);
            double squares = 0;
            for (int i = 0; i < a.length; i++) {
                squares += (double) (a[i] - b[i]) * (a[i] - b[i]);
            }
            most = Math.max(most, Math.sqrt(squares));
        }
        assertTrue(most > 0 && most <= WISH.clip() * (1 + 1e-5), "the patient changes the sum by " + most);
    }

    @Test
    void theStreamsOfTheSecretAreNormalAndApart() {
        PrivacyKey key = PrivacyKey.of(new byte[32]);
        int n = 20_000;
        double[] draws = new double[n];
        Random random = key.stream("noise", 1, 0);
        Arrays.setAll(draws, i -> random.nextGaussian());
        assertEquals(0, Arrays.stream(draws).average().orElseThrow(), 5 / Math.sqrt(n));
        assertEquals(1, Arrays.stream(draws).map(x -> x * x).average().orElseThrow(), 5 * Math.sqrt(2.0 / n));
        double[] again = new double[3];
        Random same = key.stream("noise", 1, 0);
        Arrays.setAll(again, i -> same.nextGaussian());
        assertArrayEquals(Arrays.copyOf(draws, 3), again);
        for (Random other : List.of(
                key.stream("noise", 2, 0),
                key.stream("noise", 1, 1),
                key.stream("take", 1, 0),
                PrivacyKey.of(new byte[] {1}).stream("noise", 1, 0))) {
            assertFalse(other.nextGaussian() == draws[0]);
        }
    }
}
