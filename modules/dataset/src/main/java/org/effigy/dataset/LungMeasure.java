package org.effigy.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.effigy.base.InputException;
import org.effigy.base.Progress;

/** Decodes CT slices, on all cores, to measure how much of them is lung. */
final class LungMeasure {
    /** Stands for a slice that cannot be decoded. */
    static final double UNDECODABLE = Double.NaN;

    private LungMeasure() {}

    private record Task(TreeWalk.Found file, List<Integer> frames) {}

    /** Returns the lung fraction of each frame, in their order. */
    static List<Double> of(List<SeriesSorter.Placed> images, Progress.Factory progress) throws IOException {
        Map<String, Task> tasks = new LinkedHashMap<>();
        for (SeriesSorter.Placed image : images) {
            TreeWalk.Found file = image.frame().file().found();
            tasks.computeIfAbsent(file.path(), p -> new Task(file, new ArrayList<>()))
                    .frames()
                    .add(image.frame().number());
        }
        List<Task> list = List.copyOf(tasks.values());
        List<Map<Integer, Double>> results;
        try (Progress bar = progress.start("measure lung", "files", list.size())) {
            results = Parallel.map(list, LungMeasure::measure, bar);
        }
        Map<String, Map<Integer, Double>> byPath = new LinkedHashMap<>();
        for (int i = 0; i < list.size(); i++) {
            byPath.put(list.get(i).file().path(), results.get(i));
        }
        return images.stream()
                .map(image -> byPath.get(image.frame().file().found().path())
                        .get(image.frame().number()))
                .toList();
    }

    private static Map<Integer, Double> measure(Task task) {
        Map<Integer, Double> fractions = new LinkedHashMap<>();
        FrameReader reader = null;
        for (int frame : task.frames()) {
            try {
                reader = reader == null ? FrameReader.open(task.file().file()) : reader;
                fractions.put(frame, LungFraction.of(reader.values(frame), reader.rows(), reader.columns()));
            } catch (InputException | IOException e) {
                fractions.put(frame, UNDECODABLE);
            }
        }
        return fractions;
    }
}
