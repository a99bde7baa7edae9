package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.effigy.base.Json;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.image.DicomImage;
import org.effigy.dicom.image.PixelEncoding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command on a dozen small phantoms, from the simulation to the scrubbed file; a test writes into a folder of its own.
 */
@org.junit.jupiter.api.Tag("slow")
final class EndToEndTest {
    private static final int LONGEST_SECONDS = 60;

    @TempDir
    private Path folder;

    @Test
    void phantomWritesADataSet() throws IOException {
        assertEquals(
                SmallRun.PHANTOM_COUNT,
                SmallRun.files(SmallRun.PHANTOMS, ".dcm").size());
        assertEquals(
                SmallRun.PHANTOM_COUNT + 1,
                Files.readAllLines(SmallRun.PHANTOMS.resolve("labels.csv")).size());
        String line = CommandRun.of("phantom", SmallRun.PHANTOMS, "-n", 2).failure();
        assertTrue(line.contains("already holds"), line);
    }

    @Test
    void indexRefusesSyntheticImagesUnlessAllowed() {
        String line = CommandRun.of("index", SmallRun.PHANTOMS, "--out", folder.resolve("no.json"))
                .failure();
        assertTrue(line.contains("--allow-synthetic"), line);
        CommandRun run = CommandRun.of(
                        "index", SmallRun.PHANTOMS, "--out", folder.resolve("index.json"), "--allow-synthetic")
                .succeeded();
        assertTrue(run.out().contains("modality CT"), run.out());
        assertTrue(run.out().contains("class NODULE"), run.out());
        assertTrue(run.out().contains("size 64x64"), run.out());
        assertTrue(run.out().contains("synthetic images in use: " + SmallRun.PHANTOM_COUNT), run.out());
    }

    @Test
    void trainRefusesSyntheticImagesUnlessAllowed() {
        List<Object> words = SmallRun.trainWords(folder.resolve("refused"), 2);
        String line =
                CommandRun.of(words.subList(0, words.size() - 1).toArray()).failure();
        assertTrue(line.contains("--allow-synthetic"), line);
    }

    @Test
    void trainWritesARunAndTheSameCommandGoesOn() throws IOException {
        Path run = folder.resolve("run");
        CommandRun first = CommandRun.of(SmallRun.trainWords(run, 2).toArray()).succeeded();
        assertTrue(first.out().contains("Finished after step 2."), first.out());
        CommandRun second = CommandRun.of(SmallRun.trainWords(run, 4).toArray()).succeeded();
        assertTrue(second.out().contains("goes on after step 2"), second.out());
        assertTrue(second.out().contains("Finished after step 4."), second.out());
        assertEquals(4, Files.readAllLines(run.resolve("metrics.jsonl")).size());
        assertEquals(2, SmallRun.files(run.resolve("previews"), ".png").size());
    }

