package org.effigy.dicom.web;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;
import org.effigy.dicom.net.ArchiveException;
import org.effigy.dicom.net.ArchiveException.Kind;

/** Sends requests to one server and judges how they ended. Redirects are followed on the same host and port only. */
final class WebClient implements AutoCloseable {
    private static final int MOST_REDIRECTS = 5;
    private static final long POLL_MILLIS = 50;
    /** What even a slow line sends per second; a larger file gets more time. */
    private static final long SLOWEST_BYTES_PER_SECOND = 50_000;

    /** What to send. */
    record Request(URI uri, String accept, Optional<Upload> upload) {
        static Request get(URI uri, String accept) {
            return new Request(uri, accept, Optional.empty());
        }
    }

    /** A body to send. */
    record Upload(String contentType, BodyPublisher body) {}

    /** An answer with a status of 200 to 299 or one that the caller accepts; to be closed. */
    record Answer(int status, String contentType, InputStream body) implements AutoCloseable {
        @Override
        public void close() {
            try {
                body.close();
            } catch (IOException e) {
                throw new IllegalStateException("a limited body does not throw", e);
            }
        }
    }

    private final WebSettings settings;
    private final BooleanSupplier stop;
    private final HttpClient client;
    private final ScheduledExecutorService guards = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "dicomweb-guard");
        thread.setDaemon(true);
        return thread;
    });

    WebClient(WebSettings settings, BooleanSupplier stop) {
        this.settings = settings;
        this.stop = stop;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.timeout());
        settings.trust().ifPresent(builder::sslContext);
        client = builder.build();
    }

    /**
     * Returns the server's answer, whatever its status apart from redirects.
     *
     * @param mostBytes a longer body ends with an exception when it is read
     */
    Answer send(Request request, long mostBytes) {
        URI uri = request.uri();
        for (int hop = 0; ; hop++) {
            HttpResponse<InputStream> response = await(build(request, uri));
            LimitedBody body = new LimitedBody(response.body(), mostBytes, settings.timeout(), stop, guards);
            int status = response.statusCode();
            if (status < 300 || status > 399 || status == 304) {
                String type = response.headers().firstValue("Content-Type").orElse("");
                if (status < 200 || status > 299) {
                    throwUnlessJudged(response, body, request.upload().isPresent());
                }
                return new Answer(status, type, body);
            }
            body.close();
            boolean repeatable = request.upload().isEmpty() || status == 307 || status == 308;
            uri = redirected(response, uri);
            if (!repeatable || hop >= MOST_REDIRECTS) {
                throw new ArchiveException(
                        Kind.FATAL, "the server redirects (status " + status + "); give the final address itself");
            }
        }
    }

    private HttpRequest build(Request request, URI uri) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri).header("Accept", request.accept());
        settings.credentials().header().ifPresent(value -> builder.header("Authorization", value));
        if (request.upload().isEmpty()) {
            return builder.timeout(settings.timeout()).build();
        }
        Upload upload = request.upload().get();
        long seconds = upload.body().contentLength() / SLOWEST_BYTES_PER_SECOND;
        return builder.timeout(settings.timeout().plusSeconds(seconds))
                .header("Content-Type", upload.contentType())
                .POST(upload.body())
                .build();
    }

    private HttpResponse<InputStream> await(HttpRequest request) {
        CompletableFuture<HttpResponse<InputStream>> future =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
        try {
            while (true) {
                if (stop.getAsBoolean()) {
                    future.cancel(true);
                    throw new ArchiveException(Kind.STOPPED, "stopped");
                }
                try {
                    return future.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    // Not yet: look again whether the user asks to stop.
                    continue;
                }
            }
        } catch (ExecutionException e) {
            throw unreachable(e.getCause());
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new ArchiveException(Kind.STOPPED, "stopped", e);
        }
    }

    private static ArchiveException unreachable(Throwable cause) {
        if (cause instanceof HttpTimeoutException) {
            return new ArchiveException(Kind.TRANSIENT, "the server did not answer in time", cause);
        }
        if (has(cause, SSLException.class) && !has(cause, EOFException.class) && !has(cause, SocketException.class)) {
            return new ArchiveException(
                    Kind.FATAL,
                    "no secure connection: the server's certificate is not trusted or not for this host, or it speaks"
                            + " no TLS; name the certificate to trust",
                    cause);
        }
        if (has(cause, ConnectException.class)) {
            return new ArchiveException(Kind.TRANSIENT, "the server cannot be reached; check the address", cause);
        }
        return new ArchiveException(Kind.TRANSIENT, "the connection to the server broke", cause);
    }

    private static boolean has(Throwable thrown, Class<? extends Throwable> type) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    /** Returns where a redirect leads. */
    private URI redirected(HttpResponse<InputStream> response, URI from) {
        URI to;
        try {
            to = from.resolve(response.headers().firstValue("Location").orElse(""));
        } catch (IllegalArgumentException e) {
            throw new ArchiveException(Kind.FATAL, "the server redirects to what is not an address", e);
        }
        if (!origin(to).equals(origin(from))) {
            throw new ArchiveException(
                    Kind.FATAL,
                    "the server redirects to another host or port, which is not followed; if it is right, give that"
                            + " address itself");
        }
        return to;
    }

    private static String origin(URI uri) {
        String scheme = String.valueOf(uri.getScheme());
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equalsIgnoreCase("https") ? 443 : 80;
        return (scheme + "://" + uri.getHost() + ":" + port).toLowerCase(Locale.ROOT);
    }

    /** Throws for a status that says the same whatever was asked: try again, or do not. */
    private static void throwUnlessJudged(HttpResponse<InputStream> response, LimitedBody body, boolean upload) {
        int status = response.statusCode();
        Optional<ArchiveException> failure = Optional.empty();
        if (status == 401 || status == 403 || status == 407) {
            failure = Optional.of(new ArchiveException(
                    Kind.FATAL, "the server refuses access (status " + status + "); check the token or the password"));
        } else if (status == 408 || status == 429 || (status >= 500 && status != 501 && status != 505)) {
            String message = "the server is busy or fails (status " + status + ")";
            failure = Optional.of(response.headers()
                    .firstValue("Retry-After")
                    .flatMap(value -> retryAfter(value, Clock.systemUTC()))
                    .map(wait -> ArchiveException.busy(message, wait))
                    .orElseGet(() -> new ArchiveException(Kind.TRANSIENT, message)));
        } else if (status == 405 || status == 501 || status == 505 || (upload && status == 404)) {
            failure = Optional.of(new ArchiveException(
                    Kind.FATAL,
                    "the server does not offer this service here (status " + status
                            + "); check that the address is the root of its DICOMweb services"));
        }
        if (failure.isPresent()) {
            body.close();
            throw failure.get();
        }
    }

    /** Returns the wait of a Retry-After header: seconds or a date (RFC 9110, 10.2.3); nothing where it is neither. */
    static Optional<Duration> retryAfter(String value, Clock clock) {
        String text = value.strip();
        if (text.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Duration wait = Duration.between(
                    clock.instant(),
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        guards.shutdownNow();
    }
}
