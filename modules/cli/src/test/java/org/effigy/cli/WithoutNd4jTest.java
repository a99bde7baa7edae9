package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.effigy.networks.onednn.OneDnn;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training, resuming and sampling with networks that are compiled for the CPU load no class of ND4J and Deeplearning4j. */
@Tag("slow")
class WithoutNd4jTest {
    @TempDir
    private Path folder;

    /** The process whose classes are counted; the argument is an empty folder. */
    public static void main(String[] args) {
        Path folder = Path.of(args[0]);
        Path index = folder.resolve("index.json");
        CommandRun.of("phantom", folder.resolve("phantoms"), "-n", 8, "--size", 64)
                .succeeded();
        CommandRun.of("index", folder.resolve("phantoms"), "--allow-synthetic", "--out", index)
                .succeeded();
        for (String family : List.of("ddpm", "dcgan")) {
            Path run = folder.resolve(family);
            for (int steps = 2; steps <= 3; steps++) {
                CommandRun.of(
                                "train",
                                family,
                                "--data",
                                index,
                                "--out",
                                run,
                                "--preset",
                                "tiny",
                                "--size",
                                32,
                                "--steps",
                                steps,
                                "--batch",
                                2,
                                "--allow-synthetic")
                        .succeeded();
            }
            CommandRun.of(
                            "sample",
                            run,
                            "--no-gate",
                            "-n",
                            2,
                            "--out",
                            folder.resolve(family + "-samples"),
                            "--format",
                            "png")
                    .succeeded();
        }
    }

    @Test
    void noClassOfThemIsLoaded() throws Exception {
        Assumptions.assumeTrue(OneDnn.version().isPresent(), "skipped: oneDNN cannot be loaded here");
        Path classes = folder.resolve("classes.txt");
        ProcessBuilder child = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + classes,
                "-cp",
                System.getProperty("java.class.path"),
                WithoutNd4jTest.class.getName(),
                Files.createDirectory(folder.resolve("work")).toString());
        // As the launcher does.
        child.environment().put("OMP_NUM_THREADS", "1");
        Path text = folder.resolve("out.txt");
        Process process =
                child.redirectOutput(text.toFile()).redirectErrorStream(true).start();
        assertEquals(0, process.waitFor(), () -> "exit code; see " + text);
        List<String> loaded = Files.readAllLines(classes);
        assertTrue(loaded.stream().anyMatch(line -> line.contains(" org.effigy.networks.onednn.Program ")));
        for (String library : List.of("org.nd4j", "org.deeplearning4j")) {
            assertEquals(
                    List.of(),
                    loaded.stream().filter(line -> line.contains(" " + library)).toList());
        }
        assertTrue(
                Files.readString(folder.resolve("work/ddpm/environment.json")).contains("oneDNN"));
    }
}
