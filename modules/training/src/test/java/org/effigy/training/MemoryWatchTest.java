package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.effigy.dataset.image.Augmentation;
import org.effigy.networks.checkpoint.CheckpointChoice;
import org.effigy.networks.checkpoint.CheckpointPlace;
import org.effigy.networks.checkpoint.RunMemory;
import org.effigy.networks.families.Batch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryWatchTest {
    private static final int EVERY = 100;
    private static final long LAST = 1300;
    private static final int LENGTH = ToyRuns.SIZE * ToyRuns.SIZE;

    @TempDir
    private Path folder;

    /** Returns some of the images, each of a patient of its own. */
    private static Batch batch(int from, int count) {
        TrainingImages images = ToyRuns.images(from + count);
        float[] values = new float[count * LENGTH];
        int[] labels = new int[count];
        int[] ids = new int[count];
        for (int i = 0; i < count; i++) {
            images.read(from + i, values, i * LENGTH);
            labels[i] = images.label(from + i);
            ids[i] = images.id(from + i);
        }
        return new Batch(1, values, labels, ids);
    }

    private static WatchedImages watched() {
        int[] patients = IntStream.range(0, 5).toArray();
        return new WatchedImages(batch(0, 5), patients, batch(6, 5), patients);
    }

    private TrainingJob watched(String run, TrainingConfig config) {
        return ToyRuns.job(folder.resolve(run), config).withWatched(Optional.of(watched()));
    }

    private List<String> lines(String run) throws IOException {
        return Files.readAllLines(folder.resolve(run).resolve("metrics.jsonl")).stream()
                .map(line -> line.replaceAll("\"(imagesPerSecond|elapsedSeconds)\":[^,}]*", ""))
                .toList();
    }

    @Test
    void watchingChangesNoWeight() throws IOException {
        for (TrainingConfig config : List.of(ToyRuns.ddpm(), ToyRuns.dcgan(), ToyRuns.fastgan())) {
            String name = config.model().family();
            TrainingResult watched = ToyRuns.train(watched(name + "-watched", config));
            TrainingResult plain = ToyRuns.train(ToyRuns.job(folder.resolve(name), config));
            assertEquals(ToyRuns.bits(plain.checkpoint()), ToyRuns.bits(watched.checkpoint()));
            assertEquals(
                    lines(name),
                    lines(name + "-watched").stream()
                            .map(line -> line.replaceAll(",\"memory\":.*", "}"))
                            .toList());
        }
    }

    @Test
    void everyCheckpointHasItsGapAndTheLastOneCopies() throws IOException {
        ToyRuns.train(watched("run", ToyRuns.ddpm().withCadence(new Cadence(5, 0, 2))));
        List<StepMetrics> lines = new MetricsLog(folder.resolve("run/metrics.jsonl"), 20).watched();
        assertEquals(
                List.of(5L, 10L, 15L, 20L),
                lines.stream().map(StepMetrics::step).toList());
        for (StepMetrics line : lines) {
            MemoryFigures figures = line.memory().orElseThrow();
            assertEquals(figures.heldOutLoss() - figures.trainLoss(), figures.gap(), 1e-12);
            assertTrue(figures.gapError() > 0 && figures.trainLoss() > 0);
            assertEquals(line.step() == 20, figures.copies().isPresent());
        }
        MemoryFigures.Copies copies =
                lines.get(3).memory().orElseThrow().copies().orElseThrow();
        assertEquals(5, copies.generated());
        assertEquals(5, copies.heldOut());
        assertTrue(Files.readString(folder.resolve("run/log.txt"))
                .contains("step 20: " + lines.get(3).memory().orElseThrow().text()));
    }

    @Test
    void generatedImagesAreMadeOnlyWhereTheyCostLittle() {
        TrainingJob job = watched("run", ToyRuns.ddpm());
        MemoryWatch watch = new MemoryWatch(job, watched());
        // 5 images of 8 steps are 3 % of 3 passes of 4 images in 112 steps.
        assertFalse(watch.copiesDue(111, List.of()));
        assertTrue(watch.copiesDue(112, List.of()));
        MemoryFigures figures = new MemoryFigures(5, 5, 1, 1, 0, 1, Optional.of(new MemoryFigures.Copies(5, 0, 5, 0)));
        assertFalse(watch.copiesDue(211, List.of(new MemoryRule.At(100, figures))));
        assertTrue(watch.copiesDue(212, List.of(new MemoryRule.At(100, figures))));
    }

    @Test
    void aRunThatWasStoppedEndsAsOneThatWasNot() throws IOException {
        TrainingConfig config = ToyRuns.ddpm().withCadence(new Cadence(5, 0, 2));
        TrainingResult unbroken = ToyRuns.train(watched("unbroken", config));
        int[] steps = {0};
        Trainer.train(watched("broken", config), TrainingListener.none(), ToyRuns.QUIET, () -> ++steps[0] >= 13);
        TrainingResult broken = ToyRuns.train(watched("broken", config));
        assertEquals(ToyRuns.bits(unbroken.checkpoint()), ToyRuns.bits(broken.checkpoint()));
        assertEquals(lines("unbroken"), lines("broken"));
        assertEquals(RunMemory.read(folder.resolve("unbroken")), RunMemory.read(folder.resolve("broken")));
    }

    /** Images of blocks whose grey is random, so that no image tells anything of another. */
    private static TrainingImages blocks(long seed) {
        return new TrainingImages() {
            @Override
            public int size() {
                return 12;
            }

            @Override
            public int imageLength() {
                return LENGTH;
            }

            @Override
            public void read(int i, float[] out, int offset) {
                Random random = new Random(100 * seed + i);
                double[] grey = random.doubles(16, -0.9, 0.9).toArray();
                for (int j = 0; j < LENGTH; j++) {
                    out[offset + j] = (float) grey[j / ToyRuns.SIZE / 4 * 4 + j % ToyRuns.SIZE / 4];
                }
            }

            @Override
            public int label(int i) {
                return i % 2;
            }

            @Override
            public int id(int i) {
                return i;
            }
        };
    }

    /** Twelve images, seen again and again as they are. */
    private TrainingJob byHeart() {
        TrainingConfig config = ToyRuns.ddpm()
                .withAugmentation(Augmentation.NONE)
                .withSteps(LAST)
                .withCadence(new Cadence(EVERY, 0, 2));
        int[] patients = IntStream.range(0, 12).toArray();
        return new TrainingJob(folder.resolve("run"), config, blocks(1), ToyRuns.facts(12), Optional.empty(), "test")
                .withWatched(Optional.of(
                        new WatchedImages(blocks(1).all(), patients, blocks(2).all(), patients)));
    }

    @Test
    @Tag("slow")
    void aModelThatLearnsItsImagesByHeartSaysSoAndKeepsTheCheckpointBefore() throws IOException {
        List<RunMemory> heard = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void remembers(RunMemory memory) {
                heard.add(memory);
            }
        };
        Trainer.train(byHeart(), listener, ToyRuns.QUIET, () -> false);
        Path run = folder.resolve("run");
        RunMemory memory = RunMemory.read(run).orElseThrow();
        assertEquals(List.of(memory), heard);
        assertTrue(Files.readString(run.resolve("log.txt"))
                .contains("the model begins to remember single training images at step " + memory.remembersFrom()));
        List<Long> kept =
                RunDirectory.checkpoints(run).stream().map(RunDirectory::step).toList();
        assertTrue(memory.remembersFrom() > EVERY && memory.remembersFrom() < LAST - 2 * EVERY, memory.toString());
        assertEquals(List.of(LAST, LAST - EVERY, memory.remembersFrom() - EVERY), kept);
        assertEquals(
                memory.remembersFrom() - EVERY,
                CheckpointPlace.read(run, new CheckpointChoice.BeforeMemory())
                        .config()
                        .step());
        assertEquals(LAST, CheckpointPlace.read(run).config().step());
    }

    @Test
    void memoryOfStepsThatAreTakenBackIsForgotten() throws IOException {
        ToyRuns.train(watched("run", ToyRuns.ddpm()));
        RunMemory.write(folder.resolve("run"), Optional.of(RunMemory.of(10, "of another life")));
        ToyRuns.train(watched("run", ToyRuns.ddpm().withSteps(21)));
        assertEquals(Optional.empty(), RunMemory.read(folder.resolve("run")).filter(m -> m.evidence()
                .contains("another")));
    }

    @Test
    void aRunOfAnEarlierProgramGoesOn() throws IOException {
        ToyRuns.train(ToyRuns.job(folder.resolve("run"), ToyRuns.ddpm()));
        Path config = folder.resolve("run/config.json");
        String text = Files.readString(config);
        String earlier =
                text.replaceFirst("\"version\" : 2", "\"version\" : 1").replaceAll(",\\s*\"watchImages\" : \\d+", "");
        assertTrue(earlier.length() < text.length() - 10);
        Files.writeString(config, earlier);
        ToyRuns.train(watched("run", ToyRuns.ddpm().withSteps(30)));
        assertTrue(Files.readString(config).contains("\"version\" : 2"));
    }
}
