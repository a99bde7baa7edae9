package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.effigy.base.Hashes;
import org.effigy.base.Json;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.DicomImage;
import org.effigy.dicom.PixelEncoding;
import org.effigy.dicom.Tag;
import org.effigy.networks.onednn.OneDnn;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Every command on a dozen small phantoms, from the simulation to the scrubbed file; each test builds on those before. */
@org.junit.jupiter.api.Tag("slow")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class EndToEndTest {
    private static final int PHANTOMS = 12;
    private static final int SAMPLES = 3;
    private static final int LONGEST_SECONDS = 60;

    @TempDir
    private static Path folder;

    @Test
    @Order(1)
    void phantomWritesADataSet() throws IOException {
        Path phantoms = folder.resolve("phantoms");
        CommandRun.of("phantom", phantoms, "-n", PHANTOMS, "--size", 64).succeeded();
        assertEquals(PHANTOMS, files(phantoms, ".dcm").size());
        assertEquals(
                PHANTOMS + 1, Files.readAllLines(phantoms.resolve("labels.csv")).size());
        String line = CommandRun.of("phantom", phantoms, "-n", 2).failure();
        assertTrue(line.contains("already holds"), line);
    }

    @Test
    @Order(2)
    void indexRefusesSyntheticImagesUnlessAllowed() {
        Path phantoms = folder.resolve("phantoms");
        String line = CommandRun.of("index", phantoms, "--out", folder.resolve("no.json"))
                .failure();
        assertTrue(line.contains("--allow-synthetic"), line);
        CommandRun run = CommandRun.of("index", phantoms, "--out", folder.resolve("index.json"), "--allow-synthetic")
                .succeeded();
        assertTrue(run.out().contains("modality CT"), run.out());
        assertTrue(run.out().contains("class NODULE"), run.out());
        assertTrue(run.out().contains("size 64x64"), run.out());
        assertTrue(run.out().contains("synthetic images in use: " + PHANTOMS), run.out());
    }

    @Test
    @Order(3)
    void trainRefusesSyntheticImagesUnlessAllowed() {
        List<Object> words = trainWords("refused", 2);
        String line =
                CommandRun.of(words.subList(0, words.size() - 1).toArray()).failure();
        assertTrue(line.contains("--allow-synthetic"), line);
    }

    @Test
    @Order(4)
    void trainWritesARunAndTheSameCommandGoesOn() throws IOException {
        CommandRun first = CommandRun.of(trainWords("run", 2).toArray()).succeeded();
        assertTrue(first.out().contains("Finished after step 2."), first.out());
        CommandRun second = CommandRun.of(trainWords("run", 4).toArray()).succeeded();
        assertTrue(second.out().contains("goes on after step 2"), second.out());
        assertTrue(second.out().contains("Finished after step 4."), second.out());
        assertEquals(4, Files.readAllLines(folder.resolve("run/metrics.jsonl")).size());
        assertEquals(2, files(folder.resolve("run/previews"), ".png").size());
    }

    @Test
    @Order(5)
    void aSignalEndsTrainingWithACheckpoint() throws Exception {
        List<String> words = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        for (String name :
                List.of("org.bytedeco.javacpp.platform.extension", "org.eclipse.deeplearning4j.helpers.disable")) {
            words.add("-D" + name + "=" + System.getProperty(name));
        }
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.effigy.cli.Effigy"));
        trainWords("stopped", 1_000_000).forEach(word -> words.add(word.toString()));
        Path text = folder.resolve("stopped.txt");
        Process process = new ProcessBuilder(words)
                .redirectOutput(text.toFile())
                .redirectErrorStream(true)
                .start();
        Path metrics = folder.resolve("stopped/metrics.jsonl");
        while (process.isAlive() && (!Files.exists(metrics) || Files.size(metrics) == 0)) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        process.toHandle().destroy();
        assertTrue(process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS), "it ends");
        String printed = Files.readString(text);
        assertTrue(printed.contains("effigy: stopping after this step, with a checkpoint"), printed);
        assertTrue(printed.contains("Stopped after step "), printed);
        assertEquals(1, files(folder.resolve("stopped/checkpoints"), "").size(), printed);
    }

    @Test
    @Order(5)
    void trainRefusesOtherSettingsForTheSameRun() {
        List<Object> words = trainWords("run", 4);
        words.add("--seed");
        words.add(7);
        String line = CommandRun.of(words.toArray()).failure();
        assertTrue(line.contains("training.seed"), line);
    }

    @Test
    @Order(6)
    void sampleWritesDicomThatSaysItIsSynthetic() throws IOException {
        Path out = folder.resolve("synthetic");
        Path sheet = folder.resolve("sheet.png");
        sample(out, "--format", "dicom", "--sheet", sheet).succeeded();
        List<Path> files = files(out, ".dcm");
        assertEquals(SAMPLES, files.size());
        for (Path file : files) {
            DicomFile read = Dicom.read(file);
            assertEquals("YES", read.dataSet().string(Tag.SyntheticData).orElseThrow());
            assertEquals("CT", read.dataSet().string(Tag.Modality).orElseThrow());
        }
        assertTrue(Files.size(sheet) > 0);
    }

    @Test
    @Order(7)
    void sampleGoesOnAndLeavesWhatIsThereAsItIs() throws IOException {
        Path out = folder.resolve("synthetic");
        Map<String, String> before = hashes(out);
        Files.delete(files(out, ".dcm").get(1));
        sample(out, "--batch", 1).succeeded();
        assertEquals(before, hashes(out));
    }

    @Test
    @Order(8)
    void sampleWritesTheOtherFormats() throws IOException {
        for (String format : List.of("png", "tiff")) {
            Path out = folder.resolve("as-" + format);
            sample(out, "--format", format, "--class", "NORMAL").succeeded();
            assertEquals(SAMPLES + 1, files(out, "").size());
        }
    }

    @Test
    @Order(9)
    void sampleRefusesAnUnknownClass() {
        String line = sample(folder.resolve("none"), "--class", "MARTIAN").failure();
        assertTrue(line.contains("unknown class MARTIAN; classes are NODULE, NORMAL"), line);
    }

    @Test
    @Order(10)
    void replayFindsTheSameImagesAndAChangedManifest() throws IOException {
        Path out = folder.resolve("synthetic");
        CommandRun run =
                CommandRun.of("replay", out, "--model", folder.resolve("run")).succeeded();
        assertEquals(SAMPLES + " images are the same, 0 differ", run.out().strip());
        Path manifest = out.resolve("manifest.json");
        String text = Files.readString(manifest);
        String hash = Hashes.sha256(files(out, ".dcm").get(0));
        Files.writeString(manifest, text.replace(hash, "0".repeat(hash.length())));
        assertEquals(
                1,
                CommandRun.of("replay", out, "--model", folder.resolve("run")).exitCode());
        Files.writeString(manifest, text);
    }

    @Test
    @Order(10)
    void samplesInBfloat16SaySoAndAreReplayedInIt() throws IOException {
        assumeTrue(OneDnn.supportsBfloat16());
        Path out = folder.resolve("rounded");
        Path model = folder.resolve("run");
        try {
            CommandRun.of("sample", model, "-n", 2, "--out", out, "--precision", "bfloat16", "--steps", 3)
                    .succeeded();
            System.setProperty(OneDnn.PRECISION, "float32");
            String text = Files.readString(out.resolve("manifest.json"));
            assertTrue(text.contains("\"precision\" : \"bfloat16\""), text);
            CommandRun again = CommandRun.of("replay", out, "--model", model).succeeded();
            assertEquals("2 images are the same, 0 differ", again.out().strip());
            String refusal = CommandRun.of(
                            "sample", model, "-n", 2, "--out", out, "--precision", "float32", "--steps", 3)
                    .failure();
            assertTrue(refusal.contains("with precision bfloat16, this command says float32"), refusal);
        } finally {
            System.setProperty(OneDnn.PRECISION, "float32");
        }
    }

    @Test
    @Order(11)
    void convertWritesEveryFormat() throws IOException {
        Path out = folder.resolve("synthetic");
        for (String format : List.of("png", "tiff", "dicom")) {
            Path converted = folder.resolve("converted-" + format);
            CommandRun.of("convert", out, converted, "--format", format).succeeded();
            assertEquals(SAMPLES, files(converted, "").size());
        }
    }

    @Test
    @Order(11)
    void everyTransferSyntaxHoldsTheSamePixels() throws IOException {
        Path plain = files(folder.resolve("synthetic"), ".dcm").get(0);
        int[] values = DicomImage.of(Dicom.read(plain)).storedValues(0);
        for (PixelEncoding encoding : PixelEncoding.values()) {
            Path sampled = folder.resolve("sampled-" + encoding);
            sample(sampled, "--transfer-syntax", encoding).succeeded();
            Path converted = folder.resolve("encoded-" + encoding + ".dcm");
            CommandRun.of("convert", plain, converted, "--format", "dicom", "--transfer-syntax", encoding)
                    .succeeded();
            for (Path file : List.of(sampled.resolve(plain.getFileName()), converted)) {
                DicomFile read = Dicom.read(file);
                assertEquals(encoding.transferSyntax().uid(), read.transferSyntaxUid());
                assertArrayEquals(values, DicomImage.of(read).storedValues(0));
            }
            CommandRun.of("replay", sampled, "--model", folder.resolve("run")).succeeded();
        }
    }

    @Test
    @Order(12)
    void scrubWritesWhatItCanAndFailsIfAnyFileFailed() throws IOException {
        Path in = Files.createDirectories(folder.resolve("mixed"));
        Path good = files(folder.resolve("synthetic"), ".dcm").get(0);
        Files.copy(good, in.resolve("DOE^JOHN.dcm"));
        byte[] bytes = Files.readAllBytes(good);
        Files.write(in.resolve("broken.dcm"), Arrays.copyOf(bytes, bytes.length - 100));
        CommandRun run = CommandRun.of("scrub", in, folder.resolve("clean"));
        assertEquals(1, run.exitCode());
        assertTrue(run.out().contains("1 written, 1 failed"), run.out());
        assertEquals(
                1, run.err().lines().filter(line -> line.startsWith("effigy: ")).count(), run.err());
        assertFalse((run.out() + run.err()).contains("DOE"), run.err());
        List<Path> clean = files(folder.resolve("clean"), "");
        assertEquals(1, clean.size());
        assertEquals(
                "YES",
                Dicom.read(clean.get(0))
                        .dataSet()
                        .string(Tag.PatientIdentityRemoved)
                        .orElseThrow());
    }

    @Test
    @Order(13)
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
        Map<String, String> first = hashes(demo.resolve("synthetic"));
        assertFalse(first.isEmpty());
        CommandRun.of("demo", "--quick", "--out", demo).succeeded();
        assertEquals(first, hashes(demo.resolve("synthetic")));
    }

    private static String lastLine(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return lines.get(lines.size() - 1);
    }

    private static List<Object> trainWords(String run, int steps) {
        return new ArrayList<>(List.of(
                "train",
                "ddpm",
                "--data",
                folder.resolve("index.json"),
                "--out",
                folder.resolve(run),
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

    @Test
    @Order(14)
    void aDcganGoesTheSameWay() throws IOException {
        Path run = folder.resolve("dcgan");
        CommandRun.of(
                        "train",
                        "dcgan",
                        "--data",
                        folder.resolve("index.json"),
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
        CommandRun.of("sample", run, "-n", SAMPLES, "--out", out).succeeded();
        assertEquals(SAMPLES, files(out, ".dcm").size());
        CommandRun wrong = CommandRun.of("sample", run, "--out", folder.resolve("none"), "--steps", 5);
        assertEquals(2, wrong.exitCode());
        assertTrue(wrong.err().contains("this model is a dcgan"), wrong.err());
    }

    private static CommandRun sample(Path out, Object... more) {
        List<Object> words =
                new ArrayList<>(List.of("sample", folder.resolve("run"), "-n", SAMPLES, "--steps", 2, "--out", out));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    private static List<Path> files(Path directory, String ending) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static Map<String, String> hashes(Path directory) throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        for (Path file : files(directory, ".dcm")) {
            hashes.put(file.getFileName().toString(), Hashes.sha256(file));
        }
        return hashes;
    }
}
