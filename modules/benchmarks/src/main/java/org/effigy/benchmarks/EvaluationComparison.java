package org.effigy.benchmarks;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.effigy.base.Progress;
import org.effigy.base.Seeds;
import org.effigy.evaluation.features.RandomNetwork;
import org.effigy.evaluation.fidelity.Fidelity;
import org.effigy.evaluation.images.ImageSets;
import org.effigy.evaluation.images.ImageSource;
import org.effigy.evaluation.privacy.NearCopies;
import org.effigy.evaluation.radiomics.Radiomics;
import org.effigy.evaluation.run.EvaluationRequest;
import org.effigy.evaluation.run.Evaluator;

/**
 * Times all of fidelity and near copies beside the same work in numpy, scikit-learn and scikit-image, in one run: {@code
 * EvaluationComparison DATA OUT [COUNT] [SOME]}, from the root of the project. DATA is a folder of PNG radiographs; COUNT training
 * and COUNT synthetic images of 128 pixels are made of them, turned, moved, scaled and brightened a little, a fifth as many are held
 * out. Ours includes reading files, features of the random network, and the intervals; numpy's does not, and it computes features and
 * copies of SOME images of each kind, scaled to all. PYTHON names the interpreter.
 */
public final class EvaluationComparison {
    private static final int SIDE = 128;
    private static final int REPLICATES = 200;

    private final PrintStream out = System.out;
    private final List<Path> files;
    private final Path folder;

    private EvaluationComparison(List<Path> files, Path folder) {
        this.files = files;
        this.folder = folder;
    }

    /** Runs the comparison. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(Path.of(arguments[0]))) {
            files = listed.filter(file -> file.toString().endsWith(".png"))
                    .sorted()
                    .toList();
        }
        int count = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2000;
        int some = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 20;
        new EvaluationComparison(files, Path.of(arguments[1])).run(count, some);
    }

    private void run(int count, int some) throws IOException, InterruptedException {
        // Thirds of the files, so that no image is in two sets.
        make("train", 0, count);
        make("synthetic", 1, count);
        make("holdout", 2, Math.max(50, count / 5));
        int threads = Runtime.getRuntime().availableProcessors();
        long start = System.nanoTime();
        evaluate(threads);
        double ours = (System.nanoTime() - start) / 1e9;
        out.printf("effigy, %d x %d images of %d pixels, %d threads: %.1f s%n", count, count, SIDE, threads, ours);
        double theirs = python(some);
        out.printf("numpy in all: %.1f s, ratio %.1f%n", theirs, theirs / ours);
    }

    private void make(String set, int third, int count) throws IOException {
        Path to = Files.createDirectories(folder.resolve(set));
        for (int i = 0; i < count; i++) {
            Path file = to.resolve(String.format("%05d.png", i));
            if (!Files.exists(file)) {
                BufferedImage real =
                        ImageIO.read(files.get((third + 3 * i) % files.size()).toFile());
                ImageIO.write(varied(real, Seeds.of(1, set, i)), "png", file.toFile());
            }
        }
    }

    private static BufferedImage varied(BufferedImage real, Random random) {
        double zoom = (1 + 0.06 * random.nextGaussian() / 3) * SIDE / real.getWidth();
        AffineTransform place = new AffineTransform();
        place.translate(
                SIDE / 2.0 * (1 + 0.02 * random.nextGaussian()), SIDE / 2.0 * (1 + 0.02 * random.nextGaussian()));
        place.rotate(Math.toRadians(2 * random.nextGaussian()));
        place.scale(zoom, zoom);
        place.translate(-real.getWidth() / 2.0, -real.getHeight() / 2.0);
        BufferedImage small = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = small.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(real, place, null);
        graphics.dispose();
        double gamma = Math.exp(0.15 * random.nextGaussian());
        for (int i = 0; i < SIDE * SIDE; i++) {
            double value = small.getRaster().getSample(i % SIDE, i / SIDE, 0) / 255.0;
            small.getRaster().setSample(i % SIDE, i / SIDE, 0, Math.round(255 * Math.pow(value, gamma)));
        }
        return small;
    }

    private void evaluate(int threads) throws IOException {
        ImageSets.Request sets = new ImageSets.Request(
                source("train"), source("holdout"), source("synthetic"), SIDE, Optional.empty(), false);
        EvaluationRequest request = new EvaluationRequest(
                sets,
                folder.resolve("judged"),
                List.of(Radiomics.NAME, RandomNetwork.NAME),
                Optional.empty(),
                Optional.empty(),
                1,
                REPLICATES,
                threads,
                Map.of());
        new Evaluator(List.of(new Fidelity(), new NearCopies()), "benchmark", (task, unit, total) -> timed(task))
                .run(request);
    }

    /** Prints how long a piece of work took. */
    private Progress timed(String task) {
        long start = System.nanoTime();
        return new Progress() {
            @Override
            public void done(long units) {
                // Only the end is of interest.
            }

            @Override
            public void note(String text) {
                // Only the end is of interest.
            }

            @Override
            public void close() {
                out.printf("  %s: %.1f s%n", task, (System.nanoTime() - start) / 1e9);
            }
        };
    }

    private ImageSource source(String set) {
        return new ImageSource.Folder(folder.resolve(set), Map.of());
    }

    /** Returns the seconds of all that the other side computes. */
    private double python(int some) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Optional.ofNullable(System.getenv("PYTHON")).orElse("python3"),
                        "modules/benchmarks/src/main/python/evaluation_worker.py",
                        "modules/evaluation/src/test/python",
                        folder.resolve("train").toString(),
                        folder.resolve("holdout").toString(),
                        folder.resolve("synthetic").toString(),
                        folder.resolve("judged").toString(),
                        String.valueOf(some))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("the numpy side failed");
        }
        out.print(text);
        return text.lines()
                .filter(line -> !line.startsWith("agreement"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }
}
