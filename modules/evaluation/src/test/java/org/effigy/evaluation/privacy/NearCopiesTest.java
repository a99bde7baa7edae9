package org.effigy.evaluation.privacy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.effigy.base.Progress;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Figure;
import org.effigy.evaluation.NearPair;
import org.effigy.evaluation.Verdict;
import org.effigy.evaluation.features.FeatureTable;
import org.effigy.evaluation.features.SpaceFeatures;
import org.effigy.evaluation.images.ImageSets;
import org.effigy.evaluation.images.ImageSource;
import org.effigy.evaluation.part.Findings;
import org.effigy.evaluation.part.Study;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Near copies beside what src/test/resources/org/effigy/evaluation/privacy/golden.py computes of the same features. */
class NearCopiesTest {
    private static final int TRAIN = 45;
    private static final int HOLDOUT = 64;
    private static final int SYNTHETIC = 56;
    private static final int WIDTH = 5;
    private static final int SIDE = 24;
    /** Standardised features are floats. */
    private static final double ROUNDING = 2e-6;

    private static final Map<String, double[]> GOLDEN = golden();

    @TempDir
    private Path folder;

    private static Map<String, double[]> golden() {
        Map<String, double[]> values = new HashMap<>();
        try (InputStream in = NearCopiesTest.class.getResourceAsStream("golden.tsv")) {
            new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().forEach(line -> {
                String[] fields = line.split("\t");
                values.put(
                        fields[0],
                        Arrays.stream(fields[1].split(" "))
                                .mapToDouble(Double::parseDouble)
                                .toArray());
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return values;
    }

    private static FeatureTable table(int rows, double phase) {
        float[] values = new float[rows * WIDTH];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < WIDTH; j++) {
                values[i * WIDTH + j] = (float) (Math.sin(12.9898 * i + 78.233 * j + phase) * (j + 1)
                        + 0.3 * Math.cos(3.1 * i * (j + 1) + phase)
                        + 2 * j);
            }
        }
        return new FeatureTable(rows, WIDTH, values);
    }

    private static SpaceFeatures features() {
        FeatureTable train = table(TRAIN, 0.1);
        float[] synthetic = table(SYNTHETIC, 4.2).values();
        for (int row = 0; row < SYNTHETIC; row += 7) {
            for (int j = 0; j < WIDTH; j++) {
                synthetic[row * WIDTH + j] = train.at(5 * row % TRAIN, j) + (row % 2 == 0 ? 0.01f : 0);
            }
        }
        return new SpaceFeatures("written", train, table(HOLDOUT, 1.7), new FeatureTable(SYNTHETIC, WIDTH, synthetic));
    }

    @Test
    void distancesInASpaceAreThoseOfScikitLearn() {
        SpaceDistances distances = new SpaceDistances(features(), 2);
        Nearest found = distances.synthetic();
        assertArrayEquals(GOLDEN.get("first"), found.first(), ROUNDING);
        assertArrayEquals(GOLDEN.get("second"), found.second(), ROUNDING);
        assertArrayEquals(
                GOLDEN.get("at"), Arrays.stream(found.at()).asDoubleStream().toArray());
        assertArrayEquals(
                GOLDEN.get("own"),
                distances.amongTrain(IntStream.range(0, TRAIN).toArray()),
                ROUNDING);
        CopyThreshold threshold = CopyThreshold.of(
                distances.holdout().first(), IntStream.range(0, HOLDOUT).toArray());
        assertEquals(GOLDEN.get("threshold")[0], threshold.distance(), ROUNDING);
    }

    @Test
    void figuresAreThoseOfNumpyAndScipy() throws IOException {
        Findings findings = judge(SYNTHETIC, 1000, List.of(features()));
        for (String id : List.of("privacy.copies.share", "privacy.ratio.share", "privacy.authenticity")) {
            Figure figure = figure(findings, id, "written");
            assertEquals(GOLDEN.get(id)[0], figure.measured().orElseThrow().value(), 1e-12, id);
            assertEquals(GOLDEN.get(id)[1], figure.floor().orElseThrow().value(), 1e-12, id);
        }
        assertEquals(
                GOLDEN.get("privacy.ct")[0],
                figure(findings, "privacy.ct", "written")
                        .measured()
                        .orElseThrow()
                        .value(),
                1e-9);
        double least = Arrays.stream(GOLDEN.get("first")).min().orElseThrow();
        NearPair nearest = findings.pairs().stream()
                .filter(pair -> pair.space().equals("written"))
                .findFirst()
                .orElseThrow();
        assertEquals(least, nearest.distance(), ROUNDING);
    }

    @Test
    void aSetThatIsTheTrainingSetIsCopiedThroughAndThrough() throws IOException {
        // The first 50 synthetic images are the training images.
        Findings findings = judge(50, 0, List.of());
        assertEquals(1, value(findings, "privacy.copies.share"));
        assertEquals(0, value(findings, "privacy.authenticity"));
        // Every training image is nearer than every held-out one: no pair counts.
        double m = 50;
        double n = HOLDOUT;
        double lowest = -(m * n / 2) / Math.sqrt(m * n * (m + n + 1) / 12);
        assertEquals(lowest, value(findings, "privacy.ct"), 1e-9);
        findings.pairs().forEach(pair -> {
            assertEquals(pair.synthetic(), pair.train());
            assertEquals(0, pair.distance(), 1e-3);
        });
        Verdict verdict = findings.verdicts().get(0);
        assertEquals("found", verdict.outcome());
        assertTrue(verdict.found().contains("50 of 50 in pixels"), verdict.found());
    }

    @Test
    void otherImagesAreNoCopies() throws IOException {
        Findings findings = judge(50, 2000, List.of());
        assertEquals(0, value(findings, "privacy.copies.share"));
        assertEquals("nothing found", findings.verdicts().get(0).outcome());
    }

    @Test
    void theRankTestHasItsEndsAndItsMiddle() {
        double[] near = {1, 2, 3};
        double[] far = {4, 5, 6, 7};
        double end = 6 / Math.sqrt(12 * 8 / 12.0);
        assertEquals(-end, RankTest.z(near, far), 1e-12);
        assertEquals(end, RankTest.z(far, near), 1e-12);
        assertEquals(0, RankTest.z(far, far), 1e-12);
    }

    private static double value(Findings findings, String id) {
        return figure(findings, id, "pixels").measured().orElseThrow().value();
    }

    private static Figure figure(Findings findings, String id, String space) {
        return findings.figures().stream()
                .filter(one -> one.id().equals(id)
                        && one.space().equals(space)
                        && one.cell().equals(Cell.ALL))
                .findFirst()
                .orElseThrow();
    }

    /** Judges synthetic images of numbers from one on; the training images have the numbers from 0 on. */
    private Findings judge(int synthetic, int first, List<SpaceFeatures> spaces) throws IOException {
        int train = spaces.isEmpty() ? 50 : TRAIN;
        ImageSets.Request request = new ImageSets.Request(
                images("train", train, 0),
                images("holdout", HOLDOUT, 500),
                images("synthetic", synthetic, first),
                SIDE,
                Optional.empty(),
                false);
        try (ImageSets sets =
                ImageSets.open(request, folder.resolve("cache"), (task, unit, total) -> Progress.none())) {
            return new NearCopies().judge(new Study(sets, spaces, 1, 20, 2), (task, unit, total) -> Progress.none());
        }
    }

    private ImageSource images(String name, int count, int first) throws IOException {
        Path to = Files.createDirectories(folder.resolve(name));
        for (int i = 0; i < count; i++) {
            BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
            for (int p = 0; p < SIDE * SIDE; p++) {
                image.getRaster().setSample(p % SIDE, p / SIDE, 0, grey(first + i, p));
            }
            ImageIO.write(image, "png", to.resolve(String.format("%04d.png", i)).toFile());
        }
        return new ImageSource.Folder(to, Map.of());
    }

    /** Waves whose lengths and places are those of the number alone. */
    private static int grey(int number, int place) {
        double y = (double) (place / SIDE) / SIDE;
        double x = (double) (place % SIDE) / SIDE;
        double value = 0;
        for (int k = 1; k <= 4; k++) {
            double along = 5 * Math.sin(37.7 * number + 11 * k);
            double across = 5 * Math.cos(53.3 * number + 17 * k);
            value += Math.sin(2 * Math.PI * (across * x + along * y) / 2 + 29.3 * number * k);
        }
        return (int) Math.round(127.5 * (1 + Math.tanh(value / 2)));
    }
}
