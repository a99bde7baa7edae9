package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.dataset.image.Augmentation;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.CheckpointConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.families.Batch;
import org.effigy.networks.families.Ddpm;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.ImageModel;
import org.effigy.networks.families.Model;
import org.effigy.networks.families.SamplerSettings;
import org.effigy.networks.families.Student;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.LearningRateSchedule;
import org.effigy.networks.optim.Optimisation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a student learns from: made once, whole or not there, and the same however often its making was stopped. */
class TrajectoriesTest {
    private static final int SIZE = 16;
    private static final int LENGTH = SIZE * SIZE;
    private static final int COUNT = 37;
    private static final Compute COMPUTE = Compute.standard().withThreads(2);
    private static final Ddpm.Config DDPM =
            new Ddpm.Config(SIZE, 2, 8, List.of(1, 2), 1, 4, 4, 2, "cosine", 50, PredictionType.VELOCITY);
    private static final Checkpoint TEACHER = teacher();

    @TempDir
    private Path folder;

    private static Checkpoint teacher() {
        Family.Recipe recipe = new Family.Recipe(5, new Optimisation(AdamSettings.of(0.05), 0, 1, 0.5), 0);
        try (Model model = Family.of(DDPM).create(DDPM, recipe, COMPUTE)) {
            for (int step = 1; step <= 3; step++) {
                float[] images = new float[4 * LENGTH];
                for (int i = 0; i < images.length; i++) {
                    images[i] = i % 5 < 2 ? 0.7f : -0.7f;
                }
                model.prepare(new Batch(step, images, new int[] {0, 1, 0, 1}, new int[4]))
                        .run();
            }
            CheckpointConfig about = new CheckpointConfig(
                    Checkpoint.VERSION,
                    Ddpm.NAME,
                    DDPM,
                    JsonNodeFactory.instance.objectNode().put("version", 1),
                    List.of("calm", "wild"),
                    "f".repeat(64),
                    List.of("a".repeat(64)),
                    3,
                    JsonNodeFactory.instance.objectNode().put("images", 1234),
                    "test");
            return new Checkpoint(about, model.weights(), model.ema(), List.of());
        }
    }

    private static TrajectoryPlan plan(int count, long seed) {
        Student student = Student.of(TEACHER, 2, SamplerSettings.Wish.NONE);
        return new TrajectoryPlan(TrajectoryPlan.VERSION, student, seed, count, List.of(3, 1), 0.1);
    }

    private static boolean make(Path run, TrajectoryPlan plan, BooleanSupplier stop) throws IOException {
        try (ImageModel model = Family.of(DDPM).open(DDPM, TEACHER.averagedWeights(), COMPUTE)) {
            return Trajectories.make(run, plan, model, ToyRuns.QUIET, stop);
        }
    }

    private static TreeMap<String, String> hashes(Path run) throws IOException {
        TreeMap<String, String> hashes = new TreeMap<>();
        try (Stream<Path> files = Files.list(run.resolve(Trajectories.FOLDER))) {
            for (Path file : files.toList()) {
                hashes.put(file.getFileName().toString(), Hashes.sha256(file));
            }
        }
        return hashes;
    }

    @Test
    void waysAreTheSameWhetherOrNotTheirMakingWasStopped() throws IOException {
        Path whole = folder.resolve("whole");
        assertTrue(make(whole, plan(COUNT, 4), () -> false));
        Path stopped = folder.resolve("stopped");
        int[] files = {0};
        assertFalse(make(stopped, plan(COUNT, 4), () -> files[0]++ == 1));
        assertEquals(2, hashes(stopped).size());
        // As a kill leaves it, and a file that is too short.
        Files.writeString(stopped.resolve("trajectories/.000001.f32.x.partial"), "half");
        Files.write(stopped.resolve("trajectories/000000.f32"), new byte[12]);
        assertTrue(make(stopped, plan(COUNT, 4), () -> false));
        assertEquals(hashes(whole), hashes(stopped));
        assertEquals(4, hashes(whole).size());
    }

