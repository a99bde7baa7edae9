package org.effigy.testsupport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * An Orthanc server of this test's own, on free ports of the loopback address, with its data in a temporary folder. It takes
 * DICOMweb and DIMSE (AE title ORTHANC, any caller) and ends with the test.
 */
public final class Orthanc implements AutoCloseable {
    /** User and password of its web services. */
    public static final String USER_AND_PASSWORD = "effigy:loopback";

    private static final List<Path> PROGRAMS = List.of(Path.of("/usr/sbin/Orthanc"), Path.of("/usr/bin/Orthanc"));
    private static final List<Path> PLUGINS = List.of(
            Path.of("/usr/share/orthanc/plugins/libOrthancDicomWeb.so"),
            Path.of("/usr/lib/orthanc/libOrthancDicomWeb.so"));
    private static final Duration LONGEST_START = Duration.ofSeconds(60);

    private final Process process;
    private final int httpPort;
    private final int dicomPort;

    private Orthanc(Process process, int httpPort, int dicomPort) {
        this.process = process;
        this.httpPort = httpPort;
        this.dicomPort = dicomPort;
    }

    /** Starts a server with an empty storage below the folder; skips the running test where Orthanc is not installed. */
    public static Orthanc start(Path folder) throws IOException, InterruptedException {
        Optional<Path> program = PROGRAMS.stream().filter(Files::isExecutable).findFirst();
        Optional<Path> plugin = PLUGINS.stream().filter(Files::isReadable).findFirst();
        Assumptions.assumeTrue(
                program.isPresent() && plugin.isPresent(),
                "skipped: Debian's packages orthanc and orthanc-dicomweb are not installed");
        int[] ports = freePorts();
        Path config = Files.writeString(folder.resolve("orthanc.json"), config(folder, plugin.get(), ports));
        Process process = new ProcessBuilder(program.get().toString(), config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("orthanc.log").toFile())
                .start();
        Orthanc orthanc = new Orthanc(process, ports[0], ports[1]);
        orthanc.awaitReady();
        return orthanc;
    }

    private static int[] freePorts() throws IOException {
        try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new int[] {first.getLocalPort(), second.getLocalPort()};
        }
    }

    private static String config(Path folder, Path plugin, int[] ports) {
        String storage = folder.resolve("orthanc").toString();
        String[] user = USER_AND_PASSWORD.split(":", 2);
        return String.join(
                "\n",
                "{",
                "\"Name\": \"test\", \"DicomAet\": \"ORTHANC\",",
                "\"StorageDirectory\": \"" + storage + "\", \"IndexDirectory\": \"" + storage + "\",",
                "\"HttpPort\": " + ports[0] + ", \"DicomPort\": " + ports[1] + ",",
                "\"RemoteAccessAllowed\": false, \"AuthenticationEnabled\": true,",
                "\"RegisteredUsers\": {\"" + user[0] + "\": \"" + user[1] + "\"},",
                "\"DicomAlwaysAllowGet\": true, \"DicomAlwaysAllowFind\": true, \"DicomAlwaysAllowMove\": true,",
                "\"DicomAlwaysAllowStore\": true,",
                "\"Plugins\": [\"" + plugin + "\"],",
                "\"DicomWeb\": {\"Enable\": true, \"Root\": \"/dicom-web/\"}",
                "}");
    }

    private void awaitReady() throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (process.isAlive() && System.nanoTime() < end) {
            try {
                if (get("/system").contains("Version")) {
                    return;
                }
            } catch (IOException e) {
                process.waitFor(100, TimeUnit.MILLISECONDS);
            }
        }
        close();
        throw new IOException("Orthanc did not start");
    }

    /** Returns the root of its DICOMweb services. */
    public URI dicomWeb() {
        return URI.create("http://127.0.0.1:" + httpPort + "/dicom-web");
    }

    /** Returns the port of its DIMSE services. */
    public int dicomPort() {
        return dicomPort;
    }

    /** Returns the answer of its own REST services to a path such as {@code /instances}. */
    public String get(String path) throws IOException, InterruptedException {
        String basic = Base64.getEncoder().encodeToString(USER_AND_PASSWORD.getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Basic " + basic)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    /** Ends the server. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
