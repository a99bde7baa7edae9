package org.effigy.report.studio;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * Who may ask: those who know the token, from a page of this server. A page of elsewhere that points its name at this computer (DNS
 * rebinding) sends its own name as host and is refused.
 *
 * @param token the first part of every path
 * @param port of the server
 */
record Access(String token, int port) {
    private static final int TOKEN_BYTES = 24;
    private static final int FORBIDDEN = 403;
    private static final int NOT_ALLOWED = 405;
    private static final int MISDIRECTED = 421;

    /** Returns a token that nobody can guess. */
    static String newToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Returns the status that refuses a request; empty for one that may be answered. */
    Optional<Integer> refusal(String method, String host, String path) {
        if (!Set.of("127.0.0.1:" + port, "localhost:" + port).contains(host)) {
            return Optional.of(MISDIRECTED);
        }
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Optional.of(NOT_ALLOWED);
        }
        return knows(path) ? Optional.empty() : Optional.of(FORBIDDEN);
    }

    /** Compares in a time that does not depend on where they differ. */
    private boolean knows(String path) {
        int end = path.indexOf('/', 1);
        String given = path.substring(Math.min(1, path.length()), end < 0 ? path.length() : end);
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns what follows the token in a path that knows it, such as {@code /style.css}. */
    String rest(String path) {
        return path.substring(1 + token.length());
    }
}