    @Test
    void examplesAreTheStatesOfTheTeachersSampler() throws IOException {
        TrajectoryPlan plan = plan(COUNT, 4);
        Path run = folder.resolve("run");
        make(run, plan, () -> false);
        double[] times =
                plan.student().times().stream().mapToDouble(Double::doubleValue).toArray();
        int way = 35;
        try (ImageModel model = Family.of(DDPM).open(DDPM, TEACHER.averagedWeights(), COMPUTE);
                Trajectories learned = Trajectories.toLearn(run, plan, 5)) {
            float[][] states = model.path(
                    plan.student().taught(), times, new int[] {plan.label(way)}, new Random[] {plan.noise(way)});
            float[] image = model.images(
                    plan.student().taught(), new int[] {plan.label(way)}, new Random[] {plan.noise(way)}, step -> {});
            assertArrayEquals(image, states[2]);
            Batch last = Trajectories.heldOut(run, plan, 5).orElseThrow();
            assertEquals(10, last.size());
            assertEquals(2 * 32, last.ids()[0]);
            for (int step = 0; step < 2; step++) {
                int example = 2 * (way - 32) + step;
                assertEquals(2 * way + step, last.ids()[example]);
                assertEquals(plan.label(way), last.labels()[example]);
                for (int j = 0; j < LENGTH; j++) {
                    assertEquals(states[step][j], last.images()[example * 2 * LENGTH + j]);
                    assertEquals(states[step + 1][j], last.images()[(example * 2 + 1) * LENGTH + j]);
                }
            }
            assertEquals(64, learned.size());
            assertEquals(2 * LENGTH, learned.imageLength());
            float[] first = new float[3 + 2 * LENGTH];
            learned.read(0, first, 3);
            float noise = (float) plan.noise(0).nextGaussian();
            assertEquals(noise, first[3]);
        }
    }

    @Test
    void classesAreDrawnInTheProportionsOfTheData() {
        TrajectoryPlan plan = plan(4000, 1);
        int[] counts = new int[3];
        IntStream.range(0, 4000).forEach(i -> counts[plan.label(i) + 1]++);
        assertEquals(0.1, counts[0] / 4000.0, 0.02);
        assertEquals(0.75 * 0.9, counts[1] / 4000.0, 0.03);
        assertEquals(0.25 * 0.9, counts[2] / 4000.0, 0.03);
    }

    @Test
    void aRunOfOtherWaysIsRefusedAndSaysInWhat() throws IOException {
        Path run = folder.resolve("run");
        make(run, plan(3, 4), () -> false);
        for (TrajectoryPlan other : List.of(plan(3, 5), plan(4, 4))) {
            InputException refusal = assertThrows(InputException.class, () -> make(run, other, () -> false));
            String expected = other.seed() == 5 ? "seed 4, this command says 5" : "count 3, this command says 4";
            assertEquals(
                    "the run directory was begun with trajectories of " + expected
                            + "; use the same setting or another run directory",
                    refusal.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> plan(0, 1));
    }

    private static TrainingJob job(Path run, TrajectoryPlan plan, Trajectories ways, int steps) throws IOException {
        Optimisation optimisation = new Optimisation(AdamSettings.of(1e-3), 3, 1, 0.9, LearningRateSchedule.COSINE, 1);
        TrainingConfig config = new TrainingConfig(
                "distilled",
                plan.student().model(),
                20,
                4,
                7,
                optimisation,
                0,
                Augmentation.NONE,
                new Cadence(steps, 0, 5),
                2,
                0);
        DataFacts facts = new DataFacts(
                TEACHER.config().preprocessing(),
                TEACHER.config().classNames(),
                List.of(3, 1),
                TEACHER.config().datasetFingerprint(),
                0,
                plan.count(),
                Optional.of(new DataFacts.SyntheticInput(plan.count(), 1, List.of(TEACHER.sha256()))));
        return new TrainingJob(
                run,
                config,
                ways,
                facts,
                Optional.empty(),
                "test",
                COMPUTE,
                Optional.of(TEACHER),
                Trajectories.heldOut(run, plan, 5),
                Optional.empty(),
                TrainingLimits.STANDARD.withRealShare(0.0));
    }

    @Test
    void aDistillationThatIsStoppedEndsWithTheBitsOfOneThatWasNotAndNamesItsTeacher() throws IOException {
        TrajectoryPlan plan = plan(COUNT, 4);
        List<String> bits = new ArrayList<>();
        for (boolean stopped : new boolean[] {false, true}) {
            Path run = folder.resolve("run-" + stopped);
            make(run, plan, () -> false);
            try (Trajectories ways = Trajectories.toLearn(run, plan, 5)) {
                TrainingJob job = job(run, plan, ways, 10);
                if (stopped) {
                    int[] asked = {0};
                    Trainer.train(job, TrainingListener.none(), ToyRuns.QUIET, () -> asked[0]++ == 7);
                }
                TrainingResult result = ToyRuns.train(job);
                bits.add(ToyRuns.bits(result.checkpoint()));
                CheckpointConfig config = Checkpoint.read(result.checkpoint()).config();
                assertEquals("distilled", config.family());
                assertEquals(1234, config.training().path("images").asInt());
                assertEquals(List.of("a".repeat(64), TEACHER.sha256()), config.lineage());
                assertEquals(2, config.knownDescent().ofImages());
                assertEquals(List.of(TEACHER.sha256()), config.knownDescent().parents());
                assertEquals(1, config.knownDescent().syntheticShare());
                String log = Files.readString(run.resolve("log.txt"));
                assertTrue(log.contains("error of step 1 0."), log);
                assertFalse(log.contains("warning: 64 images"), log);
            }
        }
        assertEquals(bits.get(0), bits.get(1));
    }
}
