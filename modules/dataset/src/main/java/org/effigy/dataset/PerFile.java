package org.effigy.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.effigy.base.Progress;

/** Work on the pixels of candidates, file by file on all cores, so that each file is opened once for all its frames. */
public final class PerFile {
    private PerFile() {}

    /**
     * Returns the results in the order of the images.
     *
     * @param task what progress calls it
     * @param work takes images of one file and gives one result for each, in their order
     */
    public static <R> List<R> map(
            List<Candidate> images,
            String task,
            Parallel.Work<List<Candidate>, List<R>> work,
            Progress.Factory progress)
            throws IOException {
        Map<String, List<Integer>> places = new LinkedHashMap<>();
        for (int i = 0; i < images.size(); i++) {
            places.computeIfAbsent(images.get(i).file().path(), p -> new ArrayList<>())
                    .add(i);
        }
        List<List<Candidate>> files = places.values().stream()
                .map(some -> some.stream().map(images::get).toList())
                .toList();
        List<List<R>> perFile;
        try (Progress bar = progress.start(task, "files", files.size())) {
            perFile = Parallel.map(files, work, bar);
        }
        Map<Integer, R> results = new LinkedHashMap<>();
        int file = 0;
        for (List<Integer> some : places.values()) {
            for (int i = 0; i < some.size(); i++) {
                results.put(some.get(i), perFile.get(file).get(i));
            }
            file++;
        }
        List<R> out = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            out.add(results.get(i));
        }
        return out;
    }
}
