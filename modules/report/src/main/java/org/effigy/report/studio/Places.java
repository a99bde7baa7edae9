package org.effigy.report.studio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.effigy.base.Hashes;
import org.effigy.evaluation.Evaluation;
import org.effigy.report.run.MetricsTail;
import org.effigy.report.run.RunFacts;

/**
 * The folders that are shown, by keys that addresses use in place of paths.
 *
 * @param runs that training wrote
 * @param evaluations of images
 * @param samples folders with a manifest
 */
record Places(Map<String, Path> runs, Map<String, Path> evaluations, Map<String, Path> samples) {
    static final String MANIFEST = "manifest.json";
    private static final int LEVELS = 3;
    private static final int MOST = 200;
    private static final int MOST_BELOW = 5000;
    private static final long LASTS_NANOS = 2_000_000_000;
    private static final int KEY_LETTERS = 12;

    /** Finds the folders again where the last look is some seconds old; for several threads. */
    static final class Finder {
        private final List<Path> roots;
        private Places found = new Places(Map.of(), Map.of(), Map.of());
        private long until = System.nanoTime();

        Finder(List<Path> roots) {
            this.roots = roots;
        }

        synchronized Places places() {
            if (System.nanoTime() - until >= 0) {
                found = find(roots);
                until = System.nanoTime() + LASTS_NANOS;
            }
            return found;
        }
    }

    /** Looks into the folders and those below. */
    static Places find(List<Path> roots) {
        Places places = new Places(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        roots.forEach(root -> places.look(root, LEVELS));
        return places;
    }

    private void look(Path folder, int levels) {
        if (runs.size() + evaluations.size() + samples.size() >= MOST) {
            return;
        }
        boolean run = Files.exists(folder.resolve(MetricsTail.FILE)) && RunFacts.isRun(folder);
        if (run) {
            runs.put(key(folder), folder);
        }
        if (Files.exists(folder.resolve(Evaluation.FILE))) {
            evaluations.put(key(folder), folder);
        }
        if (Files.exists(folder.resolve(MANIFEST))) {
            samples.put(key(folder), folder);
        }
        if (levels > 0 && !run) {
            below(folder).forEach(next -> look(next, levels - 1));
        }
    }

    /** Returns the folders in a folder by name; none where it cannot be read. */
    private static List<Path> below(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.limit(MOST_BELOW)
                    .filter(path -> Files.isDirectory(path)
                            && !path.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return new ArrayList<>();
        }
    }

    private static String key(Path folder) {
        byte[] path = folder.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8);
        return Hashes.sha256(path).substring(0, KEY_LETTERS);
    }

    /** Returns what a folder is called on the page. */
    static String name(Path folder) {
        Path name = folder.toAbsolutePath().normalize().getFileName();
        return name == null ? "/" : name.toString();
    }
}