    @Test
    @Timeout(2 * LONGEST_SECONDS)
    void aSignalEndsTrainingWithACheckpoint() throws Exception {
        List<String> words = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        for (String name :
                List.of("org.bytedeco.javacpp.platform.extension", "org.eclipse.deeplearning4j.helpers.disable")) {
            words.add("-D" + name + "=" + System.getProperty(name));
        }
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.effigy.cli.Effigy"));
        Path run = folder.resolve("stopped");
        SmallRun.trainWords(run, 1_000_000).forEach(word -> words.add(word.toString()));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        StringBuilder printed = new StringBuilder();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                printed.append(line).append('\n');
                if (line.startsWith("Run: ")) {
                    process.toHandle().destroy();
                }
            }
        }
        assertTrue(process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS), "it ends");
        String text = printed.toString();
        assertTrue(text.contains("effigy: stopping after this step, with a checkpoint"), text);
        assertTrue(text.contains("Stopped after step "), text);
        assertEquals(1, SmallRun.files(run.resolve("checkpoints"), "").size(), text);
    }

    @Test
    void trainRefusesOtherSettingsForTheSameRun() {
        List<Object> words = SmallRun.trainWords(SmallRun.MODEL, 4);
        words.add("--seed");
        words.add(7);
        String line = CommandRun.of(words.toArray()).failure();
        assertTrue(line.contains("training.seed"), line);
    }

    @Test
    void convertWritesEveryFormat() throws IOException {
        for (String format : List.of("png", "tiff", "dicom")) {
            Path converted = folder.resolve("converted-" + format);
            CommandRun.of("convert", SmallRun.SAMPLES, converted, "--format", format)
                    .succeeded();
            assertEquals(SmallRun.COUNT, SmallRun.files(converted, "").size());
        }
    }

    @Test
    void everyTransferSyntaxHoldsTheSamePixels() throws IOException {
        Path plain = SmallRun.files(SmallRun.SAMPLES, ".dcm").get(0);
        int[] values = DicomImage.of(Dicom.read(plain)).storedValues(0);
        for (PixelEncoding encoding : PixelEncoding.values()) {
            Path sampled = folder.resolve("sampled-" + encoding);
            SmallRun.sample(sampled, "--transfer-syntax", encoding).succeeded();
            Path converted = folder.resolve("encoded-" + encoding + ".dcm");
            CommandRun.of("convert", plain, converted, "--format", "dicom", "--transfer-syntax", encoding)
                    .succeeded();
            for (Path file : List.of(sampled.resolve(plain.getFileName()), converted)) {
                DicomFile read = Dicom.read(file);
                assertEquals(encoding.transferSyntax().uid(), read.transferSyntaxUid());
                assertArrayEquals(values, DicomImage.of(read).storedValues(0));
            }
            CommandRun.of("replay", sampled, "--model", SmallRun.MODEL).succeeded();
        }
    }

    @Test
    void scrubWritesWhatItCanAndFailsIfAnyFileFailed() throws IOException {
        Path in = Files.createDirectories(folder.resolve("mixed"));
        Path good = SmallRun.files(SmallRun.SAMPLES, ".dcm").get(0);
        Files.copy(good, in.resolve("DOE^JOHN.dcm"));
        byte[] bytes = Files.readAllBytes(good);
        Files.write(in.resolve("broken.dcm"), Arrays.copyOf(bytes, bytes.length - 100));
        CommandRun run = CommandRun.of("scrub", in, folder.resolve("clean"));
        assertEquals(1, run.exitCode());
        assertTrue(run.out().contains("1 written, 1 failed"), run.out());
        assertEquals(
                1, run.err().lines().filter(line -> line.startsWith("effigy: ")).count(), run.err());
        assertFalse((run.out() + run.err()).contains("DOE"), run.err());
        List<Path> clean = SmallRun.files(folder.resolve("clean"), "");
        assertEquals(1, clean.size());
        assertEquals(
                "YES",
                Dicom.read(clean.get(0))
                        .dataSet()
                        .string(Tag.PatientIdentityRemoved)
                        .orElseThrow());
    }

    @Test
    void demoGoesTheWholeWayAndASecondStartReusesIt() throws IOException {
        Path demo = folder.resolve("demo");
        Instant start = Instant.now();
        CommandRun run = CommandRun.of("demo", "--quick", "--out", demo).succeeded();
        double seconds = Duration.between(start, Instant.now()).toMillis() / 1e3;
        assertTrue(run.out().contains("effigy train ddpm"), run.out());
        assertTrue(run.out().contains("Done. What lies where:"), run.out());
        double training = Json.tree(lastLine(demo.resolve("run/metrics.jsonl")), "metrics")
                .path("elapsedSeconds")
                .asDouble();
        double firstStep = Double.parseDouble(run.out().replaceAll("(?s).*first step done ([0-9.]+) s after.*", "$1"));
        assertTrue(firstStep < seconds - training, "sampling's first step after " + firstStep + " s: " + run.out());
        assertTrue(Files.size(demo.resolve("sheet.png")) > 0);
        Map<String, String> first = SmallRun.hashes(demo.resolve("synthetic"));
        assertFalse(first.isEmpty());
        CommandRun.of("demo", "--quick", "--out", demo).succeeded();
        assertEquals(first, SmallRun.hashes(demo.resolve("synthetic")));
    }

    private static String lastLine(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return lines.get(lines.size() - 1);
    }

    @Test
    void aDcganGoesTheSameWay() throws IOException {
        Path run = folder.resolve("dcgan");
        CommandRun.of(
                        "train",
                        "dcgan",
                        "--data",
                        SmallRun.INDEX,
                        "--out",
                        run,
                        "--preset",
                        "tiny",
                        "--size",
                        32,
                        "--batch",
                        4,
                        "--steps",
                        2,
                        "--preview-every",
                        0,
                        "--no-labels",
                        "--allow-synthetic")
                .succeeded();
        Path out = folder.resolve("dcgan-samples");
        CommandRun.of("sample", run, "--no-gate", "-n", SmallRun.COUNT, "--out", out)
                .succeeded();
        assertEquals(SmallRun.COUNT, SmallRun.files(out, ".dcm").size());
        CommandRun wrong = CommandRun.of("sample", run, "--no-gate", "--out", folder.resolve("none"), "--steps", 5);
        assertEquals(2, wrong.exitCode());
        assertTrue(wrong.err().contains("this model is a dcgan"), wrong.err());
    }
}
