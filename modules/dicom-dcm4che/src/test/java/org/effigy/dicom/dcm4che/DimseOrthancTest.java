package org.effigy.dicom.dcm4che;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.effigy.base.Json;
import org.effigy.base.Progress;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.ReadOptions;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.net.ArchiveException;
import org.effigy.dicom.net.ArchiveException.Kind;
import org.effigy.dicom.net.ArchiveQuery;
import org.effigy.dicom.net.DimseAddress;
import org.effigy.dicom.net.DimseConnector;
import org.effigy.dicom.net.ImageArchive;
import org.effigy.dicom.net.InstanceKey;
import org.effigy.dicom.net.Pull;
import org.effigy.dicom.net.PullOptions;
import org.effigy.dicom.net.PullReport;
import org.effigy.dicom.net.Push;
import org.effigy.dicom.net.PushOptions;
import org.effigy.dicom.net.PushReport;
import org.effigy.dicom.net.PushReport.Outcome;
import org.effigy.dicom.net.Retries;
import org.effigy.dicom.net.SeriesKey;
import org.effigy.dicom.web.SyntheticFiles;
import org.effigy.testsupport.Orthanc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** There and back again by C-STORE, C-FIND and C-GET, with a real archive; and with none. */
class DimseOrthancTest {
    private static final Retries ONCE = Retries.of(0, () -> false);
    private static final Progress.Factory SILENT = (task, unit, total) -> Progress.none();

    @TempDir
    private Path folder;

    private static ImageArchive open(String calledAeTitle, int port) {
        DimseAddress address = new DimseAddress(calledAeTitle, "127.0.0.1", port, "EFFIGY");
        return DimseConnector.find().orElseThrow().connect(address, () -> false);
    }

    private static PushOptions pushOptions(Path images) {
        return new PushOptions("dimse:test", PushOptions.journalBeside(images), false, 5);
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

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    /** Returns the data set of each file, by SOPInstanceUID. */
    private static List<DicomFile> sorted(List<Path> files) throws IOException {
        List<DicomFile> read = new ArrayList<>();
        for (Path file : files) {
            read.add(new Dcm4cheCodec().read(file, ReadOptions.whole()));
        }
        read.sort((a, b) -> uid(a).compareTo(uid(b)));
        return read;
    }

    private static String uid(DicomFile file) {
        return file.dataSet().string(Tag.SOPInstanceUID).orElseThrow();
    }

    @Test
    void storesFindsAndGetsTheSameDataSets() throws IOException, InterruptedException {
        Path images = folder.resolve("images");
        int count = 12;
        List<Path> files = SyntheticFiles.write(images, count);
        // One in another transfer syntax, which the archive must return as it is.
        DicomFile plain = SyntheticFiles.object(0);
        new Dcm4cheCodec()
                .write(
                        new DicomFile(plain.fileMeta(), plain.dataSet(), TransferSyntax.IMPLICIT_LITTLE_ENDIAN.uid()),
                        files.get(0));
        Path fetched = folder.resolve("fetched");
        try (Orthanc orthanc = Orthanc.start(folder);
                ImageArchive archive = open("ORTHANC", orthanc.dicomPort())) {
            PushReport first = Push.run(images, archive, ONCE, pushOptions(images), SILENT);
            assertEquals(count, first.count(Outcome.SENT), first::toString);
            assertEquals(count, Json.tree(orthanc.get("/instances"), "Orthanc").size());
            assertEquals(
                    count,
                    Push.run(images, archive, ONCE, pushOptions(images), SILENT).count(Outcome.SENT_BEFORE));

            assertEquals(
                    0,
                    Pull.run(fetched, archive, ONCE, pullOptions("MR", 100), SILENT)
                            .found());
            assertEquals(
                    new PullReport(7, 7, 0, List.of(), ""),
                    Pull.run(fetched, archive, ONCE, pullOptions("CT", 7), SILENT));
            assertEquals(
                    new PullReport(count, count - 7, 7, List.of(), ""),
                    Pull.run(fetched, archive, ONCE, pullOptions("CT", 100), SILENT));
            tellsWhatItCannotGet(archive, sorted(files).get(0));
        }
        List<DicomFile> sent = sorted(files);
        List<DicomFile> back = sorted(list(fetched));
        for (int i = 0; i < count; i++) {
            assertEquals(sent.get(i).dataSet(), back.get(i).dataSet());
            assertEquals(sent.get(i).transferSyntaxUid(), back.get(i).transferSyntaxUid());
            assertArrayEquals(
                    sent.get(i)
                            .dataSet()
                            .element(Tag.PixelData)
                            .map(Element::bytes)
                            .orElseThrow(),
                    back.get(i)
                            .dataSet()
                            .element(Tag.PixelData)
                            .map(Element::bytes)
                            .orElseThrow());
        }
    }

    private static void tellsWhatItCannotGet(ImageArchive archive, DicomFile file) throws IOException {
        SeriesKey series = new SeriesKey(
                file.dataSet().string(Tag.StudyInstanceUID).orElseThrow(),
                file.dataSet().string(Tag.SeriesInstanceUID).orElseThrow());
        InstanceKey known = new InstanceKey(series, uid(file));
        ArchiveException large =
                assertThrows(ArchiveException.class, () -> archive.retrieve(known, new ByteArrayOutputStream(), 2000));
        assertEquals(Kind.REFUSED, large.kind());
        InstanceKey unknown = new InstanceKey(series, "1.2.3.4");
        ArchiveException absent = assertThrows(
                ArchiveException.class, () -> archive.retrieve(unknown, new ByteArrayOutputStream(), 1 << 20));
        assertEquals(Kind.REFUSED, absent.kind());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        archive.retrieve(known, out, 1 << 20);
        assertTrue(out.size() > 6000);
    }

    @Test
    void anAddressWhereNobodyListensMayBeTriedAgain() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (ImageArchive archive = open("ORTHANC", port)) {
            ArchiveException e =
                    assertThrows(ArchiveException.class, () -> archive.findSeries(new ArchiveQuery(List.of()), 0, 10));
            assertEquals(Kind.TRANSIENT, e.kind());
            assertEquals("nothing listens at the archive's address; check host and port", e.getMessage());
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsLeftWhenTheUserStops() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            AtomicBoolean stop = new AtomicBoolean();
            DimseAddress address = new DimseAddress("SILENT", "127.0.0.1", silent.getLocalPort(), "EFFIGY");
            try (ImageArchive archive = DimseConnector.find().orElseThrow().connect(address, stop::get)) {
                stop.set(true);
                ArchiveException e = assertTimeoutPreemptively(
                        Duration.ofSeconds(30),
                        () -> assertThrows(
                                ArchiveException.class, () -> archive.findSeries(new ArchiveQuery(List.of()), 0, 10)));
                assertEquals(Kind.STOPPED, e.kind());
            }
        }
    }
}
