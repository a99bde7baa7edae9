package org.effigy.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures how cost grows with pixels, batch, threads, steps, images and data, and writes {@code scaling.json} and plots
 * to {@code modules/benchmarks/docs}. What the file holds already is not measured again, so a run that was stopped goes on;
 * {@code scripts/scaling} says how it is called. Other programs are left alone; the load that was seen is recorded.
 */
public final class Scaling {
    private static final Path DOCS = Path.of("modules", "benchmarks", "docs");

    private final long deadline;
    private final ScalingRuns runs;
    private final ScalingResults results;

    private Scaling(long deadline, ScalingRuns runs, ScalingResults results) {
        this.deadline = deadline;
        this.runs = runs;
        this.results = results;
    }

    /** What measures one point: x to y, or to several. */
    @FunctionalInterface
    interface Measure {
        double[] at(int x) throws IOException, InterruptedException;
    }

    /** Arguments: {@code [minutes=10] [full=false] [folder=FOLDER] [data=FOLDER] [only=NAME]}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Map<String, String> options = new LinkedHashMap<>();
        Arrays.stream(args).map(arg -> arg.split("=", 2)).forEach(pair -> options.put(pair[0], pair[1]));
        long minutes = Long.parseLong(options.getOrDefault("minutes", "10"));
        boolean full = Boolean.parseBoolean(options.getOrDefault("full", "false"));
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"), "effigy-scaling");
        Path folder = Path.of(options.getOrDefault("folder", temporary.toString()));
        Files.createDirectories(folder);
        Files.createDirectories(DOCS);
        ScalingFolders folders = new ScalingFolders(folder, Path.of(options.getOrDefault("data", "../shared/data")));
        System.out.println("data: " + folders.source());
        Scaling scaling = new Scaling(
                System.nanoTime() + minutes * 60_000_000_000L,
                new ScalingRuns(folder, folders),
                ScalingResults.read(DOCS.resolve("scaling.json")));
        scaling.measureAll(full, options.getOrDefault("only", ""));
        scaling.plot();
        scaling.table();
    }

    /** Returns what is measured, by the name of the measurement. */
    static Map<String, int[]> points(boolean full) {
        Map<String, int[]> points = new LinkedHashMap<>();
        points.put("pixels", new int[] {32, 64, 128});
        points.put("batch", new int[] {1, 2, 4, 8, 16, 32});
        points.put("threads", ScalingRuns.threadCounts());
        points.put("steps", full ? new int[] {50, 100, 200, 400, 800} : new int[] {50, 100, 200, 400});
        points.put("samples", full ? new int[] {16, 64, 256, 1024} : new int[] {16, 64, 256});
        points.put("files", full ? new int[] {1000, 4000, 16_000, 100_000} : new int[] {1000, 4000, 16_000});
        points.put("data", new int[] {100, 400, 1600});
        return points;
    }

    private Measure measure(String name) {
        return switch (name) {
            case "pixels" -> size -> runs.network(size, 8, ScalingRuns.processors());
            case "batch" -> batch -> runs.network(64, batch, ScalingRuns.processors());
            case "threads" -> threads -> runs.network(64, 8, threads);
            case "steps" -> runs::training;
            case "samples" -> runs::sampling;
            case "files" -> runs::indexing;
            case "data" -> runs::trainingData;
            default -> throw new IllegalArgumentException("there is no measurement " + name);
        };
    }

    private void measureAll(boolean full, String only) throws IOException, InterruptedException {
        for (Map.Entry<String, int[]> entry : points(full).entrySet()) {
            String name = entry.getKey();
            for (int x : entry.getValue()) {
                if (name.contains(only) && System.nanoTime() < deadline && !results.has(name, x)) {
                    double load = ScalingRuns.load();
                    double[] y = measure(name).at(x);
                    results.sawLoad(load);
                    results.add(name, x, y, ScalingRuns.machine());
                    System.out.printf(
                            Locale.ROOT, "%s %d: %s, load average before it %.1f%n", name, x, Arrays.toString(y), load);
                }
            }
        }
    }

    private void plot() throws IOException {
        for (ScalingPlot plot : ScalingPlot.values()) {
            List<double[]> rows = results.rows(plot.measure());
            if (rows.size() > 1) {
                Files.writeString(
                        DOCS.resolve(plot.fileName()),
                        plot.of(rows, results.machine()).svg());
            }
        }
    }

    private void table() {
        System.out.println(results.machine());
        results.points().forEach((name, rows) -> {
            System.out.println(name);
            for (double[] row : rows) {
                StringBuilder line = new StringBuilder("|");
                for (double value : row) {
                    line.append(' ').append(SvgPlot.number(value)).append(" |");
                }
                System.out.println(line);
            }
        });
    }
}
