package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.effigy.dataset.image.Augmentation;
import org.effigy.networks.families.Batch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures of images held out, where they can be told without a network: two images, each of a class, learnt by heart. */
class JudgeTest {
    /** Image 0 is of class 0, image 1 of class 1; the network knows nothing else. */
    private static final TrainingImages IMAGES = ToyRuns.images(2);

    private static final TrainingConfig CONFIG = ToyRuns.classifier()
            .withSteps(60)
            .withAugmentation(Augmentation.NONE)
            .withCadence(new Cadence(30, 0, 3));

    @TempDir
    private Path folder;

    /** Returns the images of these classes, with these labels. */
    private static Batch heldOut(List<Integer> images, int... labels) {
        int length = IMAGES.imageLength();
        float[] values = new float[images.size() * length];
        int[] ids = new int[images.size()];
        for (int i = 0; i < ids.length; i++) {
            IMAGES.read(images.get(i), values, i * length);
            ids[i] = 200 + i;
        }
        return new Batch(1, values, labels, ids);
    }

    private TrainingJob job(String run, TrainingConfig config) {
        return new TrainingJob(folder.resolve(run), config, IMAGES, ToyRuns.facts(2), Optional.empty(), "test");
    }

    /** Trains, and returns what the listener heard, by step. */
    private Map<Long, Map<String, Double>> judged(TrainingJob job) throws IOException {
        Map<Long, Map<String, Double>> heard = new LinkedHashMap<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void judged(long step, Map<String, Double> figures) {
                heard.put(step, figures);
            }
        };
        Trainer.train(job, listener, ToyRuns.QUIET, () -> false);
        return heard;
    }

    @Test
    void everyCheckpointIsJudgedForLogAndListener() throws IOException {
        Map<Long, Map<String, Double>> heard =
                judged(job("run", CONFIG).withHeldOut(Optional.of(heldOut(List.of(0, 1, 0, 1), 0, 1, 0, 1))));
        assertEquals(List.of(30L, 60L), List.copyOf(heard.keySet()));
        assertEquals(List.of("accuracy", "auc", "loss"), List.copyOf(new TreeMap<>(heard.get(30L)).keySet()));
        assertEquals(1, heard.get(60L).get("auc"));
        assertEquals(1, heard.get(60L).get("accuracy"));
        assertTrue(heard.get(60L).get("loss") < 0.1, heard.toString());
        String line = "step 60, 4 images held out: " + Trainer.text(heard.get(60L));
        assertTrue(Files.readString(folder.resolve("run/log.txt")).contains(line), line);
        assertTrue(line.contains("accuracy 1.0000, auc 1.0000, loss 0."), line);
    }

    @Test
    void aWrongLabelCostsWhatItMust() throws IOException {
        Map<String, Double> right = judged(
                        job("right", CONFIG).withHeldOut(Optional.of(heldOut(List.of(0, 1, 0, 1), 0, 1, 0, 1))))
                .get(60L);
        // The third image is of class 0 and called class 1: of three positives one ties with the only negative.
        Map<String, Double> mixed = judged(
                        job("mixed", CONFIG).withHeldOut(Optional.of(heldOut(List.of(0, 1, 0, 1), 0, 1, 1, 1))))
                .get(60L);
        assertEquals(2.5 / 3, mixed.get("auc"), 1e-12);
        assertEquals(0.75, mixed.get("accuracy"));
        assertTrue(mixed.get("loss") > right.get("loss") + 0.25, right + " " + mixed);
        Map<String, Double> wrong = judged(job("wrong", CONFIG).withHeldOut(Optional.of(heldOut(List.of(0, 1), 1, 0))))
                .get(60L);
        assertEquals(0, wrong.get("auc"));
        assertEquals(0, wrong.get("accuracy"));
    }

    /** After one step a GAN makes grey images only, which are all on one side of the mean real one. */
    @Test
    void whatTheFiguresWarnOfIsLoggedAndHeard() throws IOException {
        Map<Long, List<String>> heard = new LinkedHashMap<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void warned(long step, List<String> warnings) {
                heard.put(step, warnings);
            }
        };
        TrainingConfig config = ToyRuns.fastgan().withSteps(1);
        Batch others = heldOut(List.of(0, 1, 2, 3, 4, 5), 0, 1, 0, 1, 0, 1);
        TrainingJob job = new TrainingJob(
                folder.resolve("gan"), config, ToyRuns.images(6), ToyRuns.facts(6), Optional.empty(), "test");
        Trainer.train(job.withHeldOut(Optional.of(others)), listener, ToyRuns.QUIET, () -> false);
        String warning = heard.get(1L).get(0);
        assertTrue(warning.startsWith("the images made are too much alike"), warning);
        String log = Files.readString(folder.resolve("gan/log.txt"));
        assertTrue(log.contains("warning: step 1: " + warning), log);
        assertTrue(log.contains("vendiShare 0."), log);
    }

    @Test
    void aFamilyWithoutFiguresIsSilent() throws IOException {
        TrainingConfig config = ToyRuns.ddpm().withSteps(1);
        assertEquals(Map.of(), judged(job("ddpm", config).withHeldOut(Optional.of(heldOut(List.of(0, 1), 0, 1)))));
        assertTrue(!Files.readString(folder.resolve("ddpm/log.txt")).contains("held out"));
    }
}
