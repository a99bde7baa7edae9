package org.effigy.evaluation.utility;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.base.Progress;
import org.effigy.base.Seeds;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Figure;
import org.effigy.evaluation.images.ImageSets;
import org.effigy.evaluation.images.ImageSource;
import org.effigy.evaluation.part.Findings;
import org.effigy.evaluation.part.Study;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small images of two classes, noise with a bright band above or below, through the whole part. */
@Tag("slow")
class UtilityPartTest {
    private static final int SIDE = 8;
    private static final int STEPS = 40;

    private static final UtilitySettings QUICK =
            new UtilitySettings(STEPS, 1, SIDE, false, Optional.empty(), Optional.empty());

    @TempDir
    private Path folder;

    /** How images of a set look. */
    private enum Look {
        BANDS,
        SWAPPED_BANDS,
        NOISE
    }

    /** Writes images of 30 patients for each class, two of each. */
    private Path set(String name, String patients, Look look) throws IOException {
        Path dir = Files.createDirectories(folder.resolve(name));
        StringBuilder table = new StringBuilder("file,label,patient_id\n");
        Random random = Seeds.of(1, name, 0);
        for (int i = 0; i < 120; i++) {
            int label = i % 2;
            boolean above = label == 0 == (look != Look.SWAPPED_BANDS);
            BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
            for (int y = 0; y < SIDE; y++) {
                for (int x = 0; x < SIDE; x++) {
                    boolean bright = look == Look.NOISE ? random.nextBoolean() : y / (SIDE / 2) == (above ? 0 : 1);
                    int contrast = look == Look.NOISE ? 100 : 30;
                    int value = 110 + (bright ? contrast : 0) + (int) (15 * random.nextGaussian());
                    image.getRaster().setSample(x, y, 0, Math.max(0, Math.min(255, value)));
                }
            }
            String file = String.format(java.util.Locale.ROOT, "%03d.png", i);
            ImageIO.write(image, "png", dir.resolve(file).toFile());
            table.append(file + "," + (label == 0 ? "ABOVE" : "BELOW") + "," + patients + (i / 4) + "\n");
        }
        Files.writeString(dir.resolve("labels.csv"), table);
        return dir;
    }

    private ImageSets open(Path train, Path holdout, Path synthetic) throws IOException {
        ImageSets.Request request =
                new ImageSets.Request(source(train), source(holdout), source(synthetic), SIDE, Optional.empty(), false);
        return ImageSets.open(request, folder.resolve("cache"), (task, unit, total) -> Progress.none());
    }

    private static ImageSource source(Path dir) {
        return new ImageSource.Folder(dir, Map.of());
    }

    private static Study study(ImageSets sets, int threads) {
        return new Study(sets, List.of(), 1, 20, threads);
    }

    private static double value(Findings findings, String id, String space) {
        return findings.figures().stream()
                .filter(f ->
                        f.id().equals(id) && f.space().equals(space) && f.cell().equals(Cell.ALL))
                .findFirst()
                .flatMap(Figure::measured)
                .orElseThrow()
                .value();
    }

    @Test
    void tellsUsefulFromMisleadingImagesAndNoiseFromReal() throws IOException {
        Path train = set("train", "T", Look.BANDS);
        Path holdout = set("holdout", "H", Look.BANDS);
        try (ImageSets good = open(train, holdout, set("good", "G", Look.BANDS));
                ImageSets bad = open(train, holdout, set("bad", "B", Look.SWAPPED_BANDS));
                ImageSets noise = open(train, holdout, set("noise", "N", Look.NOISE))) {
            Findings ofGood = judge(good, "out good");
            Findings ofBad = judge(bad, "out bad");
            Findings ofNoise = judge(noise, "out noise");
            assertTrue(value(ofGood, "utility.auc", "real") > 0.9);
            assertTrue(value(ofGood, "utility.auc", "synthetic") > 0.9);
            assertTrue(value(ofBad, "utility.auc", "synthetic") < 0.1, "classes are swapped");
            assertTrue(value(ofBad, "utility.auc.difference", "both minus real") < -0.1);
            assertTrue(value(ofNoise, "utility.probe.auc", "synthetic") > 0.9);
            assertTrue(ofNoise.warnings().stream().anyMatch(w -> w.contains("tells the synthetic images from real")));
            assertFalse(ofGood.warnings().stream().anyMatch(w -> w.contains("tells the synthetic images from real")));
            assertTrue(ofGood.warnings().stream().anyMatch(w -> w.contains("1 seed")));
            assertTrue(value(ofGood, "utility.agreement", "real") > 0.9, "a band is where real ones have it");
            assertTrue(value(ofBad, "utility.agreement", "real") < 0.1, "classes are swapped");
            assertTrue(value(ofNoise, "utility.agreement", "real") < 0.8, "noise has no class");
        }
    }

    private Findings judge(ImageSets sets, String out) throws IOException {
        return new UtilityPart(QUICK, folder.resolve(out))
                .judge(study(sets, 2), (task, unit, total) -> Progress.none());
    }

