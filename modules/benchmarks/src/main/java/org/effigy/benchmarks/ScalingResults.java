package org.effigy.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.effigy.base.Json;

/**
 * What {@link Scaling} has measured, kept in a file: rows (x, y...) by measurement, and the least and the most load average
 * that was seen before one of them.
 */
final class ScalingResults {
    private final Path file;
    private final Map<String, List<double[]>> points = new TreeMap<>();
    private String machine = "";
    private double leastLoad = Double.POSITIVE_INFINITY;
    private double mostLoad;

    private ScalingResults(Path file) {
        this.file = file;
    }

    /** Reads what the file holds; nothing where there is none. */
    static ScalingResults read(Path file) throws IOException {
        ScalingResults results = new ScalingResults(file);
        if (!Files.exists(file)) {
            return results;
        }
        JsonNode tree = Json.tree(Files.readString(file), file.getFileName().toString());
        results.machine = tree.path("machine").asText();
        JsonNode load = tree.path("load");
        if (load.size() == 2) {
            results.sawLoad(load.get(0).asDouble());
            results.sawLoad(load.get(1).asDouble());
        }
        tree.path("points").properties().forEach(entry -> {
            List<double[]> rows = new ArrayList<>();
            for (JsonNode row : entry.getValue()) {
                double[] values = new double[row.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = row.get(i).asDouble();
                }
                rows.add(values);
            }
            results.points.put(entry.getKey(), rows);
        });
        return results;
    }

    /** Notes the load average before a measurement; a negative one is not known. */
    void sawLoad(double load) {
        if (load >= 0) {
            leastLoad = Math.min(leastLoad, load);
            mostLoad = Math.max(mostLoad, load);
        }
    }

    /** Returns the measurements by name, rows in the order of x. */
    Map<String, List<double[]>> points() {
        return points;
    }

    List<double[]> rows(String name) {
        return points.getOrDefault(name, List.of());
    }

    boolean has(String name, int x) {
        return rows(name).stream().anyMatch(row -> row[0] == x);
    }

    /** Adds a row and writes the file. */
    void add(String name, int x, double[] y, String machineNow) throws IOException {
        double[] row = new double[1 + y.length];
        row[0] = x;
        System.arraycopy(y, 0, row, 1, y.length);
        points.computeIfAbsent(name, key -> new ArrayList<>()).add(row);
        points.get(name).sort((a, b) -> Double.compare(a[0], b[0]));
        machine = machineNow;
        write();
    }

    private void write() throws IOException {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("machine", machine);
        content.put("load", hasLoad() ? List.of(leastLoad, mostLoad) : List.of());
        content.put("points", points);
        Json.write(file, content);
    }

    private boolean hasLoad() {
        return leastLoad <= mostLoad;
    }

    /** Returns what was measured on, and how busy that was, the measurements' own work included. */
    String machine() {
        return machine
                + (hasLoad() ? String.format(Locale.ROOT, "; load average %.1f to %.1f", leastLoad, mostLoad) : "");
    }
}
