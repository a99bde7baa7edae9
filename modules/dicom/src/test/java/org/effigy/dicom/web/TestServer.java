package org.effigy.dicom.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on the loopback address that answers as the test says, request by request; the last answer repeats. */
final class TestServer implements AutoCloseable {
    /** A request it had. */
    record Seen(String method, String path, String authorization, String contentType, byte[] body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Deque<HttpHandler> answers = new ArrayDeque<>();
    private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());

    TestServer(HttpHandler... answers) throws IOException {
        this(HttpServer.create(), answers);
    }

    TestServer(HttpServer server, HttpHandler... answers) throws IOException {
        this.server = server;
        this.answers.addAll(List.of(answers));
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        seen.add(new Seen(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
                exchange.getRequestBody().readAllBytes()));
        HttpHandler next;
        synchronized (answers) {
            next = answers.size() > 1 ? answers.poll() : answers.peek();
        }
        try (exchange) {
            next.handle(exchange);
        }
    }

    URI root() {
        return URI.create("http://127.0.0.1:" + port() + "/rs");
    }

    int port() {
        return server.getAddress().getPort();
    }

    List<Seen> seen() {
        return List.copyOf(seen);
    }

    /** Answers with a text. */
    static HttpHandler text(int status, String contentType, String text) {
        return bytes(status, contentType, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Answers with bytes. */
    static HttpHandler bytes(int status, String contentType, byte[] bytes) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", contentType);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        };
    }

    /** Answers with a status, a header and nothing else. */
    static HttpHandler status(int status, String header, String value) {
        return exchange -> {
            exchange.getResponseHeaders().set(header, value);
            exchange.sendResponseHeaders(status, -1);
        };
    }

    /** Announces more bytes than it sends, then closes the connection. */
    static HttpHandler cutOff(String contentType, byte[] bytes) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", contentType);
            exchange.sendResponseHeaders(200, bytes.length + 1000L);
            exchange.getResponseBody().write(bytes);
            exchange.getResponseBody().flush();
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
