package org.effigy.evaluation.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.base.Seeds;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Evaluation;
import org.effigy.evaluation.Figure;
import org.effigy.evaluation.fidelity.Fidelity;
import org.effigy.evaluation.images.ImageSets;
import org.effigy.evaluation.images.ImageSource;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evaluations of small sets of discs: real ones, synthetic ones of the same kind, and noise. */
final class EvaluatorTest {
    private static final int SIDE = 24;

    @TempDir
    private static Path folder;

    private static Evaluation good;

    @BeforeAll
    static void evaluateDiscs() throws IOException {
        real(folder.resolve("train"), 110, 1);
        real(folder.resolve("holdout"), 70, 2);
        for (int i = 0; i < 64; i++) {
            write(folder.resolve("synthetic"), i, disc(Seeds.of(5, "disc", i), i % 2 == 0));
            write(folder.resolve("noise"), i, noise(Seeds.of(9, "noise", i)));
        }
        good = evaluate("synthetic", "good", List.of());
    }

    /** Writes discs of two classes and patients with two images each, and a table that says so. */
    private static void real(Path to, int count, long seed) throws IOException {
        StringBuilder table = new StringBuilder("file,label,patient_id,sex,age,view\n");
        for (int i = 0; i < count; i++) {
            boolean large = i % 2 == 0;
            write(to, i, disc(Seeds.of(seed, "disc", i), large));
            table.append(name(i))
                    .append(large ? ",LARGE," : ",SMALL,")
                    .append("p")
                    .append(seed)
                    .append(i / 4);
            table.append(i % 10 == 0 ? ",M,70,PA\n" : ",F,30,PA\n");
        }
        Files.writeString(to.resolve("labels.csv"), table);
    }

    private static String name(int i) {
        return "image-" + i + ".png";
    }

    private static int[] disc(Random random, boolean large) {
        double radius = (large ? 8 : 5) + random.nextGaussian();
        double cx = 12 + random.nextGaussian();
        double cy = 12 + random.nextGaussian();
        int[] pixels = new int[SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            double d = Math.hypot(i % SIDE - cx, i / SIDE - cy) - radius;
            pixels[i] = (int) Math.max(0, Math.min(255, 120 - 60 * Math.tanh(d) + 8 * random.nextGaussian()));
        }
        return pixels;
    }

    private static int[] noise(Random random) {
        int[] pixels = new int[SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextInt(256);
        }
        return pixels;
    }

