package org.effigy.report.studio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.report.PlausibleEvaluation;
import org.effigy.report.WrittenRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StudioTest {
    @TempDir
    private Path folder;

    private Studio studio;

    @BeforeEach
    void start() throws IOException {
        WrittenRun.write(folder.resolve("runs/ct"), 300);
        WrittenSamples.write(folder.resolve("synthetic"), 4);
        PlausibleEvaluation.make().write(Files.createDirectories(folder.resolve("eval")));
        studio = Studio.start(source(folder, 0));
    }

    @AfterEach
    void stop() {
        studio.close();
    }

    static StudioSource source(Path folder, int port) {
        return new StudioSource(List.of(folder), port, () -> List.of("ready: CPU"), Files::readAllBytes, "0.1.0-test");
    }

    private HttpResponse<String> get(String behindTheToken) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(studio.address() + behindTheToken))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    /** Sends the lines of a request as they are and returns the status. */
    private int status(String... lines) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getByName("127.0.0.1"), studio.address().getPort())) {
            String text = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            String answer = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            return Integer.parseInt(answer.split(" ", 3)[1]);
        }
    }

    @Test
    void listensOnTheLoopbackAddressAlone() throws IOException {
        assertEquals("127.0.0.1", studio.address().getHost());
        for (InetAddress address :
                InetAddress.getAllByName(InetAddress.getLocalHost().getHostName())) {
            if (!address.isLoopbackAddress()) {
                assertThrows(
                        IOException.class,
                        () -> new Socket(address, studio.address().getPort()).close());
            }
        }
    }

    @Test
    void answersNobodyWithoutTheToken() throws IOException {
        int port = studio.address().getPort();
        String token = studio.address().getPath().replace("/", "");
        assertTrue(token.length() >= 32, "too short to be safe");
        String host = "Host: 127.0.0.1:" + port;
        assertEquals(200, status("GET /" + token + "/ HTTP/1.1", host));
        String other = (token.startsWith("A") ? "B" : "A") + token.substring(1);
        for (String path :
                List.of("/", "/" + other + "/", "/" + token.substring(1) + "/", "/" + token + "x/", "/style.css")) {
            assertEquals(403, status("GET " + path + " HTTP/1.1", host), path);
        }
        assertEquals(405, status("POST /" + token + "/ HTTP/1.1", host, "Content-Length: 0"));
        try (Studio second = Studio.start(source(folder, 0))) {
            assertNotEquals(studio.address().getPath(), second.address().getPath());
        }
    }

    @Test
    void refusesAnotherHostsName() throws IOException {
        String path = "GET " + studio.address().getPath() + " HTTP/1.1";
        int port = studio.address().getPort();
        assertEquals(200, status(path, "Host: localhost:" + port));
        for (String host : List.of("evil.example", "evil.example:" + port, "127.0.0.1", "127.0.0.1:" + (port + 1))) {
            assertEquals(421, status(path, "Host: " + host), host);
        }
    }

    @Test
    void givesNoFileThatARequestNames() throws IOException {
        Files.writeString(folder.resolve("runs/ct/previews/secret.png"), "x");
        Files.createSymbolicLink(
                folder.resolve("runs/ct/previews/step-00000900.png"), folder.resolve("eval/evaluation.json"));
        String key = Places.find(List.of(folder)).runs().keySet().iterator().next();
        String start = "GET " + studio.address().getPath();
        String host = "Host: 127.0.0.1:" + studio.address().getPort();
        assertEquals(200, status(start + "preview/" + key + "/step-00000500.png HTTP/1.1", host));
        for (String path : List.of(
                "preview/" + key + "/secret.png",
                "preview/" + key + "/step-00000900.png",
                "preview/" + key + "/../config.json",
                "preview/" + key + "/%2e%2e/config.json",
                "preview/" + key + "/..%2fconfig.json",
                "preview/000000000000/step-00000500.png",
                "../../../../etc/passwd",
                "samples/../eval/evaluation.json")) {
            assertEquals(404, status(start + path + " HTTP/1.1", host), path);
        }
    }

    @Test
    void aManifestLeadsToNoFileOutsideItsFolder() throws IOException, InterruptedException {
        Path manifest = folder.resolve("synthetic/manifest.json");
        Files.writeString(
                manifest, Files.readString(manifest).replace("synthetic-000002.png", "../eval/evaluation.json"));
        String key = Places.find(List.of(folder)).samples().keySet().iterator().next();
        assertEquals(200, get("samples/" + key + "/1.png").statusCode());
        assertEquals(404, get("samples/" + key + "/2.png").statusCode());
        assertEquals(404, get("samples/" + key + "/99.png").statusCode());
    }

    @Test
    void showsRunsEvaluationsSamplesAndTheDoctor() throws IOException, InterruptedException {
        JsonNode state = Json.tree(get("state.json").body(), "state");
        assertTrue(state.at("/runs/0/html").asText().contains("Step 300 of 2000"), state.toString());
        assertTrue(state.at("/runs/0/html").asText().contains("<svg"));
        assertTrue(state.at("/runs/0/html").asText().contains("Preview after step 500"));
        assertTrue(state.at("/evaluations/0/html").asText().contains("Kernel distance (KID), radiomics"));
        assertTrue(state.at("/samples/0/html").asText().contains("4 images of ddpm"));
        assertTrue(state.at("/machine/0/html").asText().contains("ready: CPU"));
        assertTrue(get("").body().contains("Step 300 of 2000"), "the page shows it without the script too");
    }

    @Test
    void theGalleryShowsSeedClassAndWhatTheGateDecided() throws IOException, InterruptedException {
        String key = Places.find(List.of(folder)).samples().keySet().iterator().next();
        String page = get("samples/" + key + "/").body();
        for (String word :
                List.of("seed 1003", "3, CONTRAST", "4, PLAIN", "released, 1 before it refused", "near copy", "77")) {
            assertTrue(page.contains(word), word);
        }
        assertTrue(page.contains("writing was found in it"));
    }

    @Test
    void aRunThatIsBeingWrittenNeverBreaksThePage() throws IOException, InterruptedException {
        Path run = folder.resolve("runs/ct");
        Path metrics = run.resolve("metrics.jsonl");
        String next = WrittenRun.line(301);
        Files.writeString(metrics, next.substring(0, 20), StandardOpenOption.APPEND);
        assertTrue(get("state.json").body().contains("Step 300 of 2000"));
        Files.writeString(metrics, next.substring(20), StandardOpenOption.APPEND);
        assertTrue(get("state.json").body().contains("Step 301 of 2000"));
        Files.writeString(run.resolve("config.json"), "{\"version\": 1, \"training\": {");
        HttpResponse<String> answer = get("state.json");
        assertEquals(200, answer.statusCode());
        assertFalse(answer.body().contains("Exception"));
        Files.delete(folder.resolve("synthetic/manifest.json"));
        Files.writeString(folder.resolve("eval/evaluation.json"), "{\"format\"");
        assertEquals(200, get("").statusCode());
        assertEquals(200, get("state.json").statusCode());
    }

    @Test
    void aPortThatIsTakenIsAnInputError() {
        assertThrows(
                InputException.class,
                () -> Studio.start(source(folder, studio.address().getPort())));
    }

    @Test
    void escapesWhatFoldersAreCalled() throws IOException, InterruptedException {
        WrittenRun.write(folder.resolve("runs/<img src=x onerror=alert(1)>"), 3);
        assertFalse(get("").body().contains("<img src=x"));
        assertTrue(get("").body().contains("&lt;img src=x"));
    }
}
