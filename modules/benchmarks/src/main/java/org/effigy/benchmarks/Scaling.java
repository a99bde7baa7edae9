package org.effigy.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.effigy.base.Json;

/**
 * Measures how cost grows with steps, pixels, batch, threads, data and images, and writes {@code scaling.json} and plots
 * to {@code modules/benchmarks/docs}. What the file holds already is not measured again, so a run that was stopped goes on;
 * {@code scripts/scaling} says how it is called.
 */
public final class Scaling {
    private static final Path DOCS = Path.of("modules", "benchmarks", "docs");
    private static final Path RESULTS = DOCS.resolve("scaling.json");

    private final long deadline;
    private final ScalingRuns runs;
    private final Map<String, List<double[]>> results = new TreeMap<>();

    private Scaling(long deadline, ScalingRuns runs) {
        this.deadline = deadline;
        this.runs = runs;
    }

    /** What measures one point: x to y, or to several. */
    @FunctionalInterface
    interface Measure {
        double[] at(int x) throws IOException, InterruptedException;
    }

    /** Arguments: {@code [minutes=10] [full=false] [folder=FOLDER] [only=NAME]}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Map<String, String> options = new LinkedHashMap<>();
        Arrays.stream(args).map(arg -> arg.split("=", 2)).forEach(pair -> options.put(pair[0], pair[1]));
        long minutes = Long.parseLong(options.getOrDefault("minutes", "10"));
        boolean full = Boolean.parseBoolean(options.getOrDefault("full", "false"));
        Path folder = Path.of(options.getOrDefault(
                "folder",
                Path.of(System.getProperty("java.io.tmpdir"), "effigy-scaling").toString()));
        Files.createDirectories(folder);
        Files.createDirectories(DOCS);
        Scaling scaling = new Scaling(System.nanoTime() + minutes * 60_000_000_000L, new ScalingRuns(folder));
        scaling.read();
        scaling.measureAll(full, options.getOrDefault("only", ""));
        scaling.plot();
        scaling.table();
    }

    private void measureAll(boolean full, String only) throws IOException, InterruptedException {
        Map<String, Measure> measures = new LinkedHashMap<>();
        Map<String, int[]> points = new LinkedHashMap<>();
        measures.put("pixels", size -> runs.network(size, 8, ScalingRuns.processors()));
        points.put("pixels", new int[] {32, 64, 128});
        measures.put("batch", batch -> runs.network(64, batch, ScalingRuns.processors()));
        points.put("batch", new int[] {1, 2, 4, 8, 16, 32});
        measures.put("threads", threads -> runs.network(64, 8, threads));
        points.put("threads", ScalingRuns.threadCounts());
        measures.put("steps", runs::training);
        points.put("steps", full ? new int[] {50, 100, 200, 400, 800} : new int[] {50, 100, 200, 400});
        measures.put("samples", runs::sampling);
        points.put("samples", full ? new int[] {16, 64, 256, 1024} : new int[] {16, 64, 256});
        measures.put("files", runs::index);
        points.put("files", full ? new int[] {100, 1000, 10_000, 100_000} : new int[] {100, 1000, 10_000});
        measures.put("data", runs::trainingData);
        points.put("data", full ? new int[] {100, 1000, 10_000} : new int[] {100, 1000});
        for (String name : measures.keySet()) {
            for (int x : points.get(name)) {
                if (name.contains(only) && System.nanoTime() < deadline && !has(name, x)) {
                    double[] y = measures.get(name).at(x);
                    add(name, x, y);
                    System.out.println(name + " " + x + ": " + Arrays.toString(y));
                }
            }
        }
    }

    private boolean has(String name, int x) {
        return results.getOrDefault(name, List.of()).stream().anyMatch(point -> point[0] == x);
    }

    private void add(String name, int x, double[] y) throws IOException {
        double[] point = new double[1 + y.length];
        point[0] = x;
        System.arraycopy(y, 0, point, 1, y.length);
        results.computeIfAbsent(name, key -> new ArrayList<>()).add(point);
        results.get(name).sort((a, b) -> Double.compare(a[0], b[0]));
        write();
    }

    private void read() throws IOException {
        if (!Files.exists(RESULTS)) {
            return;
        }
        JsonNode tree = Json.tree(Files.readString(RESULTS), "scaling.json");
        tree.path("points").fields().forEachRemaining(field -> {
            List<double[]> points = new ArrayList<>();
            for (JsonNode row : field.getValue()) {
                double[] point = new double[row.size()];
                for (int i = 0; i < point.length; i++) {
                    point[i] = row.get(i).asDouble();
                }
                points.add(point);
            }
            results.put(field.getKey(), points);
        });
    }

    private void write() throws IOException {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("machine", ScalingRuns.machine());
        content.put("points", results);
        Json.write(RESULTS, content);
    }

    private void plot() throws IOException {
        for (ScalingPlot plot : ScalingPlot.values()) {
            List<double[]> points = results.getOrDefault(plot.measure(), List.of());
            if (points.size() > 1) {
                Files.writeString(
                        DOCS.resolve(plot.fileName()),
                        plot.of(points, ScalingRuns.machine()).svg());
            }
        }
    }

    private void table() {
        results.forEach((name, points) -> {
            System.out.println(name);
            for (double[] point : points) {
                StringBuilder row = new StringBuilder("|");
                for (double value : point) {
                    row.append(' ').append(SvgPlot.number(value)).append(" |");
                }
                System.out.println(row);
            }
        });
    }
}
