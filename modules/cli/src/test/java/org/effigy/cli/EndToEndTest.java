package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.effigy.base.Hashes;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.DicomImage;
import org.effigy.dicom.PixelEncoding;
import org.effigy.dicom.Tag;
import org.effigy.networks.onednn.OneDnn;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command on a dozen small phantoms, from the simulation to the scrubbed file. The phantoms, their index, a run and its
 * samples are made once and only read; a test writes into a folder of its own.
 */
@org.junit.jupiter.api.Tag("slow")
final class EndToEndTest {
    private static final int PHANTOMS = 12;
    private static final int SAMPLES = 3;
    private static final int LONGEST_SECONDS = 60;

    @TempDir
    private static Path shared;

    private static Path phantoms;
    private static Path index;
    private static Path model;
    private static Path samples;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeWhatAllTestsRead() {
        phantoms = shared.resolve("phantoms");
        index = shared.resolve("index.json");
        model = shared.resolve("run");
        samples = shared.resolve("synthetic");
        CommandRun.of("phantom", phantoms, "-n", PHANTOMS, "--size", 64).succeeded();
        CommandRun.of("index", phantoms, "--out", index, "--allow-synthetic").succeeded();
        CommandRun.of(trainWords(model, 2).toArray()).succeeded();
        sample(samples, "--format", "dicom").succeeded();
    }

    @Test
    void phantomWritesADataSet() throws IOException {
        assertEquals(PHANTOMS, files(phantoms, ".dcm").size());
        assertEquals(
                PHANTOMS + 1, Files.readAllLines(phantoms.resolve("labels.csv")).size());
        String line = CommandRun.of("phantom", phantoms, "-n", 2).failure();
        assertTrue(line.contains("already holds"), line);
    }

