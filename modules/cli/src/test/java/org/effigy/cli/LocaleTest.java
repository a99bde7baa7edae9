package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.Tag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole way where the user's language has digits of its own, a decimal comma, or an i without a dot. */
@org.junit.jupiter.api.Tag("slow")
final class LocaleTest {
    private static final Locale USUAL = Locale.getDefault();

    @TempDir
    private Path folder;

    @AfterEach
    void speakAsBefore() {
        Locale.setDefault(USUAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "fa-IR", "tr-TR"})
    void everyCommandReadsWhatTheOthersWrote(String language) throws IOException {
        Locale.setDefault(Locale.forLanguageTag(language));
        Path phantoms = folder.resolve("phantoms");
        Path index = folder.resolve("index.json");
        Path run = folder.resolve("run");
        Path samples = folder.resolve("samples");
        CommandRun.of("phantom", phantoms, "-n", 6, "--size", 64, "--kind", "ct")
                .succeeded();
        CommandRun indexed = CommandRun.of("index", phantoms, "--out", index, "--allow-synthetic")
                .succeeded();
        assertTrue(indexed.out().contains("class NODULE"), indexed.out());
        train(index, run, 1).succeeded();
        String resumed = train(index, run, 2).succeeded().out();
        assertTrue(resumed.contains("goes on after step 1"), resumed);
        List<Object> words = List.of(
                "sample",
                "--no-gate",
                run,
                "-n",
                2,
                "--out",
                samples,
                "--steps",
                2,
                "--format",
                "DICOM",
                "--kind",
                "ct",
                "--sheet",
                folder.resolve("sheet.png"));
        CommandRun.of(words.toArray()).succeeded();
        CommandRun.of(words.toArray()).succeeded();
        assertEquals(
                "2 images are the same, 0 differ",
                CommandRun.of("replay", samples, "--model", run)
                        .succeeded()
                        .out()
                        .strip());
        CommandRun.of("convert", samples, folder.resolve("tiff"), "--format", "tiff")
                .succeeded();
        CommandRun.of("scrub", samples, folder.resolve("clean"), "--shift-dates")
                .succeeded();
        DicomFile clean = Dicom.read(folder.resolve("clean").resolve(firstFile(folder.resolve("clean"))));
        String date = clean.dataSet().string(Tag.StudyDate).orElseThrow();
        assertTrue(date.matches("[0-9]{8}"), "a date in ASCII digits");
        assertEveryNameAndTextIsAscii();
    }

    /** Here an index names a folder that no path can name, as one with other letters does where the locale is POSIX. */
    @Test
    void trainingSaysInOneLineThatTheDataFolderCannotBeNamed() throws IOException {
        Path index = folder.resolve("index.json");
        String text = Files.readString(SmallRun.INDEX);
        Files.writeString(index, text.replaceFirst("\"root\"\\s*:\\s*\"[^\"]*\"", "\"root\":\"/a\\\\u0000b\""));
        assertEquals(
                ErrorLines.PREFIX + ErrorLines.PATH_BEYOND_LOCALE,
                train(index, folder.resolve("run"), 1).failure());
    }

    @Test
    void aWorkingFolderThatTheLocaleCannotNameIsSaidInOneLine() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "skipped: no locale POSIX");
        assumeTrue(System.getProperty("sun.jnu.encoding").startsWith("UTF"), "skipped: cannot make the folder");
        Path here = Files.createDirectories(folder.resolve("f\u00e4"));
        Files.createDirectories(here.resolve("data"));
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Effigy.class.getName(),
                "index",
                "data",
                "--out",
                "index.json");
        builder.environment().put("LC_ALL", "POSIX");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process =
                builder.directory(here.toFile()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertEquals(1, process.waitFor());
        assertEquals(ErrorLines.PREFIX + ErrorLines.PATH_BEYOND_LOCALE, said.strip());
    }

    private CommandRun train(Path index, Path run, int steps) {
        return CommandRun.of(
                "train",
                "ddpm",
                "--data",
                index,
                "--out",
                run,
                "--preset",
                "tiny",
                "--size",
                32,
                "--batch",
                2,
                "--timesteps",
                10,
                "--steps",
                steps,
                "--checkpoint-every",
                1,
                "--preview-every",
                1,
                "--allow-synthetic");
    }

    private static Path firstFile(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().findFirst().orElseThrow().getFileName();
        }
    }

    private void assertEveryNameAndTextIsAscii() throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.toList();
        }
        for (Path path : all) {
            String name = folder.relativize(path).toString();
            assertTrue(isAscii(name), name);
            if (name.matches(".*\\.(json|jsonl|csv|txt)")) {
                assertTrue(isAscii(Files.readString(path)), name + " holds more than ASCII");
            }
        }
    }

    private static boolean isAscii(String text) {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(text);
    }
}
