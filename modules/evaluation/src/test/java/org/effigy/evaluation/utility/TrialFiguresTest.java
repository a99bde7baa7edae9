package org.effigy.evaluation.utility;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.effigy.base.Json;
import org.effigy.base.Seeds;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Curve;
import org.effigy.evaluation.Figure;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialFiguresTest {
    private static final int SEEDS = 3;
    private static final List<String> CLASSES = List.of("A", "B", "C");

    @TempDir
    private Path folder;

    /** 60 images of each of the first two classes, 70 or so many of C, two or three to a patient, and a subgroup of every second. */
    private static ScoreHead head(int ofC) {
        List<Integer> labels = new ArrayList<>();
        List<Integer> patients = new ArrayList<>();
        for (int i = 0; i < 125 + ofC; i++) {
            labels.add(i % 25 == 24 && i < 125 ? -1 : i < 125 ? i % 2 : 2);
            patients.add(i * 2 / 5 % 90);
        }
        List<Integer> even = IntStream.range(0, labels.size())
                .filter(i -> i % 2 == 0)
                .boxed()
                .toList();
        List<ScoreHead.Group> cells =
                List.of(new ScoreHead.Group("sex", "F", even), new ScoreHead.Group("sex", "M", List.of(1, 3, 5, 7, 9)));
        List<String> arms = Arrays.stream(Arm.values()).map(Arm::word).toList();
        return new ScoreHead(
                ScoreHead.FORMAT,
                ScoreHead.VERSION,
                "test",
                7,
                12,
                10,
                SEEDS,
                arms,
                CLASSES,
                labels,
                patients,
                cells,
                List.of(probe("synthetic"), probe("holdout")));
    }

    private static ScoreHead.Probe probe(String against) {
        Cases train = cases(Seeds.of(1, against, 0));
        Cases other = cases(Seeds.of(2, against, 0));
        return ProbeDraw.of(against, train, other, ProbeDraw.common(List.of(train, other), 3), 4);
    }

    private static Cases cases(Random random) {
        int[] labels = random.ints(200, 0, 3).toArray();
        return new Cases(
                1,
                new float[200][1],
                labels,
                IntStream.range(0, 200).map(i -> i / 2).toArray());
    }

    /** Noise that leans to the true class, more so where the gain is higher. */
    private static float[] scores(ScoreHead head, double gain, Random random) {
        float[] out = new float[head.labels().size() * 3];
        for (int i = 0; i < out.length; i += 3) {
            double sum = 0;
            double[] p = new double[3];
            for (int c = 0; c < 3; c++) {
                // Rounded, so that there are ties.
                double logit = random.nextGaussian() + (head.labels().get(i / 3) == c ? gain : 0);
                p[c] = Math.exp(Math.rint(4 * logit) / 4);
                sum += p[c];
            }
            for (int c = 0; c < 3; c++) {
                out[i + c] = (float) (p[c] / sum);
            }
        }
        return out;
    }

    private static TrialFigures trial(ScoreHead head, double gainOfBoth, int... synthetic) {
        Map<Arm, List<float[]>> scores = new EnumMap<>(Arm.class);
        for (Arm arm : Arm.values()) {
            scores.put(
                    arm,
                    IntStream.range(0, SEEDS)
                            .mapToObj(s -> scores(head, arm == Arm.BOTH ? gainOfBoth : 1, Seeds.of(s, arm.word(), 0)))
                            .toList());
        }
        return new TrialFigures(head, scores, synthetic, Map.of());
    }

    private static Figure figure(List<Figure> figures, String id, String space, Cell cell) {
        return figures.stream()
                .filter(f ->
                        f.id().equals(id) && f.space().equals(space) && f.cell().equals(cell))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aClassOfFewHoldoutImagesIsNotMeasuredAndLeftOutOfTheMean() {
        List<Figure> figures = trial(head(20), 1, 60, 60, 60).figures();
        Figure rare = figure(figures, "utility.auc", "real", Cell.ofClass("C"));
        assertTrue(rare.measured().isEmpty());
        assertTrue(rare.note().contains("20 images of the class"), rare.note());
        Figure all = figure(figures, "utility.auc", "real", Cell.ALL);
        assertTrue(all.measured().isPresent());
        assertTrue(all.note().contains("2 of 3 classes"), all.note());
        double a = figure(figures, "utility.auc", "real", Cell.ofClass("A"))
                .measured()
                .orElseThrow()
                .value();
        double b = figure(figures, "utility.auc", "real", Cell.ofClass("B"))
                .measured()
                .orElseThrow()
                .value();
        assertEquals((a + b) / 2, all.measured().orElseThrow().value(), 1e-12);
    }

    @Test
    void aSubgroupOfFewImagesIsNotMeasured() {
        List<Figure> figures = trial(head(70), 1, 60, 60, 60).figures();
        assertTrue(figure(figures, "utility.auc", "both", new Cell("sex", "M"))
                .measured()
                .isEmpty());
        assertTrue(figure(figures, "utility.auc", "both", new Cell("sex", "F"))
                .measured()
                .isPresent());
    }

    @Test
    void fewSyntheticImagesOfAClassSayNothingOfIt() {
        List<Figure> figures = trial(head(70), 1, 60, 49, 60).figures();
        assertTrue(figure(figures, "utility.auc", "synthetic", Cell.ofClass("B"))
                .measured()
                .isEmpty());
        assertTrue(figure(figures, "utility.auc", "real", Cell.ofClass("B"))
                .measured()
                .isPresent());
        assertTrue(figure(figures, "utility.auc.difference", "both minus real", Cell.ofClass("B"))
                .measured()
                .isEmpty());
        assertTrue(figure(figures, "utility.auc", "both", Cell.ALL).measured().isPresent());
    }

    @Test
    void theReferenceIsTheFloorAndDuplicatesThatOfTheGain() {
        List<Figure> figures = trial(head(70), 1, 60, 60, 60).figures();
        assertEquals(
                figure(figures, "utility.brier", "real", Cell.ALL).measured(),
                figure(figures, "utility.brier", "both", Cell.ALL).floor());
        assertEquals(
                figure(figures, "utility.auc.difference", "duplicates minus real", Cell.ALL)
                        .measured(),
                figure(figures, "utility.auc.difference", "both minus real", Cell.ALL)
                        .floor());
    }

    @Test
    void aGainIsClaimedOnlyOverEveryControl() {
        Figure none =
                figure(trial(head(70), 1, 60, 60, 60).figures(), "utility.auc.difference", "both minus real", Cell.ALL);
        assertTrue(none.note().contains("no gain shown over"), none.note());
        Figure gain =
                figure(trial(head(70), 4, 60, 60, 60).figures(), "utility.auc.difference", "both minus real", Cell.ALL);
        assertTrue(gain.note().contains("more than every control"), gain.note());
        assertTrue(gain.measured().orElseThrow().low() > 0);
    }

    @Test
    void anArmThatWasNotTrainedSaysWhy() {
        ScoreHead head = head(70);
        Map<Arm, List<float[]>> scores =
                new EnumMap<>(trial(head, 1, 60, 60, 60).scores());
        scores.remove(Arm.SYNTHETIC);
        TrialFigures trial =
                new TrialFigures(head, scores, new int[] {60, 60, 0}, Map.of(Arm.SYNTHETIC, "there is no image of C"));
        Figure figure = figure(trial.figures(), "utility.auc", "synthetic", Cell.ALL);
        assertTrue(figure.measured().isEmpty());
        assertTrue(figure.note().contains("there is no image of C"), figure.note());
    }

    @Test
    void theCurveHoldsWhatHappenedInEveryBin() {
        List<Curve> curves = trial(head(70), 1, 60, 60, 60).curves();
        assertEquals(3 * Arm.values().length, curves.size());
        Curve curve = curves.get(0);
        assertEquals("utility.calibration.real", curve.id());
        assertEquals(curve.x(), curve.x().stream().sorted().toList());
        assertFalse(curve.x().isEmpty());
    }

    /** Every figure with its interval, recomputed by src/test/python/utility_figures.py. */
    @Test
    void everyFigureIsThatOfNumpyAndScikitLearn() throws Exception {
        ScoreHead head = head(70);
        TrialFigures trial = trial(head, 1.5, 60, 60, 60);
        ScoreStore store = new ScoreStore(folder, head);
        trial.scores().forEach((arm, perSeed) -> {
            for (int s = 0; s < SEEDS; s++) {
                put(store, ScoreHead.name(arm.word(), s + 1), 3, perSeed.get(s));
            }
        });
        Map<String, double[]> probed = new java.util.HashMap<>();
        for (ScoreHead.Probe probe : head.probes()) {
            probed.put(probe.against(), probeScores(probe, store));
        }
        List<Figure> figures = new ArrayList<>(trial.figures());
        figures.addAll(new ProbeFigures(head, probed).figures());
        Path file = folder.resolve("figures.json");
        Json.write(file, figures);
        assertTrue(figures.stream().filter(f -> f.measured().isPresent()).count() > 250);
        Assumptions.assumeTrue(
                python("-c", "import numpy, sklearn") == 0, "skipped: /usr/bin/python3 has no numpy or scikit-learn");
        String script = Path.of("src", "test", "python", "utility_figures.py").toString();
        assertEquals(0, python("-W", "ignore", script, folder.toString(), file.toString()), "see above");
    }

    private static double[] probeScores(ScoreHead.Probe probe, ScoreStore store) {
        double[] out = new double[probe.rows().size()];
        Random random = Seeds.of(3, probe.against(), 0);
        for (int fold = 0; fold < ProbeDraw.FOLDS; fold++) {
            int[] places = probe.places(fold);
            float[] scores = new float[2 * places.length];
            for (int i = 0; i < places.length; i++) {
                scores[2 * i + 1] = (float) (0.3 * probe.truth().get(places[i]) + 0.5 * random.nextDouble());
                scores[2 * i] = 1 - scores[2 * i + 1];
                out[places[i]] = scores[2 * i + 1];
            }
            put(store, ScoreHead.foldName(probe.against(), fold), 2, scores);
        }
        return out;
    }

    private static void put(ScoreStore store, String name, int classes, float[] scores) {
        try {
            store.put(name, classes, scores);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static int python(String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/python3"));
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command)
                    .redirectError(
                            arguments[0].equals("-c")
                                    ? ProcessBuilder.Redirect.DISCARD
                                    : ProcessBuilder.Redirect.INHERIT)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1;
        }
    }
}