    @Test
    void indexRefusesSyntheticImagesUnlessAllowed() {
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
    void trainRefusesSyntheticImagesUnlessAllowed() {
        List<Object> words = trainWords(folder.resolve("refused"), 2);
        String line =
                CommandRun.of(words.subList(0, words.size() - 1).toArray()).failure();
        assertTrue(line.contains("--allow-synthetic"), line);
    }

    @Test
    void trainWritesARunAndTheSameCommandGoesOn() throws IOException {
        Path run = folder.resolve("run");
        CommandRun first = CommandRun.of(trainWords(run, 2).toArray()).succeeded();
        assertTrue(first.out().contains("Finished after step 2."), first.out());
        CommandRun second = CommandRun.of(trainWords(run, 4).toArray()).succeeded();
        assertTrue(second.out().contains("goes on after step 2"), second.out());
        assertTrue(second.out().contains("Finished after step 4."), second.out());
        assertEquals(4, Files.readAllLines(run.resolve("metrics.jsonl")).size());
        assertEquals(2, files(run.resolve("previews"), ".png").size());
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
        trainWords(run, 1_000_000).forEach(word -> words.add(word.toString()));
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
        assertEquals(1, files(run.resolve("checkpoints"), "").size(), text);
    }

    @Test
    void trainRefusesOtherSettingsForTheSameRun() {
        List<Object> words = trainWords(model, 4);
        words.add("--seed");
        words.add(7);
        String line = CommandRun.of(words.toArray()).failure();
        assertTrue(line.contains("training.seed"), line);
    }

    @Test
    void sampleWritesDicomThatSaysItIsSynthetic() throws IOException {
        Path out = folder.resolve("synthetic");
        Path sheet = folder.resolve("sheet.png");
        sample(out, "--sheet", sheet).succeeded();
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
    void sampleGoesOnAndLeavesWhatIsThereAsItIs() throws IOException {
        Path out = copyOfTheSamples();
        Map<String, String> before = hashes(out);
        Files.delete(files(out, ".dcm").get(1));
        sample(out, "--batch", 1).succeeded();
        assertEquals(before, hashes(out));
    }

    @Test
    void sampleWritesTheOtherFormats() throws IOException {
        for (String format : List.of("png", "tiff")) {
            Path out = folder.resolve("as-" + format);
            sample(out, "--format", format, "--class", "NORMAL").succeeded();
            assertEquals(SAMPLES + 1, files(out, "").size());
        }
    }

    @Test
    void sampleRefusesAnUnknownClass() {
        String line = sample(folder.resolve("none"), "--class", "MARTIAN").failure();
        assertTrue(line.contains("unknown class MARTIAN; classes are NODULE, NORMAL"), line);
    }

    @Test
    void replayFindsTheSameImages() {
        CommandRun run = CommandRun.of("replay", samples, "--model", model).succeeded();
        assertEquals(SAMPLES + " images are the same, 0 differ", run.out().strip());
    }

    @Test
    void replayFindsAChangedManifest() throws IOException {
        Path out = copyOfTheSamples();
        Path manifest = out.resolve("manifest.json");
        String hash = Hashes.sha256(files(out, ".dcm").get(0));
        Files.writeString(manifest, Files.readString(manifest).replace(hash, "0".repeat(hash.length())));
        CommandRun run = CommandRun.of("replay", out, "--model", model);
        assertEquals(1, run.exitCode());
        assertEquals("2 images are the same, 1 differ: [1]", run.out().strip());
    }

    @Test
    void replayTellsOfFilesThatAreMissingAlteredOrNotOfTheSet() throws IOException {
        Path out = copyOfTheSamples();
        List<Path> files = files(out, ".dcm");
        Files.copy(files.get(0), out.resolve("synthetic-000009.dcm"));
        Files.copy(files.get(0), out.resolve("DOE^JOHN.dcm"));
        Files.delete(files.get(0));
        byte[] bytes = Files.readAllBytes(files.get(1));
        bytes[bytes.length - 1] ^= 1;
        Files.write(files.get(1), bytes);
        CommandRun run = CommandRun.of("replay", out, "--model", model);
        assertEquals(1, run.exitCode());
        assertEquals(SAMPLES + " images are the same, 0 differ", run.out().strip());
        assertEquals(
                List.of(
                        "effigy: synthetic-000001.dcm: missing from the folder",
                        "effigy: synthetic-000002.dcm: altered since it was sampled",
                        "effigy: a file of another name: in the folder, but not in the manifest",
                        "effigy: synthetic-000009.dcm: in the folder, but not in the manifest"),
                run.err().lines().toList());
    }

    @Test
    void anotherBodyPartMeansOtherUids() throws IOException {
        Path chest = folder.resolve("chest");
        Path abdomen = folder.resolve("abdomen");
        sample(chest, "--body-part", "CHEST").succeeded();
        sample(abdomen, "--body-part", "ABDOMEN").succeeded();
        Set<String> uids = new TreeSet<>();
        for (Path out : List.of(chest, abdomen)) {
            for (Path file : files(out, ".dcm")) {
                uids.add(Dicom.read(file).dataSet().string(Tag.SOPInstanceUID).orElseThrow());
            }
        }
        assertEquals(2 * SAMPLES, uids.size());
    }

    @Test
    void aWrongSettingOfSampleLeavesNothingBehindThatRefusesTheRightOne() throws IOException {
        Path out = folder.resolve("new");
        Path sheet = folder.resolve("sheet.png");
        for (List<Object> wrong : List.<List<Object>>of(
                List.of("--uid-root", "1.2.abc"),
                List.of("--format", "png", "--uid-root", "1.2.abc"),
                List.of("--body-part", "chest & co"),
                List.of("--kind", "cr"),
                List.of("--class", "MARTIAN"),
                List.of("--eta", "0.5"),
                List.of("--eta", "2", "--sampler", "ddim"),
                List.of("--sampler", "euler"),
                List.of("--guidance", "-1"),
                List.of("--bits", "12", "--format", "png"),
                List.of("--batch", "-1"),
                List.of("--steps", "11"),
                List.of("-n", "0"),
                List.of("--sheet", folder))) {
            CommandRun run = sample(
                    out,
                    Stream.concat(Stream.of("--sheet", sheet), wrong.stream()).toArray());
            assertTrue(run.exitCode() == 1 || run.exitCode() == 2, wrong + " exits with " + run.exitCode());
            assertTrue(run.err().startsWith("effigy: "), run.err());
            assertFalse(run.err().contains("internal error"), run.err());
            assertFalse(Files.exists(out), "nothing is written: " + wrong);
            assertFalse(Files.exists(sheet), "nothing is written: " + wrong);
        }
        sample(out).succeeded();
    }

    @Test
    void fewTrainingImagesAreWarnedOfInTrainingAndInSampling() throws IOException {
        String warning = "effigy: warning: the training data are ";
        CommandRun trained =
                CommandRun.of(trainWords(folder.resolve("run"), 1).toArray()).succeeded();
        assertTrue(trained.err().contains(warning), trained.err());
        CommandRun sampled = sample(folder.resolve("synthetic")).succeeded();
        assertTrue(sampled.err().contains(warning), sampled.err());
        String manifest = Files.readString(folder.resolve("synthetic/manifest.json"));
        assertTrue(manifest.contains("\"warnings\" : [ \"the training data are "), manifest);
    }

    @Test
    void samplesInBfloat16SaySoAndAreReplayedInIt() throws IOException {
        assumeTrue(OneDnn.supportsBfloat16());
        Path out = folder.resolve("rounded");
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
    void convertWritesEveryFormat() throws IOException {
        for (String format : List.of("png", "tiff", "dicom")) {
            Path converted = folder.resolve("converted-" + format);
            CommandRun.of("convert", samples, converted, "--format", format).succeeded();
            assertEquals(SAMPLES, files(converted, "").size());
        }
    }

    @Test
    void everyTransferSyntaxHoldsTheSamePixels() throws IOException {
        Path plain = files(samples, ".dcm").get(0);
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
            CommandRun.of("replay", sampled, "--model", model).succeeded();
        }
    }

    @Test
    void scrubWritesWhatItCanAndFailsIfAnyFileFailed() throws IOException {
        Path in = Files.createDirectories(folder.resolve("mixed"));
        Path good = files(samples, ".dcm").get(0);
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
    void demoGoesTheWholeWayAndASecondStartReusesIt() throws IOException {
        Path demo = folder.resolve("demo");
        CommandRun run = CommandRun.of("demo", "--quick", "--out", demo).succeeded();
        assertTrue(run.out().contains("effigy train ddpm"), run.out());
        assertTrue(run.out().contains("Done. What lies where:"), run.out());
        assertTrue(Files.size(demo.resolve("sheet.png")) > 0);
        Map<String, String> first = hashes(demo.resolve("synthetic"));
        assertFalse(first.isEmpty());
        CommandRun.of("demo", "--quick", "--out", demo).succeeded();
        assertEquals(first, hashes(demo.resolve("synthetic")));
    }

    private static List<Object> trainWords(Path run, int steps) {
        return new ArrayList<>(List.of(
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
                "--preview-every",
                4,
                "--timesteps",
                10,
                "--steps",
                steps,
                "--allow-synthetic"));
    }

    @Test
    void aDcganGoesTheSameWay() throws IOException {
        Path run = folder.resolve("dcgan");
        CommandRun.of(
                        "train",
                        "dcgan",
                        "--data",
                        index,
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

    private Path copyOfTheSamples() throws IOException {
        Path copy = Files.createDirectory(folder.resolve("copy"));
        for (Path file : files(samples, "")) {
            Files.copy(file, copy.resolve(file.getFileName()));
        }
        return copy;
    }

    private static CommandRun sample(Path out, Object... more) {
        List<Object> words = new ArrayList<>(List.of("sample", model, "-n", SAMPLES, "--steps", 2, "--out", out));
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
