package org.effigy.dicom.deid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeScrubberTest {
    private static final String UID_1 = "2.25.258141827855039202529743205050412131755";

    @TempDir
    private Path folder;

    private Path in;
    private Path out;

    @BeforeEach
    void setUp() throws IOException {
        in = Files.createDirectories(folder.resolve("in"));
        out = folder.resolve("out");
    }

    private ScrubReport scrub() throws IOException {
        return TreeScrubber.scrub(
                in, out, new Deidentifier(DeidOptions.basic(), TestObjects.KEY), (a, b, c) -> Progress.none());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void countsWhatItWroteSkippedAndFailed() throws IOException {
        Dicom.write(TestObjects.ct(), in.resolve("a.dcm"));
        DicomFile burned = TestObjects.ct();
        burned.dataSet().put(Tag.BurnedInAnnotation, Vr.CS, "YES");
        Dicom.write(burned, in.resolve("b.dcm"));
        byte[] whole = Files.readAllBytes(in.resolve("a.dcm"));
        Files.write(in.resolve("c.dcm"), Arrays.copyOf(whole, whole.length - 20));
        Files.writeString(in.resolve("d.txt"), "no DICOM");
        Files.createDirectories(in.resolve("e/f"));
        Dicom.write(TestObjects.ct(), in.resolve("e/f/g"));
        ScrubReport report = scrub();
        assertEquals(2, report.written());
        assertEquals(1, report.skipped());
        assertFalse(report.isComplete());
        assertEquals(
                List.of(2, 3),
                report.failures().stream().map(ScrubReport.Failure::index).toList());
        assertTrue(report.failures().get(0).toString().startsWith("index 0002: BurnedInAnnotation (0028,0301) "));
        for (ScrubReport.Failure failure : report.failures()) {
            assertFalse(failure.toString().contains("\n") || failure.toString().contains(".dcm"), failure.toString());
        }
        // Both have the same instance UID; the second one is numbered.
        assertEquals(List.of(UID_1 + "-2.dcm", UID_1 + ".dcm"), names());
    }

    @Test
    void deidentifiesOneFile() throws IOException {
        Path one = in.resolve("a.dcm");
        Dicom.write(TestObjects.ct(), one);
        Path target = folder.resolve("new.dcm");
        Deidentifier deidentifier = new Deidentifier(DeidOptions.basic(), TestObjects.KEY);
        assertTrue(TreeScrubber.scrub(one, target, deidentifier, (a, b, c) -> Progress.none())
                .isComplete());
        assertEquals(
                UID_1, Dicom.read(target).dataSet().string(Tag.SOPInstanceUID).orElseThrow());
        assertThrows(
                InputException.class, () -> TreeScrubber.scrub(one, one, deidentifier, (a, b, c) -> Progress.none()));
        byte[] before = Files.readAllBytes(target);
        DeidOptions other = DeidOptions.basic().with(DeidOption.RETAIN_UIDS);
        for (Path there : List.of(target, in, Files.writeString(folder.resolve("other"), "precious"))) {
            assertThrows(
                    InputException.class,
                    () -> TreeScrubber.scrub(
                            one, there, new Deidentifier(other, TestObjects.KEY), (a, b, c) -> Progress.none()));
        }
        assertArrayEquals(before, Files.readAllBytes(target), "a file that is there is not replaced");
        assertEquals("precious", Files.readString(folder.resolve("other")));
        Files.writeString(in.resolve("no.txt"), "no DICOM");
        Path absent = folder.resolve("absent.dcm");
        ScrubReport report =
                TreeScrubber.scrub(in.resolve("no.txt"), absent, deidentifier, (a, b, c) -> Progress.none());
        assertEquals(1, report.failures().size());
        assertFalse(Files.exists(absent));
    }

    @Test
    void refusesFoldersThatLieInEachOtherOrAreNotEmpty() throws IOException {
        Dicom.write(TestObjects.ct(), in.resolve("a.dcm"));
        for (Path bad : List.of(in, in.resolve("out"), in.resolve("../in/x/y"), folder)) {
            out = bad;
            assertThrows(InputException.class, this::scrub, bad::toString);
        }
        Path link = Files.createSymbolicLink(folder.resolve("link"), in);
        out = link.resolve("inside");
        assertThrows(InputException.class, this::scrub);
        in = folder.resolve("absent");
        out = folder.resolve("other");
        assertThrows(InputException.class, this::scrub);
    }

    @Test
    void makesAndReadsKeys() throws IOException {
        assertFalse(Arrays.equals(DeidKey.fresh(), DeidKey.fresh()));
        Path file = folder.resolve("key");
        Files.writeString(file, "0123456789abcdef\r\n");
        assertEquals(16, DeidKey.read(file).length);
        Files.writeString(file, "too short\n");
        assertThrows(InputException.class, () -> DeidKey.read(file));
    }
}
