package org.effigy.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A DICOMweb archive on the loopback address that holds the files of a folder, the first as one series and the others as another, takes whatever it is sent, and
 * remembers each request. Below {@code /slow/} it answers a search or a delivery after
 * {@link #SLOW_MILLIS}; below {@code /busy/} it refuses the first search or
 * delivery for the time being; below {@code /large/} each file it gives is followed by {@link #LARGE_BYTES}.
 */
final class RecordingArchive implements AutoCloseable {
    static final int SLOW_MILLIS = 1_500;

    static final int LARGE_BYTES = 1 << 20;

    private static final int BUSY = 503;
    private static final String STUDY = "1.2.1";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final TreeMap<String, Path> files = new TreeMap<>();

    private RecordingArchive(HttpServer server, Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            for (Path file : found.filter(f -> f.toString().endsWith(".dcm")).toList()) {
                files.put(TestDicom.value(file, "SOPInstanceUID"), file);
            }
        }
        this.server = server;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    static RecordingArchive open(Path folder) throws IOException {
        return new RecordingArchive(HttpServer.create(), folder);
    }

    /** Returns an archive that speaks TLS with the key in a PKCS 12 store. */
    static RecordingArchive secure(Path folder, Path store, String password)
            throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, password.toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, password.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        HttpsServer https = HttpsServer.create();
        https.setHttpsConfigurator(new HttpsConfigurator(context));
        return new RecordingArchive(https, folder);
    }

    String root() {
        return (server instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:"
                + server.getAddress().getPort();
    }

    /** Returns method, path and query, and authorization of the requests whose path begins so. */
    List<String> requests(String path) {
        synchronized (requests) {
            return requests.stream()
                    .filter(request -> request.contains(" " + path + "/"))
                    .toList();
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        exchange.getRequestBody().readAllBytes();
        boolean first;
        synchronized (requests) {
            first = requests.stream().noneMatch(request -> request.contains(" " + path));
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
        }
        try (exchange) {
            if (path.contains("/slow/") && (path.endsWith("/series") || path.endsWith("/studies"))) {
                Thread.sleep(SLOW_MILLIS);
            }
            if (path.contains("/busy/") && first && (path.endsWith("/series") || path.endsWith("/studies"))) {
                answer(exchange, BUSY, "text/plain", new byte[0]);
            } else {
                answer(exchange, path);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, String path) throws IOException {
        String query = String.valueOf(exchange.getRequestURI().getRawQuery());
        if (exchange.getRequestMethod().equals("POST")) {
            answer(exchange, 200, "application/dicom+json", new byte[0]);
        } else if (query.contains("offset=") && !query.contains("offset=0")) {
            answer(exchange, 204, "application/dicom+json", new byte[0]);
        } else if (path.endsWith("/series")) {
            json(exchange, List.of(series(".1"), series(".2")));
        } else if (path.endsWith("/instances")) {
            json(
                    exchange,
                    instances(path.contains(STUDY + ".1/")).stream()
                            .map(uid -> "{" + uid("00080018", uid) + "}")
                            .toList());
        } else {
            String uid = path.substring(path.lastIndexOf('/') + 1);
            answer(
                    exchange,
                    200,
                    "multipart/related; type=\"application/dicom\"; boundary=b",
                    body(files.get(uid), path.contains("/large/") ? LARGE_BYTES : 0));
        }
    }

    private static String series(String number) {
        return "{" + uid("0020000D", STUDY) + "," + uid("0020000E", STUDY + number) + "}";
    }

    private Set<String> instances(boolean ofTheFirst) {
        String first = files.firstKey();
        return (ofTheFirst ? files.headMap(first, true) : files.tailMap(first, false)).keySet();
    }

    private static String uid(String tag, String uid) {
        return "\"" + tag + "\":{\"vr\":\"UI\",\"Value\":[\"" + uid + "\"]}";
    }

    private static void json(HttpExchange exchange, List<String> items) throws IOException {
        byte[] text = ("[" + String.join(",", items) + "]").getBytes(StandardCharsets.US_ASCII);
        answer(exchange, 200, "application/dicom+json", text);
    }

    private static byte[] body(Path file, int more) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write("--b\r\nContent-Type: application/dicom\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        body.write(Files.readAllBytes(file));
        body.write(new byte[more]);
        body.write("\r\n--b--".getBytes(StandardCharsets.US_ASCII));
        return body.toByteArray();
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] bytes) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
