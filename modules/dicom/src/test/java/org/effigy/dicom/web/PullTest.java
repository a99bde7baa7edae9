package org.effigy.dicom.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dicom.Tag;
import org.effigy.dicom.net.ArchiveException;
import org.effigy.dicom.net.ArchiveQuery;
import org.effigy.dicom.net.ImageArchive;
import org.effigy.dicom.net.Pull;
import org.effigy.dicom.net.PullOptions;
import org.effigy.dicom.net.PullReport;
import org.effigy.dicom.net.Retries;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PullTest {
    private static final String JSON = "application/dicom+json";
    private static final String STUDY = "1.2.1";
    private static final int FILES = 5;

    @TempDir
    private Path temporary;

    private Path out;
    private List<Path> files;

    @BeforeEach
    void writeFiles() throws IOException {
        out = temporary.resolve("out");
        files = SyntheticFiles.write(temporary.resolve("archive"), FILES);
    }

    private PullReport pull(TestServer server, int limit, int perSeries) throws IOException {
        WebSettings settings =
                new WebSettings(server.root(), Credentials.bearer("token"), Optional.empty(), Duration.ofMillis(1500));
        Retries retries = new Retries(Retries.Policy.of(2), () -> false, millis -> {}, new Random(1));
        ArchiveQuery query = new ArchiveQuery(List.of(
                new ArchiveQuery.Match(Tag.Modality, "CT"), new ArchiveQuery.Match(Tag.BodyPartExamined, "CHEST&x")));
        PullOptions options = new PullOptions(query, limit, perSeries, 100_000);
        try (ImageArchive archive = DicomWebArchive.at(settings, () -> false)) {
            return Pull.run(out, archive, retries, options, (task, unit, total) -> Progress.none());
        }
    }

    /** An archive with two series: files 0 to 2 in 1.2.1.1, the others in 1.2.1.2; pages of two at most. */
    private HttpHandler archive(HttpHandler retrieve) {
        return exchange -> {
            String path = exchange.getRequestURI().getPath();
            String query = String.valueOf(exchange.getRequestURI().getRawQuery());
            int offset = query.contains("offset=") ? Integer.parseInt(query.replaceAll(".*offset=", "")) : 0;
            if (path.endsWith("/series")) {
                page(
                                offset,
                                IntStream.of(1, 2)
                                        .mapToObj(i -> "{" + ui("0020000D", STUDY) + ","
                                                + ui("0020000E", STUDY + "." + i) + "}")
                                        .toList())
                        .handle(exchange);
            } else if (path.endsWith("/instances")) {
                int[] numbers = path.contains("/series/1.2.1.1/") ? new int[] {0, 1, 2} : new int[] {3, 4};
                page(
                                offset,
                                IntStream.of(numbers)
                                        .mapToObj(i -> "{" + ui("00080018", SyntheticFiles.instanceUid(i)) + "}")
                                        .toList())
                        .handle(exchange);
            } else {
                retrieve.handle(exchange);
            }
        };
    }

    private static HttpHandler page(int offset, List<String> all) {
        List<String> page = all.stream().skip(offset).limit(2).toList();
        return page.isEmpty()
                ? TestServer.bytes(204, JSON, new byte[0])
                : TestServer.text(200, JSON, "[" + String.join(",", page) + "]");
    }

    private static String ui(String tag, String uid) {
        return "\"" + tag + "\":{\"vr\":\"UI\",\"Value\":[\"" + uid + "\"]}";
    }

    private HttpHandler multipart(int shift) {
        return exchange -> {
            String path = exchange.getRequestURI().getPath();
            String uid = path.substring(path.lastIndexOf('/') + 1);
            int number = IntStream.range(0, FILES)
                    .filter(i -> SyntheticFiles.instanceUid(i).equals(uid))
                    .findFirst()
                    .orElseThrow();
            byte[] file = Files.readAllBytes(files.get((number + shift) % FILES));
            TestServer.bytes(200, "multipart/related; type=\"application/dicom\"; boundary=\"a b\"", body(file, "a b"))
                    .handle(exchange);
        };
    }

    private static byte[] body(byte[] file, String boundary) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(
                ("--" + boundary + "\r\nContent-Type: application/dicom\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        body.write(file);
        body.write(("\r\n--" + boundary + "--").getBytes(StandardCharsets.US_ASCII));
        return body.toByteArray();
    }

    private List<Path> listing() throws IOException {
        try (Stream<Path> list = Files.list(out)) {
            return list.sorted().toList();
        }
    }

    @Test
    void fetchesEveryPageOfEverySeriesAndKeepsTheBytes() throws IOException {
        try (TestServer server = new TestServer(archive(multipart(0)))) {
            assertEquals(new PullReport(5, 5, 0, List.of(), ""), pull(server, 100, 100));
            assertEquals(
                    "/rs/series?Modality=CT&BodyPartExamined=CHEST%26x&limit=200&offset=0",
                    server.seen().get(0).path());
            List<Path> fetched = listing();
            assertEquals(FILES, fetched.size());
            for (Path file : fetched) {
                assertTrue(file.getFileName().toString().matches("[0-9a-f]{32}\\.dcm"));
            }
            List<String> hashes = fetched.stream().map(PullTest::text).sorted().collect(Collectors.toList());
            assertEquals(files.stream().map(PullTest::text).sorted().toList(), hashes);
            int before = server.seen().size();
            assertEquals(new PullReport(5, 0, 5, List.of(), ""), pull(server, 100, 100));
            assertTrue(
                    server.seen().stream().skip(before).noneMatch(s -> s.path().contains("/instances/")));
        }
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void keepsToTheLimits() throws IOException {
        try (TestServer server = new TestServer(archive(multipart(0)))) {
            assertEquals(2, pull(server, 100, 1).fetched());
            assertEquals(4, pull(server, 4, 100).found());
        }
    }

    @Test
    void leavesNothingOfWhatIsNotTheInstance() throws IOException {
        byte[] file = Files.readAllBytes(files.get(0));
        byte[] half = body(file, "b");
        String related = "multipart/related; boundary=b";
        byte[] truncated = Arrays.copyOf(half, half.length - 20);
        byte[] twice = (new String(body(file, "b"), StandardCharsets.ISO_8859_1)
                        .replace("--b--", "--b\r\n\r\n1\r\n--b--"))
                .getBytes(StandardCharsets.ISO_8859_1);
        for (HttpHandler hostile : List.of(
                multipart(1),
                TestServer.bytes(200, related, truncated),
                TestServer.cutOff(related, truncated),
                TestServer.bytes(200, "multipart/related; boundary=other", half),
                TestServer.bytes(200, "multipart/related", half),
                TestServer.bytes(200, related, twice),
                TestServer.bytes(200, related, body(new byte[200_000], "b")),
                TestServer.bytes(200, related, body("not DICOM".getBytes(StandardCharsets.US_ASCII), "b")),
                TestServer.bytes(200, "text/html", "Jane Doe".getBytes(StandardCharsets.US_ASCII)),
                TestServer.text(404, "text/plain", "Jane Doe"),
                TestServer.status(500, "X", "y"))) {
            try (TestServer server = new TestServer(archive(hostile))) {
                PullReport report = pull(server, 2, 100);
                assertEquals(2, report.failures().size());
                assertEquals(List.of(), listing());
                assertFalse(report.toString().contains("Doe"));
            }
        }
    }

    @Test
    void takesABareDicomAnswer() throws IOException {
        byte[] file = Files.readAllBytes(files.get(0));
        try (TestServer server = new TestServer(archive(TestServer.bytes(200, "application/dicom", file)))) {
            assertEquals(1, pull(server, 1, 1).fetched());
            assertArrayEquals(file, Files.readAllBytes(listing().get(0)));
        }
    }

    @Test
    void goesOnAfterABusyMomentAndRemovesWhatAKilledRunLeft() throws IOException {
        Files.createDirectories(out);
        Files.writeString(out.resolve("." + "a".repeat(32) + ".partial"), "x");
        HttpHandler[] turn = {TestServer.status(503, "Retry-After", "0")};
        HttpHandler once = exchange -> {
            turn[0].handle(exchange);
            turn[0] = multipart(0);
        };
        try (TestServer server = new TestServer(archive(once))) {
            assertEquals(1, pull(server, 1, 1).fetched());
            assertEquals(1, listing().size());
        }
    }

    @Test
    void endsWhereAServerRepeatsAPageOrSendsNoUid() throws IOException {
        HttpHandler same = exchange -> TestServer.text(
                        200, JSON, "[{" + ui("0020000D", "1.2") + "," + ui("0020000E", "1.3") + "}]")
                .handle(exchange);
        HttpHandler none = TestServer.bytes(204, JSON, new byte[0]);
        HttpHandler repeating =
                exchange -> (exchange.getRequestURI().getPath().endsWith("/series") ? same : none).handle(exchange);
        try (TestServer server = new TestServer(repeating)) {
            assertEquals(0, pull(server, 10, 10).found());
            assertTrue(server.seen().size() <= 4);
        }
        for (String uid : List.of("../../etc", "", "1.2/3", "Doe^Jane")) {
            String text = "[{" + ui("0020000D", uid) + "," + ui("0020000E", "1.3") + "}]";
            try (TestServer server = new TestServer(TestServer.text(200, JSON, text))) {
                ArchiveException e = assertThrows(ArchiveException.class, () -> pull(server, 10, 10));
                assertTrue(e.getMessage().endsWith("has no valid StudyInstanceUID (0020,000d)"), e.getMessage());
            }
        }
    }

    @Test
    void sendsTheTokenToNoOtherHost() throws IOException {
        try (TestServer other = new TestServer(TestServer.bytes(200, "application/dicom", new byte[10]))) {
            HttpHandler away = TestServer.status(302, "Location", other.root() + "/x");
            try (TestServer server = new TestServer(archive(away))) {
                PullReport report = pull(server, 3, 3);
                assertTrue(report.stoppedBecause().contains("another host"), report.stoppedBecause());
                assertEquals(List.of(), other.seen());
            }
        }
    }

    @Test
    void makesNoFolderWhereThereIsNothingToFetch() throws IOException {
        try (TestServer server = new TestServer(TestServer.text(200, "application/dicom+json", "[]"))) {
            assertEquals(0, pull(server, 10, 10).found());
            assertFalse(Files.exists(out));
        }
        try (TestServer server = new TestServer(TestServer.text(400, "text/plain", "no"))) {
            assertThrows(InputException.class, () -> pull(server, 10, 10));
            assertFalse(Files.exists(out));
        }
    }
}
