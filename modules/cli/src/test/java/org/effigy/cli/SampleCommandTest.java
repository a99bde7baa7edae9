package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.effigy.base.Hashes;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.Tag;
import org.effigy.networks.onednn.OneDnn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code effigy sample} and {@code effigy replay} with a small model. */
@org.junit.jupiter.api.Tag("slow")
final class SampleCommandTest {
    @TempDir
    private Path folder;

    @Test
    void sampleWritesDicomThatSaysItIsSynthetic() throws IOException {
        Path out = folder.resolve("synthetic");
        Path sheet = folder.resolve("sheet.png");
        SmallRun.sample(out, "--sheet", sheet).succeeded();
        List<Path> files = SmallRun.files(out, ".dcm");
        assertEquals(SmallRun.COUNT, files.size());
        for (Path file : files) {
            DicomFile read = Dicom.read(file);
            assertEquals("YES", read.dataSet().string(Tag.SyntheticData).orElseThrow());
            assertEquals("CT", read.dataSet().string(Tag.Modality).orElseThrow());
        }
        assertTrue(Files.size(sheet) > 0);
    }

    @Test
    void sampleGoesOnAndLeavesWhatIsThereAsItIs() throws IOException {
        Path out = SmallRun.copyOfTheSamples(folder.resolve("copy"));
        Map<String, String> before = SmallRun.hashes(out);
        Files.delete(SmallRun.files(out, ".dcm").get(1));
        SmallRun.sample(out, "--batch", 1).succeeded();
        assertEquals(before, SmallRun.hashes(out));
    }

    @Test
    void sampleWritesTheOtherFormats() throws IOException {
        for (String format : List.of("png", "tiff")) {
            Path out = folder.resolve("as-" + format);
            SmallRun.sample(out, "--format", format, "--class", "NORMAL").succeeded();
            assertEquals(SmallRun.COUNT + 1, SmallRun.files(out, "").size());
        }
    }

    @Test
    void sampleRefusesAnUnknownClass() {
        String line =
                SmallRun.sample(folder.resolve("none"), "--class", "MARTIAN").failure();
        assertTrue(line.contains("unknown class MARTIAN; classes are NODULE, NORMAL"), line);
    }

    @Test
    void replayFindsTheSameImages() {
        CommandRun run = CommandRun.of("replay", SmallRun.SAMPLES, "--model", SmallRun.MODEL)
                .succeeded();
        assertEquals(
                SmallRun.COUNT + " images are the same, 0 differ", run.out().strip());
    }

    @Test
    void replayFindsAChangedManifest() throws IOException {
        Path out = SmallRun.copyOfTheSamples(folder.resolve("copy"));
        Path manifest = out.resolve("manifest.json");
        String hash = Hashes.sha256(SmallRun.files(out, ".dcm").get(0));
        Files.writeString(manifest, Files.readString(manifest).replace(hash, "0".repeat(hash.length())));
        CommandRun run = CommandRun.of("replay", out, "--model", SmallRun.MODEL);
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("synthetic-000001.dcm: altered since it was sampled"), run.err());
        // What is made anew is compared with the hash of the file before it was signed.
        String unsigned = "(\"unsignedSha256\" : \")[0-9a-f]{64}";
        Files.writeString(manifest, Files.readString(manifest).replaceFirst(unsigned, "$1" + "0".repeat(64)));
        run = CommandRun.of("replay", out, "--model", SmallRun.MODEL);
        assertEquals(1, run.exitCode());
        assertEquals("2 images are the same, 1 differ: [1]", run.out().strip());
    }

    @Test
    void replayTellsOfFilesThatAreMissingAlteredOrNotOfTheSet() throws IOException {
        Path out = SmallRun.copyOfTheSamples(folder.resolve("copy"));
        List<Path> files = SmallRun.files(out, ".dcm");
        Files.copy(files.get(0), out.resolve("synthetic-000009.dcm"));
        Files.copy(files.get(0), out.resolve("DOE^JOHN.dcm"));
        Files.delete(files.get(0));
        byte[] bytes = Files.readAllBytes(files.get(1));
        bytes[bytes.length - 1] ^= 1;
        Files.write(files.get(1), bytes);
        CommandRun run = CommandRun.of("replay", out, "--model", SmallRun.MODEL);
        assertEquals(1, run.exitCode());
        assertEquals(
                SmallRun.COUNT + " images are the same, 0 differ", run.out().strip());
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
        SmallRun.sample(chest, "--body-part", "CHEST").succeeded();
        SmallRun.sample(abdomen, "--body-part", "ABDOMEN").succeeded();
        Set<String> uids = new TreeSet<>();
        for (Path out : List.of(chest, abdomen)) {
            for (Path file : SmallRun.files(out, ".dcm")) {
                uids.add(Dicom.read(file).dataSet().string(Tag.SOPInstanceUID).orElseThrow());
            }
        }
        assertEquals(2 * SmallRun.COUNT, uids.size());
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
            CommandRun run = SmallRun.sample(
                    out,
                    Stream.concat(Stream.of("--sheet", sheet), wrong.stream()).toArray());
            assertTrue(run.exitCode() == 1 || run.exitCode() == 2, wrong + " exits with " + run.exitCode());
            assertTrue(run.err().startsWith("effigy: "), run.err());
            assertFalse(run.err().contains("internal error"), run.err());
            assertFalse(Files.exists(out), "nothing is written: " + wrong);
            assertFalse(Files.exists(sheet), "nothing is written: " + wrong);
        }
        SmallRun.sample(out).succeeded();
    }

    @Test
    void fewTrainingImagesAreWarnedOfInTrainingAndInSampling() throws IOException {
        String warning = "effigy: warning: the training data are ";
        CommandRun trained = CommandRun.of(
                        SmallRun.trainWords(folder.resolve("run"), 1).toArray())
                .succeeded();
        assertTrue(trained.err().contains(warning), trained.err());
        CommandRun sampled = SmallRun.sample(folder.resolve("synthetic")).succeeded();
        assertTrue(sampled.err().contains(warning), sampled.err());
        String manifest = Files.readString(folder.resolve("synthetic/manifest.json"));
        assertTrue(manifest.contains("\"warnings\" : [ \"the training data are "), manifest);
    }

    @Test
    void samplesInBfloat16SaySoAndAreReplayedInIt() throws IOException {
        assumeTrue(OneDnn.supportsBfloat16());
        Path out = folder.resolve("rounded");
        CommandRun.of(
                        "sample",
                        SmallRun.MODEL,
                        "--no-gate",
                        "-n",
                        2,
                        "--out",
                        out,
                        "--precision",
                        "bfloat16",
                        "--steps",
                        3)
                .succeeded();
        String text = Files.readString(out.resolve("manifest.json"));
        assertTrue(text.contains("\"precision\" : \"bfloat16\""), text);
        CommandRun again =
                CommandRun.of("replay", out, "--model", SmallRun.MODEL).succeeded();
        assertEquals("2 images are the same, 0 differ", again.out().strip());
        String refusal = CommandRun.of(
                        "sample",
                        SmallRun.MODEL,
                        "--no-gate",
                        "-n",
                        2,
                        "--out",
                        out,
                        "--precision",
                        "float32",
                        "--steps",
                        3)
                .failure();
        assertTrue(refusal.contains("with precision bfloat16, this command says float32"), refusal);
    }
}