    @Test
    void goesOnAfterAnInterruptionAndFindsTheSameWithAnyNumberOfThreads() throws IOException {
        Path train = set("train", "T", Look.BANDS);
        try (ImageSets sets = open(train, set("holdout", "H", Look.BANDS), set("good", "G", Look.BANDS))) {
            Findings whole = judge(sets, "whole");
            UtilityPart part = new UtilityPart(QUICK, folder.resolve("cut"));
            assertThrows(InterruptedIOException.class, () -> part.judge(study(sets, 1), interruptingAfter(3 * STEPS)));
            assertTrue(Thread.interrupted(), "the interruption stays visible");
            List<Long> totals = new ArrayList<>();
            Findings rest = part.judge(study(sets, 1), (task, unit, total) -> {
                totals.add(total);
                return Progress.none();
            });
            assertTrue(totals.get(0) < 16 * STEPS && totals.get(0) > 10 * STEPS, "steps left: " + totals);
            assertEquals(Json.pretty(whole), Json.pretty(rest));
            Findings again = part.judge(study(sets, 1), (task, unit, total) -> {
                throw new AssertionError("nothing is left to train");
            });
            assertEquals(whole, again);
            UtilityPart other = new UtilityPart(
                    new UtilitySettings(3, 1, SIDE, false, Optional.empty(), Optional.empty()), part.folder());
            assertTrue(!Json.pretty(other.judge(study(sets, 2), (t, u, n) -> Progress.none()))
                    .equals(Json.pretty(whole)));
        }
    }

    private static Progress.Factory interruptingAfter(long steps) {
        Thread caller = Thread.currentThread();
        AtomicLong seen = new AtomicLong();
        return (task, unit, total) -> new Progress() {
            @Override
            public void done(long count) {
                if (seen.incrementAndGet() == steps) {
                    caller.interrupt();
                }
            }

            @Override
            public void note(String text) {}

            @Override
            public void close() {}
        };
    }

    @Test
    void refusesAHoldoutOfTheSamePatients() throws IOException {
        Path train = set("train", "P", Look.BANDS);
        try (ImageSets sets = open(train, set("holdout", "P", Look.BANDS), set("good", "G", Look.BANDS))) {
            String message =
                    assertThrows(InputException.class, () -> judge(sets, "out")).getMessage();
            assertTrue(message.contains("120 of 120 holdout images are of patients of the training set"), message);
            assertFalse(message.contains("P1"), message);
        }
    }

    @Test
    void refusesARareClassThatIsNone() throws IOException {
        Path train = set("train", "T", Look.BANDS);
        UtilitySettings rare = new UtilitySettings(
                5, 1, SIDE, false, Optional.of(new UtilitySettings.Rare("BESIDE", 3)), Optional.empty());
        try (ImageSets sets = open(train, set("holdout", "H", Look.BANDS), set("good", "G", Look.BANDS))) {
            UtilityPart part = new UtilityPart(rare, folder.resolve("out"));
            String message = assertThrows(
                            InputException.class,
                            () -> part.judge(study(sets, 1), (task, unit, total) -> Progress.none()))
                    .getMessage();
            assertTrue(message.contains("ABOVE, BELOW"), message);
        }
    }

    @Test
    void withoutClassesOnlyTheProbeIsMeasured() throws IOException {
        Path train = set("train", "T", Look.BANDS);
        Path holdout = set("holdout", "H", Look.BANDS);
        Path synthetic = set("noise", "N", Look.NOISE);
        for (Path dir : List.of(train, holdout, synthetic)) {
            Files.delete(dir.resolve("labels.csv"));
        }
        try (ImageSets sets = open(train, holdout, synthetic)) {
            Findings findings = judge(sets, "out");
            Figure auc = findings.figures().get(0);
            assertTrue(auc.measured().isEmpty());
            assertTrue(value(findings, "utility.probe.auc", "synthetic") > 0.9);
        }
    }

    @Test
    void theShareThatHelpsIsFoundOnValidationPatients() throws IOException {
        Path train = set("train", "T", Look.BANDS);
        Path validation = set("validation", "V", Look.BANDS);
        try (ImageSets good = open(train, validation, set("good", "G", Look.BANDS));
                ImageSets bad = open(train, validation, set("bad", "B", Look.SWAPPED_BANDS))) {
            ShareChoice choice = new ShareChoice(QUICK, List.of(0.0, 0.5, 0.9), folder.resolve("shares"));
            List<ShareChoice.Candidate> ofGood =
                    choice.candidates(study(good, 2), "ABOVE", (task, unit, total) -> Progress.none());
            List<ShareChoice.Candidate> plain = ofGood.subList(0, 3);
            assertEquals(
                    List.of(0.0, 0.5, 0.9),
                    plain.stream().map(ShareChoice.Candidate::share).toList());
            assertTrue(plain.stream().allMatch(ShareChoice.Candidate::augmented));
            assertEquals(4, ofGood.size());
            assertFalse(ofGood.get(3).augmented());
            assertEquals(
                    ShareChoice.chosen(plain).share(),
                    ofGood.get(3).share(),
                    "the best share is tried without augmentation too");
            ofGood.forEach(candidate -> assertTrue(candidate.mean() > 0.9, candidate.toString()));
            List<ShareChoice.Candidate> again = choice.candidates(study(good, 1), "ABOVE", (task, unit, total) -> {
                throw new AssertionError("nothing is left to train");
            });
            assertEquals(ofGood, again);
            List<ShareChoice.Candidate> ofBad = new ShareChoice(QUICK, List.of(0.0, 0.9), folder.resolve("bad shares"))
                    .candidates(study(bad, 2), "ABOVE", (task, unit, total) -> Progress.none());
            assertTrue(ofBad.get(0).mean() > 0.9, "no synthetic image has a share of 0");
            assertTrue(ofBad.get(1).mean() < 0.3, "nine of ten images have the other class's look");
            String message = assertThrows(
                            InputException.class,
                            () -> choice.candidates(study(good, 1), "BESIDE", (task, unit, total) -> Progress.none()))
                    .getMessage();
            assertTrue(message.contains("no training image is of the class"), message);
        }
    }
}
