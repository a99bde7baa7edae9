package org.effigy.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.image.DicomImage;
import org.effigy.dicom.image.PixelEncoding;
import org.effigy.dicom.picture.GrayImage;
import org.effigy.dicom.picture.GrayImages;
import org.effigy.dicom.synthetic.SyntheticKind;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.families.SamplerSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SampleFolderTest {
    private static final String CREATED = "2026-01-31T12:00:00";
    private static final SamplerSettings TWO = ToyModels.ddim(2);
    private static final SampleRequest THREE = SampleRequest.of(5, 3, TWO);
    private static final Checkpoint MODEL = ToyModels.ddpm(ToyModels.CT, 3);

    @TempDir
    private Path temporary;

    private SampleManifest write(Checkpoint checkpoint, String folder, SampleRequest request, ExportSettings settings)
            throws IOException {
        try (ImageSampler sampler = ImageSampler.of(checkpoint, ToyModels.COMPUTE)) {
            return folder(sampler).write(temporary.resolve(folder), request, settings, () -> false);
        }
    }

    private static SampleFolder folder(ImageSampler sampler) {
        return new SampleFolder(sampler, "test", (task, unit, total) -> Progress.none());
    }

    private static ExportSettings ct(ExportFormat format) {
        return ExportSettings.standard(format, ToyModels.CT, CREATED).withWatermark(false);
    }

    private List<String> names(String folder) throws IOException {
        try (Stream<Path> files = Files.list(temporary.resolve(folder))) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private static float[] image(Checkpoint checkpoint, int index) throws IOException {
        try (ImageSampler sampler = ImageSampler.of(checkpoint, ToyModels.COMPUTE)) {
            return sampler.sample(THREE).get(index - 1).scaled();
        }
    }

    @Test
    void dicomHoldsTheHounsfieldUnitsOfTheImageRounded() throws IOException {
        write(MODEL, "out", THREE, ct(ExportFormat.DICOM));
        assertEquals(
                List.of("manifest.json", "synthetic-000001.dcm", "synthetic-000002.dcm", "synthetic-000003.dcm"),
                names("out"));
        for (int index = 1; index <= 3; index++) {
            DicomFile file = Dicom.read(temporary.resolve(String.format(Locale.ROOT, "out/synthetic-%06d.dcm", index)));
            float[] actual = DicomImage.of(file).modalityValues(0);
            float[] scaled = image(MODEL, index);
            for (int i = 0; i < actual.length; i++) {
                double hounsfield = -1000 + (Math.max(-1, Math.min(1, scaled[i])) + 1) * 700;
                assertEquals(hounsfield, actual[i], 0.5 + 1e-3);
            }
            assertEquals("YES", file.dataSet().string(Tag.SyntheticData).orElseThrow());
            assertEquals("CT", file.dataSet().string(Tag.Modality).orElseThrow());
            assertArrayEquals(new double[] {20, 20}, file.dataSet().numbers(Tag.PixelSpacing));
            assertEquals(-300, file.dataSet().number(Tag.WindowCenter).orElseThrow());
            assertEquals(1400, file.dataSet().number(Tag.WindowWidth).orElseThrow());
            assertTrue(file.dataSet()
                    .string(Tag.DerivationDescription)
                    .orElseThrow()
                    .contains(MODEL.sha256()));
        }
    }

    @Test
    void everyFileHasItsOwnUidsAndAnotherSamplerOtherOnes() throws IOException {
        write(MODEL, "out", THREE, ct(ExportFormat.DICOM));
        write(MODEL, "other", SampleRequest.of(5, 1, ToyModels.ddim(3)), ct(ExportFormat.DICOM));
        List<String> uids = Stream.of("out/synthetic-000001", "out/synthetic-000002", "other/synthetic-000001")
                .map(name -> uid(temporary.resolve(name + ".dcm")))
                .distinct()
                .toList();
        assertEquals(3, uids.size());
    }

    private static String uid(Path file) {
        try {
            return Dicom.read(file).dataSet().string(Tag.SOPInstanceUID).orElseThrow();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void radiographsBecomeCrOrDxButNeverCt() throws IOException {
        Checkpoint xray = ToyModels.dcgan(ToyModels.XRAY, 3);
        SampleRequest request = SampleRequest.of(5, 1, ToyModels.GENERATOR);
        ExportSettings settings = ExportSettings.standard(ExportFormat.DICOM, ToyModels.XRAY, CREATED)
                .withWatermark(false);
        write(xray, "cr", request, settings);
        write(xray, "dx", request, settings.withKind(SyntheticKind.DX));
        DicomFile cr = Dicom.read(temporary.resolve("cr/synthetic-000001.dcm"));
        DicomFile dx = Dicom.read(temporary.resolve("dx/synthetic-000001.dcm"));
        assertEquals("CR", cr.dataSet().string(Tag.Modality).orElseThrow());
        assertEquals("DX", dx.dataSet().string(Tag.Modality).orElseThrow());
        assertThrows(InputException.class, () -> write(xray, "ct", request, settings.withKind(SyntheticKind.CT)));
        assertThrows(
                InputException.class,
                () -> write(MODEL, "no", THREE, ct(ExportFormat.DICOM).withKind(SyntheticKind.CR)));
    }

    @ParameterizedTest
    @EnumSource(
            value = ExportFormat.class,
            names = {"PNG", "TIFF"})
    void picturesHoldTheImageInAllTheirBitsAndSayThatTheyAreSynthetic(ExportFormat format) throws IOException {
        for (int bits : new int[] {8, 16}) {
            write(MODEL, "out" + bits, THREE, ct(format).withBits(bits));
            Path file = temporary.resolve("out" + bits + "/synthetic-000002." + format.extension());
            GrayImage picture = GrayImages.read(file);
            assertEquals(bits, picture.bits());
            float[] scaled = image(MODEL, 2);
            int top = (1 << bits) - 1;
            for (int i = 0; i < scaled.length; i++) {
                double expected = (Math.max(-1, Math.min(1, scaled[i])) + 1) / 2 * top;
                assertEquals(expected, picture.values()[i], 0.5 + 1e-3);
            }
            String text = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
            assertTrue(text.contains(format == ExportFormat.PNG ? "SyntheticData\0YES" : "SyntheticData=YES"));
            assertTrue(text.contains(MODEL.sha256()));
        }
    }

    @Test
    void theManifestNamesEverythingAndTheHashesOfTheFiles() throws IOException {
        SampleManifest written = write(MODEL, "out", THREE.withClass("wild"), ct(ExportFormat.PNG));
        SampleManifest read = SampleManifest.read(temporary.resolve("out")).orElseThrow();
        assertEquals(written, read);
        assertEquals(MODEL.sha256(), read.checkpointSha256());
        assertEquals(123, read.step());
        assertEquals("wild", read.className());
        assertEquals(TWO, read.sampler());
        assertEquals(3, read.images().size());
        for (SampleManifest.Entry entry : read.images()) {
            assertEquals("wild", entry.className());
            assertEquals(org.effigy.base.Seeds.derive(5, "sample", entry.index()), Long.parseLong(entry.seed()));
            assertEquals(entry.sha256(), Hashes.sha256(temporary.resolve("out").resolve(entry.file())));
        }
    }

    @ParameterizedTest
    @EnumSource(PixelEncoding.class)
    void aReplayMakesTheSameCompressedFiles(PixelEncoding encoding) throws IOException {
        SampleManifest manifest =
                write(MODEL, "out", THREE, ct(ExportFormat.DICOM).withEncoding(encoding));
        Path folder = temporary.resolve("out");
        Path first = folder.resolve(manifest.images().get(0).file());
        assertEquals(encoding.transferSyntax().uid(), Dicom.read(first).transferSyntaxUid());
        try (ImageSampler sampler = ImageSampler.of(MODEL, ToyModels.COMPUTE)) {
            assertEquals(List.of(1, 2, 3), folder(sampler).replay(folder).same());
        }
    }

    @Test
    void aManifestThatDoesNotSayHowPixelsAreStoredMeansExplicit() throws IOException {
        write(MODEL, "out", THREE, ct(ExportFormat.DICOM));
        Path file = temporary.resolve("out").resolve(SampleManifest.FILE);
        String text = Files.readString(file);
        String older = text.replaceAll(",\\s*\"encoding\" : \"EXPLICIT\"", "");
        assertFalse(older.contains("encoding"));
        Files.writeString(file, older);
        assertEquals(
                PixelEncoding.EXPLICIT,
                SampleManifest.read(temporary.resolve("out"))
                        .orElseThrow()
                        .export()
                        .encoding());
    }

    @ParameterizedTest
    @EnumSource(ExportFormat.class)
    void aReplayMakesTheSameBytesAndFindsAForgedHash(ExportFormat format) throws IOException {
        SampleManifest manifest = write(MODEL, "out", THREE.withBatch(2), ct(format));
        Path folder = temporary.resolve("out");
        try (ImageSampler sampler = ImageSampler.of(MODEL, ToyModels.COMPUTE)) {
            assertEquals(List.of(1, 2, 3), folder(sampler).replay(folder).same());
            SampleManifest.Entry second = manifest.images().get(1);
            SampleManifest.Entry forged =
                    new SampleManifest.Entry(2, second.seed(), second.className(), second.file(), "0".repeat(64));
            manifest.withImages(List.of(manifest.images().get(0), forged), List.of(), manifest.gate())
                    .write(folder);
            SampleFolder.ReplayReport report = folder(sampler).replay(folder);
            assertEquals(List.of(2), report.different());
            assertEquals(List.of(1), report.same());
            assertFalse(report.agrees());
        }
    }

    @Test
    void aReplayRefusesAnotherCheckpoint() throws IOException {
        write(MODEL, "out", THREE, ct(ExportFormat.PNG));
        try (ImageSampler other = ImageSampler.of(ToyModels.ddpm(ToyModels.CT, 4), ToyModels.COMPUTE)) {
            assertThrows(InputException.class, () -> folder(other).replay(temporary.resolve("out")));
        }
    }

    @Test
    void theSameCallMakesOnlyWhatIsMissingOrDamagedAndALargerCountAddsImages() throws IOException {
        SampleManifest whole = write(MODEL, "whole", THREE, ct(ExportFormat.DICOM));
        Path folder = temporary.resolve("out");
        try (ImageSampler sampler = ImageSampler.of(MODEL, ToyModels.COMPUTE)) {
            int[] batches = {0};
            SampleManifest begun =
                    folder(sampler).write(folder, THREE.withBatch(1), ct(ExportFormat.DICOM), () -> ++batches[0] > 2);
            assertEquals(2, begun.images().size());
        }
        Files.writeString(folder.resolve("synthetic-000001.dcm"), "damaged");
        ExportSettings later = ct(ExportFormat.DICOM).withCreated("2027-01-01T00:00:00");
        SampleManifest resumed = write(MODEL, "out", THREE, later);
        assertEquals(whole, resumed);
        SampleManifest more = write(MODEL, "out", SampleRequest.of(5, 4, TWO), later);
        assertEquals(whole.images(), more.images().subList(0, 3));
        assertEquals(4, more.images().size());
    }

    @Test
    void refusesToMixSamplesOfOtherSettingsOrOtherFiles() throws IOException {
        write(MODEL, "out", THREE, ct(ExportFormat.PNG));
        byte[] before = Files.readAllBytes(temporary.resolve("out/synthetic-000001.png"));
        assertRefused("seed 5, this command says 6", SampleRequest.of(6, 3, TWO), ct(ExportFormat.PNG));
        assertRefused("class (none), this command says calm", THREE.withClass("calm"), ct(ExportFormat.PNG));
        assertRefused(
                "sampler ddim, steps 2, eta 0.0, guidance 1.0, this command says ddim, steps 3, eta 0.0, guidance 1.0;",
                SampleRequest.of(5, 3, ToyModels.ddim(3)),
                ct(ExportFormat.PNG));
        assertRefused("export", THREE, ct(ExportFormat.DICOM));
        assertArrayEquals(before, Files.readAllBytes(temporary.resolve("out/synthetic-000001.png")));
        Files.createDirectories(temporary.resolve("mine"));
        Files.writeString(temporary.resolve("mine/thesis.txt"), "mine");
        assertThrows(InputException.class, () -> write(MODEL, "mine", THREE, ct(ExportFormat.PNG)));
        assertEquals(List.of("thesis.txt"), names("mine"));
    }

    private void assertRefused(String message, SampleRequest request, ExportSettings settings) {
        InputException failure = assertThrows(InputException.class, () -> write(MODEL, "out", request, settings));
        assertTrue(failure.getMessage().contains(message), failure.getMessage());
        assertNotEquals(0, failure.getMessage().length());
    }

    @Test
    void aCollapsedModelLeavesNothingBehind() {
        ExportSettings settings = ExportSettings.standard(ExportFormat.DICOM, ToyModels.XRAY, CREATED)
                .withWatermark(false);
        for (int count : new int[] {1, 3}) {
            SampleRequest request = SampleRequest.of(5, count, ToyModels.GENERATOR);
            InputException e =
                    assertThrows(InputException.class, () -> write(ToyModels.collapsed(), "out", request, settings));
            assertTrue(e.getMessage().contains("image 1 is one even grey"), e.getMessage());
            assertFalse(Files.exists(temporary.resolve("out")), "nothing is written");
        }
    }

    @Test
    void settingsThatNoFileCanHaveAreToldBeforeAnythingIsWritten() throws IOException {
        ExportSettings dicom = ct(ExportFormat.DICOM);
        for (ExportSettings wrong : List.of(
                dicom.withUidRoot("1.2.abc"),
                dicom.withUidRoot("1.2.840.10008.1"),
                ct(ExportFormat.PNG).withUidRoot("1.2.abc"),
                dicom.withBodyPart("chest"),
                dicom.withBodyPart("A".repeat(17)),
                dicom.withCreated("0001-01-01T00:00:00"),
                dicom.withKind(SyntheticKind.CR))) {
            assertThrows(InputException.class, () -> write(MODEL, "out", THREE, wrong), wrong::toString);
            assertFalse(Files.exists(temporary.resolve("out")), () -> "nothing is written: " + wrong);
        }
        assertEquals(3, write(MODEL, "out", THREE, dicom).images().size());
    }

    @Test
    void aReplayLooksAtTheFilesOfTheFolderToo() throws IOException {
        Path folder = temporary.resolve("out");
        write(MODEL, "out", THREE, ct(ExportFormat.DICOM));
        Files.delete(folder.resolve("synthetic-000001.dcm"));
        byte[] bytes = Files.readAllBytes(folder.resolve("synthetic-000003.dcm"));
        bytes[bytes.length - 1] ^= 1;
        Files.write(folder.resolve("synthetic-000003.dcm"), bytes);
        Files.writeString(folder.resolve("notes.txt"), "mine");
        Files.createDirectory(folder.resolve("more"));
        Files.writeString(folder.resolve(".synthetic-000009.dcm.partial"), "a write that was interrupted");
        try (ImageSampler sampler = ImageSampler.of(MODEL, ToyModels.COMPUTE)) {
            SampleFolder.ReplayReport report = folder(sampler).replay(folder);
            assertEquals(List.of(1, 2, 3), report.same(), "the model still makes what the manifest says");
            assertEquals(
                    new FolderState(
                            List.of("synthetic-000001.dcm"),
                            List.of("synthetic-000003.dcm"),
                            List.of("more", "notes.txt")),
                    report.folder());
            assertFalse(report.agrees());
        }
    }

    @Test
    void aModelOfFewImagesGetsAWarningInTheManifest() throws IOException {
        ExportSettings settings = ct(ExportFormat.PNG);
        SampleManifest few = write(ToyModels.learntFrom(1, MODEL), "few", THREE, settings);
        assertEquals(1, few.warnings().size());
        assertTrue(
                few.warnings().get(0).startsWith("the training data are 1 image;"),
                few.warnings().get(0));
        assertEquals(few, SampleManifest.read(temporary.resolve("few")).orElseThrow());
        SampleManifest many = write(ToyModels.learntFrom(100, MODEL), "many", THREE, settings);
        assertEquals(List.of(), many.warnings());
        String text = Files.readString(temporary.resolve("many").resolve(SampleManifest.FILE));
        assertFalse(text.contains("warnings"), text);
    }
}
