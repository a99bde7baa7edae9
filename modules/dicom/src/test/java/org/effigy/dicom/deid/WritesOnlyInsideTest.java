package org.effigy.dicom.deid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.effigy.base.Progress;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.convert.ConvertOptions;
import org.effigy.dicom.convert.DicomConverter;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a header says, files are written in the output folder and nowhere else. */
class WritesOnlyInsideTest {
    private static final List<String> PATHS = List.of(
            "../../x",
            "..",
            "/tmp/x",
            "\\\\host\\share\\x",
            "C:\\x",
            "a\0b",
            "1.2/../../../3",
            ".",
            "1".repeat(10_000),
            "\u0000",
            "1.2.3\n4",
            "~/x",
            "$HOME");

    @TempDir
    Path folder;

    private Set<Path> tree() throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.collect(Collectors.toSet());
        }
    }

    private Path hostileFiles() throws IOException {
        Path in = Files.createDirectories(folder.resolve("deep/er/in"));
        for (int i = 0; i < PATHS.size(); i++) {
            DicomFile file = TestObjects.ct();
            byte[] text = PATHS.get(i).getBytes(StandardCharsets.ISO_8859_1);
            for (int tag : new int[] {
                Tag.SOPInstanceUID,
                Tag.SeriesInstanceUID,
                Tag.StudyInstanceUID,
                Tag.PatientID,
                Tag.PatientName,
                Tag.AccessionNumber
            }) {
                file.dataSet().putBytes(tag, tag == Tag.PatientID ? Vr.LO : Vr.UI, text);
            }
            Dicom.write(file, in.resolve("file" + i));
        }
        return in;
    }

    private void checkInside(Set<Path> before, Path out) throws IOException {
        Set<Path> written = tree();
        written.removeAll(before);
        assertTrue(written.stream().allMatch(p -> p.startsWith(out)), "all new files lie in the output folder");
        for (Path file : written) {
            assertTrue(Files.isDirectory(file) || file.getFileName().toString().matches("[0-9a-z.-]+"));
        }
    }

    @Test
    void scrubbingNamesFilesByItsOwnUids() throws IOException {
        Path in = hostileFiles();
        Path real = Files.createDirectory(folder.resolve("real"));
        Path out = folder.resolve("deep/er/out");
        Files.createSymbolicLink(out, real);
        Set<Path> before = tree();
        ScrubReport report = TreeScrubber.scrub(
                in, out, new Deidentifier(DeidOptions.basic(), TestObjects.KEY), (t, u, n) -> Progress.none());
        assertEquals(PATHS.size(), report.written() + report.failures().size());
        assertTrue(report.written() > 0);
        checkInside(before, real);
    }

    @Test
    void convertingNamesFilesByTheirPathsInTheFolder() throws IOException {
        Path in = hostileFiles();
        Set<Path> before = tree();
        Path out = folder.resolve("deep/er/converted");
        for (ConvertOptions.Format format : ConvertOptions.Format.values()) {
            ConvertOptions options = new ConvertOptions(format, ConvertOptions.Values.AUTO);
            new DicomConverter(options).convert(in, out, (t, u, n) -> Progress.none());
        }
        checkInside(before, out);
    }
}
