package org.effigy.report.studio;

import java.nio.charset.StandardCharsets;

/**
 * An answer to a request.
 *
 * @param status of HTTP
 * @param type of the content
 * @param lasting whether a browser may keep it
 */
record Answer(int status, String type, byte[] body, boolean lasting) {
    static Answer html(String text) {
        return new Answer(200, "text/html; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), false);
    }

    static Answer text(String type, String text) {
        return new Answer(200, type + "; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), false);
    }

    static Answer png(byte[] file) {
        return new Answer(200, "image/png", file, true);
    }

    static Answer refused(int status, String words) {
        return new Answer(status, "text/plain; charset=utf-8", words.getBytes(StandardCharsets.UTF_8), false);
    }

    static Answer notFound() {
        return refused(404, "not here");
    }
}
