package org.effigy.dicom.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.effigy.dicom.net.ArchiveException;
import org.effigy.dicom.net.ArchiveException.Kind;

/** Reads a multipart body (RFC 2046, 5.1) as a stream; memory is bounded whatever comes. */
final class MultipartReader {
    private static final int BUFFER = 1 << 16;
    private static final int LONGEST_BOUNDARY = 200;
    private static final int LONGEST_PREAMBLE = 1 << 16;
    private static final int LONGEST_HEADERS = 1 << 14;
    private static final Pattern BOUNDARY =
            Pattern.compile(";\\s*boundary\\s*=\\s*(?:\"([^\"]*)\"|([^\\s;\"]+))", Pattern.CASE_INSENSITIVE);

    private final InputStream in;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[BUFFER];
    private int start;
    private int end;
    private boolean begun;

    MultipartReader(InputStream in, String boundary) {
        this.in = in;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        // The first delimiter may stand at the very beginning, without a line end before it.
        buffer[0] = '\r';
        buffer[1] = '\n';
        end = 2;
    }

    /** Returns the boundary of a Content-Type, if it is multipart and has a sound one. */
    static Optional<String> boundary(String contentType) {
        Matcher matcher = BOUNDARY.matcher(contentType);
        if (!contentType.strip().toLowerCase(Locale.ROOT).startsWith("multipart/") || !matcher.find()) {
            return Optional.empty();
        }
        String boundary = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        boolean sound = !boundary.isEmpty()
                && boundary.length() <= LONGEST_BOUNDARY
                && boundary.chars().allMatch(c -> c >= ' ' && c < 0x7f)
                && !boundary.endsWith(" ");
        return sound ? Optional.of(boundary) : Optional.empty();
    }

    /** Goes to the next part and returns its Content-Type, "" where it has none; nothing after the last part. */
    Optional<String> next() throws IOException {
        if (!begun) {
            copyToDelimiter(OutputStream.nullOutputStream(), LONGEST_PREAMBLE);
            begun = true;
        }
        if (peek(0) == '-' && peek(1) == '-') {
            return Optional.empty();
        }
        int read = 0;
        // White space may follow the delimiter.
        readLine(LONGEST_HEADERS);
        String type = "";
        while (true) {
            String line = readLine(LONGEST_HEADERS - read);
            read += line.length() + 2;
            if (line.isEmpty()) {
                return Optional.of(type);
            }
            if (line.toLowerCase(Locale.ROOT).startsWith("content-type:")) {
                type = line.substring(line.indexOf(':') + 1).strip();
            }
        }
    }

    /**
     * Writes the content of the current part.
     *
     * @throws ArchiveException if it is longer than allowed, or ends without a delimiter
     */
    void copyPart(OutputStream out, long most) throws IOException {
        copyToDelimiter(out, most);
    }

    private void copyToDelimiter(OutputStream out, long most) throws IOException {
        long copied = 0;
        while (true) {
            int at = find();
            // What may be the beginning of a delimiter stays.
            int until = at >= 0 ? at : Math.max(start, end - delimiter.length + 1);
            copied += until - start;
            if (copied > most) {
                throw new ArchiveException(
                        Kind.REFUSED, "a part of the answer is longer than the " + most + " bytes allowed");
            }
            out.write(buffer, start, until - start);
            start = until;
            if (at >= 0) {
                start += delimiter.length;
                return;
            }
            fill();
        }
    }

    /** Returns where the delimiter is in the buffer, or -1; one pass, for a boundary holds no line end. */
    private int find() {
        for (int i = start; i + delimiter.length <= end; i++) {
            int n = 0;
            while (n < delimiter.length && buffer[i + n] == delimiter[n]) {
                n++;
            }
            if (n == delimiter.length) {
                return i;
            }
            i += Math.max(0, n - 1);
        }
        return -1;
    }

    private String readLine(int longest) {
        StringBuilder line = new StringBuilder();
        while (true) {
            int c = peek(0);
            start++;
            if (c == '\n') {
                int length = line.length();
                return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
            }
            if (line.length() >= longest) {
                throw new ArchiveException(Kind.REFUSED, "the headers of a part of the answer are too long");
            }
            line.append((char) c);
        }
    }

    private int peek(int ahead) {
        while (start + ahead >= end) {
            fill();
        }
        return buffer[start + ahead] & 0xff;
    }

    private void fill() {
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
        int n = read();
        if (n < 0) {
            throw new ArchiveException(
                    Kind.TRANSIENT, "the answer ends before its last part does, or its parts have another boundary");
        }
        end += n;
    }

    private int read() {
        try {
            return in.read(buffer, end, buffer.length - end);
        } catch (IOException e) {
            throw new ArchiveException(Kind.TRANSIENT, "the connection broke while the answer came", e);
        }
    }
}
