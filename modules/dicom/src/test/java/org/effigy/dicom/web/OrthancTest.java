package org.effigy.dicom.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.effigy.base.Hashes;
import org.effigy.base.Json;
import org.effigy.base.Progress;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.net.ArchiveQuery;
import org.effigy.dicom.net.ImageArchive;
import org.effigy.dicom.net.Pull;
import org.effigy.dicom.net.PullOptions;
import org.effigy.dicom.net.PullReport;
import org.effigy.dicom.net.Push;
import org.effigy.dicom.net.PushOptions;
import org.effigy.dicom.net.PushReport;
import org.effigy.dicom.net.PushReport.Outcome;
import org.effigy.dicom.net.Retries;
import org.effigy.testsupport.Orthanc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** There and back again with a real archive. */
class OrthancTest {
    private static final Retries ONCE = Retries.of(0, () -> false);
    private static final Progress.Factory SILENT = (task, unit, total) -> Progress.none();

    @TempDir
    private Path folder;

    private static ImageArchive open(Orthanc orthanc, String userAndPassword) {
        return DicomWebArchive.at(
                new WebSettings(
                        orthanc.dicomWeb(),
                        Credentials.basic(userAndPassword),
                        Optional.empty(),
                        Duration.ofSeconds(30)),
                () -> false);
    }

    private static PullOptions pullOptions(String modality, int limit) {
        return new PullOptions(
                new ArchiveQuery(List.of(
                        new ArchiveQuery.Match(Tag.Modality, modality),
                        new ArchiveQuery.Match(Tag.BodyPartExamined, "CHEST"))),
                limit,
                1000,
                PullOptions.USUAL_MOST_BYTES);
    }

    @Test
    void storesFindsAndReturnsTheSameBytes() throws IOException, InterruptedException {
        Path images = folder.resolve("images");
        int count = 12;
        List<Path> files = SyntheticFiles.write(images, count);
        Path fetched = folder.resolve("fetched");
        try (Orthanc orthanc = Orthanc.start(folder);
                ImageArchive archive = open(orthanc, Orthanc.USER_AND_PASSWORD)) {
            PushOptions options =
                    new PushOptions(orthanc.dicomWeb().toString(), PushOptions.journalBeside(images), false, 5);
            PushReport first = Push.run(images, archive, ONCE, options, SILENT);
            assertEquals(count, first.count(Outcome.SENT), first::toString);
            assertEquals(count, Json.tree(orthanc.get("/instances"), "Orthanc").size());
            assertEquals(count, Push.run(images, archive, ONCE, options, SILENT).count(Outcome.SENT_BEFORE));

            assertEquals(
                    0,
                    Pull.run(fetched, archive, ONCE, pullOptions("MR", 100), SILENT)
                            .found());
            PullReport report = Pull.run(fetched, archive, ONCE, pullOptions("CT", 7), SILENT);
            assertEquals(new PullReport(7, 7, 0, List.of(), ""), report);
            assertEquals(
                    new PullReport(count, count - 7, 7, List.of(), ""),
                    Pull.run(fetched, archive, ONCE, pullOptions("CT", 100), SILENT));
        }
        assertArrayEquals(hashes(files), hashes(list(fetched)));
    }

    @Test
    void tellsAWrongPasswordAndARefusedInstance() throws IOException, InterruptedException {
        Path images = folder.resolve("images");
        List<Path> files = SyntheticFiles.write(images, 2);
        // Orthanc keeps an instance only if it can parse it: this one ends within its pixel data.
        byte[] whole = Files.readAllBytes(files.get(1));
        Files.write(files.get(1), Arrays.copyOf(whole, whole.length - 1000));
        try (Orthanc orthanc = Orthanc.start(folder)) {
            PushOptions options =
                    new PushOptions(orthanc.dicomWeb().toString(), PushOptions.journalBeside(images), false, 5);
            try (ImageArchive archive = open(orthanc, "effigy:wrong")) {
                PushReport report = Push.run(images, archive, ONCE, options, SILENT);
                assertEquals(2, report.count(Outcome.NOT_TRIED));
                assertTrue(report.stoppedBecause().contains("401"), report.stoppedBecause());
            }
            try (ImageArchive archive = open(orthanc, Orthanc.USER_AND_PASSWORD)) {
                PushReport report = Push.run(images, archive, ONCE, options, SILENT);
                assertEquals(Outcome.SENT, report.items().get(0).outcome(), report::toString);
                assertEquals(Outcome.FAILED, report.items().get(1).outcome(), report::toString);
            }
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static Object[] hashes(List<Path> files) throws IOException {
        String[] hashes = new String[files.size()];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = Hashes.sha256(files.get(i));
        }
        Arrays.sort(hashes);
        return hashes;
    }
}
