package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees when an input is missing, an output cannot be written, or a number is wrong: one line each. */
final class CommandErrorsTest {
    /** Nobody listens on the port that is reserved for discarding. */
    private static final String NOWHERE = "http://127.0.0.1:9/rs";

    @TempDir
    private Path folder;

    @Test
    void aMissingInputIsNamedAsTheUserWroteIt() {
        Path nowhere = folder.resolve("nowhere");
        Path out = folder.resolve("out");
        for (List<Object> words : List.<List<Object>>of(
                List.of("index", nowhere, "--out", out),
                List.of("train", "ddpm", "--data", nowhere, "--out", out),
                List.of("train", "dcgan", "--data", nowhere, "--out", out),
                List.of("sample", nowhere, "--out", out),
                List.of("replay", nowhere, "--model", out),
                List.of("convert", nowhere, out),
                List.of("scrub", nowhere, out))) {
            String line = CommandRun.of(words.toArray()).failure();
            assertTrue(line.startsWith("effigy: " + nowhere + ": there is no such "), line);
            assertFalse(Files.exists(out), "nothing is written: " + words);
        }
    }

    @Test
    void anOutputBelowAFileGetsOneLine() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        Path below = file.resolve("below");
        Path in = Files.createDirectory(folder.resolve("in"));
        for (List<Object> words : List.<List<Object>>of(
                List.of("index", in, "--out", below),
                List.of("sample", in, "--out", below),
                List.of("convert", in, below),
                List.of("scrub", in, below),
                List.of("phantom", below),
                List.of("demo", "--out", below))) {
            String line = CommandRun.of(words.toArray()).failure();
            assertTrue(line.contains("a file is in the way"), line);
        }
    }

    @Test
    void aFolderWithoutImagesGetsOneLine() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path out = folder.resolve("out");
        CommandRun.of("index", empty, "--out", out).failure();
        assertTrue(CommandRun.of("convert", empty, out).failure().contains("no DICOM image"));
        assertTrue(
                CommandRun.of("scrub", empty, folder.resolve("clean")).failure().contains("no DICOM image"));
    }

    @Test
    void indexDoesNotReplaceAFileThatIsNoIndex() throws IOException {
        Path in = Files.createDirectory(folder.resolve("in"));
        Path precious = Files.writeString(folder.resolve("precious.txt"), "precious");
        String line = CommandRun.of("index", in, "--out", precious).failure();
        assertTrue(line.contains("exists and is not an index"), line);
        assertEquals("precious", Files.readString(precious));
    }

    @Test
    void anIndexThatIsNoneGetsOneLine() throws IOException {
        Path file = Files.writeString(folder.resolve("index.json"), "{\"some\": \"json\"}");
        CommandRun.of("train", "ddpm", "--data", file, "--out", folder.resolve("run"))
                .failure();
    }

    @Test
    void aRunThatIsNoneGetsOneLine() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        CommandRun.of("sample", empty, "--out", folder.resolve("out")).failure();
    }

    @Test
    void aWrongNumberIsWrongUsage() throws IOException {
        Path in = Files.createDirectory(folder.resolve("in"));
        Path out = folder.resolve("out");
        for (List<Object> words : List.<List<Object>>of(
                List.of("index", in, "--out", out, "--shares", "0.5,0.5"),
                List.of("index", in, "--out", out, "--shares", "0.5,0.5,0.5"),
                List.of("index", in, "--out", out, "--split-seed", "x"),
                List.of("index", in, "--out", out, "--every", 0),
                List.of("index", in, "--out", out, "--min-lung", 1.5),
                List.of("index", in, "--out", out, "--body-part", "CHESST"),
                List.of("index", in, "--out", out, "--view", "ABOVE"),
                List.of("phantom", out, "-n", 0),
                List.of("phantom", out, "--size", 5000),
                List.of("phantom", out, "--lesions", 2),
                List.of("phantom", out, "--kind", "mr"),
                List.of("sample", in, "--out", out, "--format", "gif"),
                List.of("sample", in, "--out", out, "--kind", "mr"),
                List.of("pull", "--qido", NOWHERE, "--out", out, "--study-date", "2024"),
                List.of("pull", "--qido", NOWHERE, "--out", out, "--match", "SeriesDate=20230229"),
                List.of("pull", "--qido", NOWHERE, "--out", out, "--study", "1.2.*"),
                List.of("pull", "--qido", NOWHERE, "--out", out, "--limit", 0),
                List.of("convert", in, out, "--format", "gif"),
                List.of("convert", in, out, "--transfer-syntax", "rle"),
                List.of("convert", in, out, "--format", "dicom", "--transfer-syntax", "zip"),
                List.of("sample", in, "--out", out, "--format", "png", "--transfer-syntax", "jpeg-ls"),
                List.of("train", "ddpm", "--data", in, "--out", out, "--time", "0s"),
                List.of("train", "volumes", "--data", in, "--out", out))) {
            CommandRun run = CommandRun.of(words.toArray());
            assertEquals(2, run.exitCode(), words + "\n" + run.err());
            assertTrue(run.err().startsWith("effigy: "), run.err());
            assertFalse(run.err().contains("\tat "), run.err());
            assertFalse(Files.exists(out), "nothing is written: " + words);
        }
    }

    @Test
    void anArchiveThatCannotBeReachedLeavesNoFolderBehind() {
        Path out = folder.resolve("out");
        String line = CommandRun.of("pull", "--qido", NOWHERE, "--out", out, "--retries", 0)
                .failure();
        assertTrue(line.contains("cannot be reached"), line);
        assertFalse(Files.exists(out));
    }

    @Test
    void helpLoadsNoTensorLibrary() throws Exception {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + folder.resolve("classes.txt"),
                "-cp",
                System.getProperty("java.class.path"),
                "org.effigy.cli.Effigy",
                "train",
                "ddpm",
                "--help"));
        Process process = new ProcessBuilder(words)
                .redirectOutput(folder.resolve("out.txt").toFile())
                .redirectErrorStream(true)
                .start();
        assertEquals(0, process.waitFor());
        List<String> loaded = Files.readAllLines(folder.resolve("classes.txt"));
        assertTrue(loaded.stream().anyMatch(line -> line.contains("org.effigy.cli.TrainOptions")));
        for (String library : Arrays.asList("org.nd4j", "org.deeplearning4j", "org.bytedeco", "com.fasterxml")) {
            assertTrue(loaded.stream().noneMatch(line -> line.contains(" " + library)), library);
        }
    }
}
