package org.effigy.phantom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dicom.DataSet;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.DicomImage;
import org.effigy.dicom.PixelEncoding;
import org.effigy.dicom.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhantomDatasetTest {
    @TempDir
    Path folder;

    private static final Progress.Factory SILENT = (task, unit, total) -> Progress.none();

    @Test
    void writesCtSlicesAsDicomWithTheirHounsfieldUnits() throws IOException {
        PhantomOptions options = PhantomOptions.of(PhantomKind.CT, 8, 64, 5);
        PhantomDataset.write(folder, options, SILENT);
        Set<String> studies = new HashSet<>();
        for (int i = 0; i < 8; i++) {
            DicomFile file = Dicom.read(folder.resolve("ct-00000" + i + ".dcm"));
            DataSet header = file.dataSet();
            assertEquals("CT", header.string(Tag.Modality).orElseThrow());
            assertEquals("YES", header.string(Tag.SyntheticData).orElseThrow());
            assertEquals("CHEST", header.string(Tag.BodyPartExamined).orElseThrow());
            studies.add(header.string(Tag.SOPInstanceUID).orElseThrow());
            Phantom expected = new CtPhantom(CtPhantomConfig.of(64)).slice(5, i);
            float[] actual = DicomImage.of(file).modalityValues(0);
            // Stored as whole Hounsfield units.
            assertArrayEquals(expected.values(), actual, 0.501f);
        }
        assertEquals(8, studies.size());
    }

    @Test
    void compressedFilesHoldTheSameImages() throws IOException {
        PhantomOptions options = PhantomOptions.of(PhantomKind.CT, 2, 64, 5);
        PhantomDataset.write(folder.resolve("plain"), options, SILENT);
        PhantomDataset.write(folder.resolve("small"), options.withEncoding(PixelEncoding.JPEG_2000), SILENT);
        DicomFile plain = Dicom.read(folder.resolve("plain/ct-000001.dcm"));
        DicomFile small = Dicom.read(folder.resolve("small/ct-000001.dcm"));
        assertEquals(PixelEncoding.JPEG_2000.transferSyntax().uid(), small.transferSyntaxUid());
        assertArrayEquals(
                DicomImage.of(plain).storedValues(0), DicomImage.of(small).storedValues(0));
        // An archive that has the one must not take the other for it.
        for (int uid : new int[] {Tag.SOPInstanceUID, Tag.SeriesInstanceUID, Tag.StudyInstanceUID}) {
            assertNotEquals(plain.dataSet().string(uid), small.dataSet().string(uid));
        }
    }

    @Test
    void writesRadiographsWith12Bits() throws IOException {
        PhantomDataset.write(folder, PhantomOptions.of(PhantomKind.CR, 2, 64, 5), SILENT);
        DicomFile file = Dicom.read(folder.resolve("cr-000001.dcm"));
        assertEquals("CR", file.dataSet().string(Tag.Modality).orElseThrow());
        assertEquals(12, file.dataSet().integer(Tag.BitsStored).orElseThrow());
        Phantom expected = new CrPhantom(CrPhantomConfig.of(64)).image(5, 1);
        float[] actual = DicomImage.of(file).modalityValues(0);
        for (int i = 0; i < actual.length; i++) {
            assertEquals(4095 * expected.values()[i], actual[i], 0.51f);
        }
    }

    @Test
    void labelsAndTruthNameEveryFileItsClassAndItsPatient() throws IOException {
        PhantomDataset.write(folder, PhantomOptions.of(PhantomKind.CT, 8, 64, 5), SILENT);
        List<String> labels = Files.readAllLines(folder.resolve("labels.csv"));
        List<String> truth = Files.readAllLines(folder.resolve("truth.csv"));
        assertEquals("file,label,patient_id", labels.get(0));
        assertEquals("file,label,patient_id,lesion_row,lesion_column,lesion_radius_mm", truth.get(0));
        assertEquals(9, labels.size());
        Set<String> patients = new HashSet<>();
        for (int i = 0; i < 8; i++) {
            String[] columns = labels.get(i + 1).split(",", -1);
            assertEquals("ct-00000" + i + ".dcm", columns[0]);
            assertEquals(i % 2 == 0 ? "NORMAL" : "NODULE", columns[1]);
            DataSet header = Dicom.readHeader(folder.resolve(columns[0])).dataSet();
            assertEquals(header.string(Tag.PatientID).orElseThrow(), columns[2]);
            patients.add(columns[2]);
            String[] lesion = truth.get(i + 1).split(",", -1);
            assertEquals(6, lesion.length);
            assertEquals(i % 2 == 0, lesion[3].isEmpty());
            assertTrue(truth.get(i + 1).startsWith(labels.get(i + 1)));
            if (i % 2 == 1) {
                Lesion expected = new CtPhantom(CtPhantomConfig.of(64))
                        .slice(5, i)
                        .lesion()
                        .orElseThrow();
                assertEquals(expected.row(), Double.parseDouble(lesion[3]), 0.006);
                assertEquals(expected.column(), Double.parseDouble(lesion[4]), 0.006);
                assertEquals(expected.radiusMm(), Double.parseDouble(lesion[5]), 0.006);
            }
        }
        assertEquals(2, patients.size());
    }

    @Test
    void theSameOptionsGiveTheSameBytesAndOthersOtherPatients() throws IOException {
        PhantomOptions options = PhantomOptions.of(PhantomKind.CT, 5, 64, 9);
        PhantomDataset.write(folder.resolve("a"), options, SILENT);
        PhantomDataset.write(folder.resolve("b"), options, SILENT);
        PhantomDataset.write(folder.resolve("c"), PhantomOptions.of(PhantomKind.CT, 5, 64, 10), SILENT);
        Set<String> a = new HashSet<>(Files.readAllLines(folder.resolve("a/labels.csv")));
        Set<String> c = new HashSet<>(Files.readAllLines(folder.resolve("c/labels.csv")));
        try (Stream<Path> files = Files.list(folder.resolve("a"))) {
            for (Path file : files.toList()) {
                assertArrayEquals(
                        Files.readAllBytes(file),
                        Files.readAllBytes(folder.resolve("b").resolve(file.getFileName())));
            }
        }
        a.retainAll(c);
        assertEquals(Set.of("file,label,patient_id"), a);
    }

    @Test
    void tellsHowFarItIs() throws IOException {
        List<Long> told = Collections.synchronizedList(new ArrayList<>());
        List<String> started = new ArrayList<>();
        PhantomDataset.write(folder, PhantomOptions.of(PhantomKind.CT, 6, 64, 1), (task, unit, total) -> {
            started.add(total + " " + unit);
            return new Progress() {
                @Override
                public void done(long count) {
                    told.add(count);
                }

                @Override
                public void note(String text) {}

                @Override
                public void close() {
                    started.add("closed");
                }
            };
        });
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L), told);
        assertEquals(List.of("6 images", "closed"), started);
    }

    @Test
    void refusesAFolderThatHoldsADataSet() throws IOException {
        PhantomOptions options = PhantomOptions.of(PhantomKind.CT, 1, 64, 1);
        PhantomDataset.write(folder, options, SILENT);
        InputException e = assertThrows(InputException.class, () -> PhantomDataset.write(folder, options, SILENT));
        assertTrue(e.getMessage().contains("labels.csv"));
    }
}
