package org.effigy.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.effigy.base.AtomicFiles;
import org.effigy.base.Hashes;

/**
 * A dozen phantoms, their index, a model of two steps and its samples, made once for all tests of this process, which only read
 * them.
 */
final class SmallRun {
    static final int PHANTOM_COUNT = 12;
    static final int COUNT = 3;

    private static final Path ALL = make();
    static final Path PHANTOMS = ALL.resolve("phantoms");
    static final Path INDEX = ALL.resolve("index.json");
    static final Path MODEL = ALL.resolve("run");
    static final Path SAMPLES = ALL.resolve("synthetic");

    static {
        CommandRun.of("phantom", PHANTOMS, "-n", PHANTOM_COUNT, "--size", 64).succeeded();
        CommandRun.of("index", PHANTOMS, "--out", INDEX, "--allow-synthetic").succeeded();
        CommandRun.of(trainWords(MODEL, 2).toArray()).succeeded();
        sample(SAMPLES, "--format", "dicom").succeeded();
    }

    private SmallRun() {}

    private static Path make() {
        try {
            Path folder = Files.createTempDirectory("effigy-small-run");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    AtomicFiles.deleteTree(folder);
                } catch (IOException e) {
                    // The system clears its temporary files itself.
                    return;
                }
            }));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the words that train a run. */
    static List<Object> trainWords(Path run, int steps) {
        return new ArrayList<>(List.of(
                "train",
                "ddpm",
                "--data",
                INDEX,
                "--out",
                run,
                "--preset",
                "tiny",
                "--size",
                32,
                "--batch",
                2,
                "--preview-every",
                4,
                "--timesteps",
                10,
                "--steps",
                steps,
                "--allow-synthetic"));
    }

    /** Samples a few images with the model. */
    static CommandRun sample(Path out, Object... more) {
        List<Object> words =
                new ArrayList<>(List.of("sample", MODEL, "--no-gate", "-n", COUNT, "--steps", 2, "--out", out));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    /** Makes a folder with copies of the samples, to be changed. */
    static Path copyOfTheSamples(Path copy) throws IOException {
        Files.createDirectory(copy);
        for (Path file : files(SAMPLES, "")) {
            Files.copy(file, copy.resolve(file.getFileName()));
        }
        return copy;
    }

    /** Returns the files of a folder whose names end so, in the order of their names. */
    static List<Path> files(Path directory, String ending) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    /** Returns the hashes of the DICOM files of a folder by their names. */
    static Map<String, String> hashes(Path directory) throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        for (Path file : files(directory, ".dcm")) {
            hashes.put(file.getFileName().toString(), Hashes.sha256(file));
        }
        return hashes;
    }
}
