package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.effigy.base.Json;
import org.effigy.dicom.net.DimseConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code push} and {@code pull} as a user sees them. */
final class ArchiveCommandsTest {
    @TempDir
    private Path folder;

    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private String url;
    private Path images;

    @BeforeEach
    void start() throws IOException {
        images = folder.resolve("images");
        CommandRun.of("phantom", images, "-n", 2, "--size", 64).succeeded();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            seen.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(exchange.getRequestMethod().equals("POST") ? 200 : 204, -1);
            exchange.close();
        });
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort() + "/rs";
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void sendsOnceAndTellsWhatBecameOfEachFileWithoutTheToken() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "very-secret\n");
        Path result = folder.resolve("result.json");
        Path state = folder.resolve("journal");
        Object[] words = {
            "push", images, "--stow", url, "--token-file", token, "--state", state, "--result", result, "--batch", 1
        };
        CommandRun first = CommandRun.of(words).succeeded();
        assertTrue(first.out().startsWith("2 sent, 0 sent before, 0 failed, 0 not tried, "), first.out());
        assertEquals(List.of("POST Bearer very-secret", "POST Bearer very-secret"), seen);
        CommandRun second = CommandRun.of(words).succeeded();
        assertTrue(second.out().startsWith("0 sent, 2 sent before, "), second.out());
        assertEquals(2, seen.size());
        String written = Files.readString(result) + Files.readString(state) + first + second;
        assertFalse(written.contains("very-secret"));
        assertEquals(
                2, Json.tree(Files.readString(result), "result").path("files").size());
    }

    @Test
    void needsExactlyOneArchive() {
        for (List<Object> words : List.<List<Object>>of(
                List.of("push", images),
                List.of("pull", "--out", folder),
                List.of("push", images, "--stow", url, "--dimse", "A@h:1"),
                List.of("push", images, "--dimse", "nonsense"),
                List.of("push", images, "--stow", url, "--retries", -1),
                List.of("push", images, "--stow", url, "--batch", 0),
                List.of("push", images, "--stow", url, "--token-env", "A", "--token-file", "B"),
                List.of("pull", "--qido", url, "--out", folder.resolve("p"), "--match", "Nonsense=1"),
                List.of("pull", "--qido", url, "--out", folder.resolve("p"), "--limit", 0))) {
            assertEquals(2, CommandRun.of(words.toArray()).exitCode(), words.toString());
        }
        assertEquals(List.of(), seen);
    }

    @Test
    void saysInOneLineThatDimseNeedsItsEngine() {
        Assumptions.assumeTrue(DimseConnector.find().isEmpty(), "skipped: a DIMSE engine is there");
        String line = CommandRun.of("push", images, "--dimse", "ORTHANC@localhost:4242")
                .failure();
        assertTrue(line.contains("dcm4che") && line.contains("--stow"), line);
        line = CommandRun.of("pull", "--dimse", "ORTHANC@localhost:4242", "--out", folder.resolve("p"))
                .failure();
        assertTrue(line.contains("dcm4che") && line.contains("--qido"), line);
    }

    @Test
    void keepsSecretsFromOpenLinesAndFromMessages() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "very-secret");
        String open = CommandRun.of("push", images, "--stow", "http://pacs.example/rs", "--token-file", token)
                .failure();
        assertTrue(open.contains("https") && open.contains("--allow-http"), open);
        String pasted = CommandRun.of("push", images, "--stow", url, "--token-env", "eyJhbGciOi")
                .failure();
        assertFalse(pasted.contains("eyJhbGciOi"), pasted);
        String inUrl = CommandRun.of("push", images, "--stow", "https://u:very-secret@h/rs")
                .failure();
        assertFalse(inUrl.contains("very-secret"), inUrl);
        assertEquals(List.of(), seen);
    }

    @Test
    void saysWhenNothingMatches() {
        String line = CommandRun.of("pull", "--qido", url, "--modality", "MR", "--out", folder.resolve("p"))
                .failure();
        assertTrue(line.contains("nothing in the archive matches"), line);
        assertEquals(List.of("GET null"), seen);
    }
}
