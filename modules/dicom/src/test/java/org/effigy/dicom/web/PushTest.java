package org.effigy.dicom.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.net.ImageArchive;
import org.effigy.dicom.net.Push;
import org.effigy.dicom.net.PushOptions;
import org.effigy.dicom.net.PushReport;
import org.effigy.dicom.net.PushReport.Outcome;
import org.effigy.dicom.net.Retries;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushTest {
    private static final String JSON = "application/dicom+json";
    private static final HttpHandler STORED = TestServer.bytes(200, JSON, new byte[0]);
    private static final HttpHandler BUSY = TestServer.status(503, "Retry-After", "7");

    @TempDir
    private Path temporary;

    private final AtomicLong slept = new AtomicLong();
    private final AtomicBoolean stop = new AtomicBoolean();
    private Path folder;
    private int retryCount = 3;

    @BeforeEach
    void writeFiles() throws IOException {
        folder = temporary.resolve("images");
        SyntheticFiles.write(folder, 3);
    }

    private PushReport push(URI root, int batch, boolean allowReal) throws IOException {
        WebSettings settings =
                new WebSettings(root, Credentials.bearer("secret-token"), Optional.empty(), Duration.ofMillis(1500));
        Retries retries = new Retries(Retries.Policy.of(retryCount), stop::get, slept::addAndGet, new Random(1));
        PushOptions options = new PushOptions(root.toString(), PushOptions.journalBeside(folder), allowReal, batch);
        try (ImageArchive archive = DicomWebArchive.at(settings, stop::get)) {
            return Push.run(folder, archive, retries, options, (task, unit, total) -> Progress.none());
        }
    }

    private static void assertCounts(PushReport report, int sent, int before, int failed) {
        assertEquals(
                List.of(sent, before, failed),
                List.of(report.count(Outcome.SENT), report.count(Outcome.SENT_BEFORE), report.count(Outcome.FAILED)),
                () -> "sent, before, failed: " + report);
    }

    private static String answer(List<Integer> stored, List<Integer> failed) {
        StringBuilder text = new StringBuilder("{\"00081199\":{\"vr\":\"SQ\",\"Value\":[");
        stored.forEach(i -> text.append(i.equals(stored.get(0)) ? "" : ",").append(item(i, "")));
        text.append("]},\"00081198\":{\"vr\":\"SQ\",\"Value\":[");
        failed.forEach(i -> text.append(i.equals(failed.get(0)) ? "" : ",")
                .append(item(i, ",\"00081197\":{\"vr\":\"US\",\"Value\":[49442]}")));
        return text.append("]}}").toString();
    }

    private static String item(int number, String more) {
        return "{\"00081155\":{\"vr\":\"UI\",\"Value\":[\"" + SyntheticFiles.instanceUid(number) + "\"]}" + more + "}";
    }

    @Test
    void sendsTheFilesUnchangedAsPartsOfOneRequest() throws IOException {
        try (TestServer server = new TestServer(STORED)) {
            assertCounts(push(server.root(), 16, false), 3, 0, 0);
            assertEquals(1, server.seen().size());
            TestServer.Seen seen = server.seen().get(0);
            assertEquals("POST", seen.method());
            assertEquals("/rs/studies", seen.path());
            assertEquals("Bearer secret-token", seen.authorization());
            assertTrue(seen.contentType().startsWith("multipart/related; type=\"application/dicom\"; boundary="));
            String boundary = MultipartReader.boundary(seen.contentType()).orElseThrow();
            MultipartReader reader = new MultipartReader(new ByteArrayInputStream(seen.body()), boundary);
            for (int i = 0; i < 3; i++) {
                assertEquals(Optional.of("application/dicom"), reader.next());
                java.io.ByteArrayOutputStream part = new ByteArrayOutputStream();
                reader.copyPart(part, Long.MAX_VALUE);
                byte[] file = Files.readAllBytes(folder.resolve(String.format("%04d.dcm", i)));
                assertEquals(-1, Arrays.mismatch(file, part.toByteArray()));
            }
            assertEquals(Optional.empty(), reader.next());
        }
    }

    @Test
    void comesBackWhenABusyServerSaysAndSendsNothingTwice() throws IOException {
        try (TestServer server = new TestServer(BUSY, BUSY, STORED)) {
            assertCounts(push(server.root(), 16, false), 3, 0, 0);
            assertEquals(3, server.seen().size());
            assertEquals(14_000, slept.get());
            assertCounts(push(server.root(), 16, false), 0, 3, 0);
            assertEquals(3, server.seen().size());
            SyntheticFiles.write(folder, 4);
            assertCounts(push(server.root(), 16, false), 1, 3, 0);
        }
    }

    @Test
    void anotherArchiveGetsAllOfIt() throws IOException {
        try (TestServer one = new TestServer(STORED);
                TestServer two = new TestServer(STORED)) {
            assertCounts(push(one.root(), 16, false), 3, 0, 0);
            assertCounts(push(two.root(), 16, false), 3, 0, 0);
            assertCounts(push(one.root(), 16, false), 0, 3, 0);
        }
    }

    @Test
    void reportsEachInstanceOfAPartialFailureAndSendsThoseAgain() throws IOException {
        HttpHandler partial = TestServer.text(202, JSON, answer(List.of(0, 2), List.of(1)));
        try (TestServer server = new TestServer(partial, STORED)) {
            PushReport report = push(server.root(), 16, false);
            assertCounts(report, 2, 0, 1);
            PushReport.Item failed = report.items().get(1);
            assertEquals("C122", failed.reason());
            assertEquals("refused by the archive: C122H, transfer syntax not supported", failed.text());
            assertFalse(report.isComplete());
            assertCounts(push(server.root(), 16, false), 1, 2, 0);
        }
    }

    @Test
    void doesNotTakeSilenceForSuccess() throws IOException {
        HttpHandler one = TestServer.text(200, JSON, answer(List.of(0), List.of()));
        try (TestServer server = new TestServer(one)) {
            assertCounts(push(server.root(), 16, false), 1, 0, 2);
        }
        Files.delete(PushOptions.journalBeside(folder));
        try (TestServer server = new TestServer(TestServer.bytes(202, JSON, new byte[0]))) {
            assertCounts(push(server.root(), 16, false), 0, 0, 3);
        }
    }

    @Test
    void sendsARefusedRequestAgainFileByFile() throws IOException {
        HttpHandler refused = TestServer.text(400, "text/plain", "bad");
        try (TestServer server = new TestServer(refused, STORED, refused, STORED)) {
            PushReport report = push(server.root(), 16, false);
            assertCounts(report, 2, 0, 1);
            assertEquals(
                    "the server refused the request (status 400)",
                    report.items().get(1).text());
            assertEquals(4, server.seen().size());
        }
    }

    @Test
    void triesAgainAfterABrokenConnectionAndASilentServer() throws IOException {
        HttpHandler broken = exchange -> exchange.close();
        HttpHandler silent = exchange -> pause(2500);
        HttpHandler stalled = exchange -> {
            exchange.getResponseHeaders().set("Content-Type", JSON);
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            pause(2500);
        };
        HttpHandler cut = TestServer.cutOff(JSON, "{".getBytes(StandardCharsets.US_ASCII));
        for (HttpHandler failure : List.of(broken, silent, stalled, cut)) {
            Files.deleteIfExists(PushOptions.journalBeside(folder));
            try (TestServer server = new TestServer(failure, STORED)) {
                assertCounts(push(server.root(), 16, false), 3, 0, 0);
                assertEquals(2, server.seen().size());
            }
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void stopsAtOnceWithoutPermissionOrOnAPageForPeople() throws IOException {
        HttpHandler login = TestServer.text(200, "text/html", "<html>Please log in, Jane Doe</html>");
        for (HttpHandler handler : List.of(TestServer.status(401, "WWW-Authenticate", "Bearer"), login)) {
            try (TestServer server = new TestServer(handler)) {
                PushReport report = push(server.root(), 1, false);
                assertCounts(report, 0, 0, 0);
                assertEquals(3, report.count(Outcome.NOT_TRIED));
                assertEquals(1, server.seen().size());
                assertFalse(report.stoppedBecause().contains("secret-token"));
                assertFalse(report.stoppedBecause().contains("Doe"));
            }
        }
    }

    @Test
    void givesUpOnAServerThatIsNotThere() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        SyntheticFiles.write(folder, 6);
        PushReport report = push(URI.create("http://127.0.0.1:" + port), 1, false);
        assertCounts(report, 0, 0, 3);
        assertTrue(report.stoppedBecause().contains("cannot be reached"), report.stoppedBecause());
    }

    @Test
    void followsARedirectOnTheSameHostOnly() throws IOException {
        try (TestServer other = new TestServer(STORED);
                TestServer server = new TestServer(TestServer.status(307, "Location", "/elsewhere/studies"), STORED)) {
            assertCounts(push(server.root(), 16, false), 3, 0, 0);
            assertEquals("/elsewhere/studies", server.seen().get(1).path());
            Files.delete(PushOptions.journalBeside(folder));
            String away = other.root() + "/studies";
            try (TestServer sender = new TestServer(TestServer.status(307, "Location", away))) {
                PushReport report = push(sender.root(), 16, false);
                assertTrue(report.stoppedBecause().contains("another host"), report.stoppedBecause());
                assertEquals(List.of(), other.seen());
            }
        }
    }

    @Test
    void refusesRealFilesBeforeAnythingIsSent() throws IOException {
        DicomFile real = SyntheticFiles.object(9);
        real.dataSet().remove(Tag.SyntheticData);
        Dicom.write(real, folder.resolve("0001a.dcm"));
        try (TestServer server = new TestServer(STORED)) {
            InputException e = assertThrows(InputException.class, () -> push(server.root(), 1, false));
            assertTrue(e.getMessage().contains("1 files are not marked synthetic"), e.getMessage());
            assertTrue(e.getMessage().contains("index 0003"), e.getMessage());
            assertEquals(List.of(), server.seen());
            assertCounts(push(server.root(), 1, true), 4, 0, 0);
        }
    }

    @Test
    void aBrokenFileFailsAloneAndOtherFilesAreLeftOut() throws IOException {
        byte[] whole = Files.readAllBytes(folder.resolve("0000.dcm"));
        Files.write(folder.resolve("broken.dcm"), Arrays.copyOf(whole, 200));
        Files.writeString(folder.resolve("manifest.json"), "{}");
        try (TestServer server = new TestServer(STORED)) {
            PushReport report = push(server.root(), 16, false);
            assertCounts(report, 3, 0, 1);
            assertEquals(1, report.notDicom());
        }
    }

    @Test
    void aJournalThatWasCutOffCountsUpToItsLastWholeLine() throws IOException {
        try (TestServer server = new TestServer(STORED)) {
            push(server.root(), 1, false);
            Path journal = PushOptions.journalBeside(folder);
            String text = Files.readString(journal);
            Files.writeString(journal, text.substring(0, text.length() - 5));
            assertCounts(push(server.root(), 1, false), 1, 2, 0);
            assertEquals(text, Files.readString(journal));
            Files.writeString(journal, "{\"format\":\"effigy-push\",\"version\":2}\n");
            assertThrows(InputException.class, () -> push(server.root(), 1, false));
            Files.writeString(journal, "a letter\n", StandardOpenOption.TRUNCATE_EXISTING);
            InputException e = assertThrows(InputException.class, () -> push(server.root(), 1, false));
            assertTrue(e.getMessage().contains("name another file for the journal"), e.getMessage());
            assertEquals("a letter\n", Files.readString(journal));
        }
    }

    @Test
    void aRequestToStopEndsTheWaitAndKeepsTheJournal() throws IOException {
        HttpHandler stopping = exchange -> {
            stop.set(true);
            pause(3000);
        };
        try (TestServer server = new TestServer(STORED, stopping)) {
            PushReport report = push(server.root(), 1, false);
            assertCounts(report, 1, 0, 0);
            assertEquals(2, report.count(Outcome.NOT_TRIED));
            stop.set(false);
        }
        assertEquals(2, Files.readAllLines(PushOptions.journalBeside(folder)).size());
    }
}
