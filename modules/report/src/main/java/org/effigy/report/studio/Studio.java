package org.effigy.report.studio;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.effigy.base.InputException;

/** The live page's server, on the loopback address only. It serves until it is closed. */
public final class Studio implements AutoCloseable {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int THREADS = 4;
    private static final int SERVER_ERROR = 500;
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final HttpServer server;
    private final ExecutorService threads;
    private final Access access;
    private final StudioPages pages;

    private Studio(HttpServer server, StudioSource source) {
        this.server = server;
        access = new Access(Access.newToken(), server.getAddress().getPort());
        pages = new StudioPages(source);
        threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "studio");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::handle);
    }

    /**
     * Starts the server.
     *
     * @throws InputException if the port is taken
     */
    public static Studio start(StudioSource source) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), source.port());
        try {
            Studio studio = new Studio(HttpServer.create(address, 0), source);
            studio.server.start();
            return studio;
        } catch (BindException e) {
            throw new InputException(
                    "port " + source.port() + " is taken or not allowed; choose another one, or 0 for any", e);
        }
    }

    /** Returns the address to open; whoever knows it can see the page from this computer. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + access.port() + "/" + access.token() + "/");
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String host = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host"))
                    .orElse("");
            Optional<Integer> refusal = access.refusal(
                    exchange.getRequestMethod(), host, Optional.ofNullable(path).orElse(""));
            Answer answer = refusal.isPresent()
                    ? Answer.refused(refusal.get(), "open the address that the program printed")
                    : answer(access.rest(path), exchange.getRequestURI().getQuery());
            send(exchange, answer);
        }
    }

    private Answer answer(String path, String query) {
        try {
            return pages.answer(path, Optional.ofNullable(query).orElse(""));
        } catch (IOException | RuntimeException e) {
            // A folder changes while it is read; the next look finds it whole.
            return Answer.refused(SERVER_ERROR, "could not be read just now; try again");
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.type());
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cache-Control", answer.lasting() ? "private, max-age=3600" : "no-store");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), head || answer.body().length == 0 ? -1 : answer.body().length);
        if (!head) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(answer.body());
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