    /** Writes red, green and blue of one value, as many programs do. */
    private static void write(Path to, int i, int[] pixels) throws IOException {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < pixels.length; p++) {
            image.setRGB(p % SIDE, p / SIDE, pixels[p] * 0x010101);
        }
        Files.createDirectories(to);
        ImageIO.write(image, "png", to.resolve(name(i)).toFile());
    }

    private static ImageSets.Request sets(String synthetic, String holdout) {
        return new ImageSets.Request(
                new ImageSource.Folder(folder.resolve("train"), Map.of()),
                new ImageSource.Folder(folder.resolve(holdout), Map.of()),
                new ImageSource.Folder(folder.resolve(synthetic), Map.of()),
                0,
                Optional.empty(),
                false);
    }

    private static Evaluation evaluate(String synthetic, String out, List<String> spaces) throws IOException {
        return evaluate(sets(synthetic, "holdout"), out, spaces);
    }

    private static Evaluation evaluate(ImageSets.Request sets, String out, List<String> spaces) throws IOException {
        EvaluationRequest request = new EvaluationRequest(
                sets, folder.resolve(out), spaces, Optional.empty(), Optional.empty(), 1, 100, 2, Map.of());
        return new Evaluator(List.of(new Fidelity()), "test", (task, unit, total) -> Progress.none()).run(request);
    }

    private static Figure figure(Evaluation evaluation, String id, String space, Cell cell) {
        return evaluation.figures().stream()
                .filter(f ->
                        f.id().equals(id) && f.space().equals(space) && f.cell().equals(cell))
                .findFirst()
                .orElseThrow(() -> new AssertionError(id + " " + space + " " + cell));
    }

    private static double value(Evaluation evaluation, String id, String space) {
        return figure(evaluation, id, space, Cell.ALL).measured().orElseThrow().value();
    }

    private static double floor(Evaluation evaluation, String id, String space) {
        return figure(evaluation, id, space, Cell.ALL).floor().orElseThrow().value();
    }

    @Test
    void whatIsWrittenIsReadBackAsItWas() throws IOException {
        assertEquals(good, Evaluation.read(folder.resolve("good")));
        assertEquals(110, good.train().images());
        assertEquals(28, good.train().patients());
        assertEquals(0, good.synthetic().patients());
        assertEquals(Map.of("LARGE", 55, "SMALL", 55), good.train().classes());
        assertEquals("holdout 0003", good.holdout().files().get(3));
    }

    @Test
    void imagesOfTheSameKindAreNearTheFloorAndNoiseIsFar() throws IOException {
        Evaluation noise = evaluate("noise", "noise-out", List.of("radiomics", "random"));
        for (String space : List.of("radiomics", "random")) {
            double floor = floor(good, "fidelity.frechet", space);
            assertTrue(value(good, "fidelity.frechet", space) < 2 * floor, space);
            assertTrue(value(noise, "fidelity.frechet", space) > 2 * value(good, "fidelity.frechet", space), space);
            assertTrue(value(noise, "fidelity.kid", space) > 5 * Math.abs(value(good, "fidelity.kid", space)), space);
            assertTrue(value(good, "fidelity.precision", space) > 0.8, space);
            assertEquals(0, value(noise, "fidelity.precision", space), space);
            assertEquals(0, value(noise, "fidelity.coverage", space), space);
        }
        assertTrue(value(noise, "fidelity.histogram", "") > 3 * floor(noise, "fidelity.histogram", ""));
        assertTrue(value(noise, "fidelity.spectrum", "") > 10 * floor(noise, "fidelity.spectrum", ""));
    }

    @Test
    void everyFigureHasAnIntervalAroundWhatIsMeasuredAndAFloorOfTheSameSize() {
        for (Figure figure : good.figures()) {
            if (figure.cell().equals(Cell.ALL)) {
                var measured = figure.measured().orElseThrow();
                assertTrue(measured.low() <= measured.high(), figure.id());
                assertTrue(figure.floor().isPresent(), figure.id());
                assertEquals(64, figure.images(), figure.id());
            }
        }
    }

    @Test
    void whatTheSyntheticImagesDoNotTellIsMeasuredByRealImagesAlone() {
        Cell women = new Cell("sex", "F");
        Figure coverage = figure(good, "fidelity.coverage", "random", women);
        assertTrue(coverage.measured().isPresent());
        assertTrue(coverage.note().contains("do not say their sex"), coverage.note());
        Figure kid = figure(good, "fidelity.kid", "random", women);
        assertTrue(kid.measured().isEmpty());
        assertEquals("not measurable: the synthetic images do not say their sex", kid.note());
    }

    @Test
    void aCellOfFewImagesIsNotMeasured() {
        Figure men = figure(good, "fidelity.coverage", "random", new Cell("sex", "M"));
        assertTrue(men.measured().isEmpty());
        assertTrue(men.note().startsWith("not measurable: 11 training"), men.note());
        // One view is all images and needs no cell.
        assertFalse(good.figures().stream().anyMatch(f -> f.cell().by().equals("view")));
    }

    @Test
    void withoutEnoughHoldoutImagesThereIsNoFloorAndNoFrechetDistance() throws IOException {
        real(folder.resolve("few"), 20, 7);
        Evaluation found = evaluate(sets("synthetic", "few"), "few-out", List.of("random"));
        Figure frechet = figure(found, "fidelity.frechet", "random", Cell.ALL);
        assertTrue(frechet.measured().isEmpty() && frechet.note().contains("no floor"), frechet.note());
        Figure kid = figure(found, "fidelity.kid", "random", Cell.ALL);
        assertTrue(kid.measured().isPresent() && kid.floor().isEmpty());
    }

    @Test
    void theSameRequestUsesWhatIsThereAndGivesTheSame() throws IOException {
        Path out = folder.resolve("again");
        Evaluation first = evaluate("synthetic", "again", List.of("radiomics"));
        assertFalse(Files.exists(out.resolve("pixels")));
        FileTime before = FileTime.fromMillis(1000);
        List<Path> files = new ArrayList<>();
        try (var all = Files.list(out)) {
            for (Path file :
                    all.filter(f -> f.toString().endsWith(".safetensors")).toList()) {
                Files.setLastModifiedTime(file, before);
                files.add(file);
            }
        }
        // As if the process had ended while it wrote: the record knows one file less, another one is cut short.
        Path lost = out.resolve("features-spectrum-holdout.safetensors");
        Files.write(lost, new byte[100]);
        Files.delete(out.resolve("findings-fidelity.json"));
        assertEquals(first, evaluate("synthetic", "again", List.of("radiomics")));
        String anew = files.stream()
                .filter(file -> !before.equals(modified(file)))
                .map(file -> file.getFileName().toString())
                .collect(Collectors.joining(" "));
        assertEquals("features-spectrum-holdout.safetensors", anew);
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void copiesOfTrainingImagesInTheHoldoutAreToldOf() throws IOException {
        Evaluation found = evaluate(sets("synthetic", "train"), "copies-out", List.of("random"));
        assertTrue(
                found.warnings().stream()
                        .anyMatch(w -> w.startsWith("110 of the holdout images are files of the train")),
                found.warnings().toString());
    }

    @Test
    void aSpaceThatThereIsNotIsRefused() {
        InputException refused =
                assertThrows(InputException.class, () -> evaluate("synthetic", "refused", List.of("inception")));
        assertEquals(
                "no feature space is called 'inception'; there are radiomics, random, classifier, onnx",
                refused.getMessage());
    }

    @Test
    void numpyComputesTheSameFiguresFromTheFilesAlone() throws Exception {
        String python = "";
        for (String candidate : List.of("python3", "/usr/bin/python3")) {
            if (start(candidate, "-c", "import numpy") == 0) {
                python = candidate;
            }
        }
        Assumptions.assumeFalse(python.isEmpty(), "skipped: python3 has no numpy");
        String script = Path.of("src", "test", "python", "recompute.py").toString();
        assertEquals(0, start(python, script, folder.resolve("good").toString()), "see above");
    }

    private static int start(String... command) throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        boolean probe = command[1].equals("-c");
        builder.redirectErrorStream(true);
        builder.redirectOutput(probe ? ProcessBuilder.Redirect.DISCARD : ProcessBuilder.Redirect.INHERIT);
        try {
            return builder.start().waitFor();
        } catch (IOException e) {
            return -1;
        }
    }
}
