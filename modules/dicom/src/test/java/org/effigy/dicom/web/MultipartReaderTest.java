package org.effigy.dicom.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.effigy.dicom.net.ArchiveException;
import org.effigy.dicom.net.ArchiveException.Kind;
import org.junit.jupiter.api.Test;

class MultipartReaderTest {
    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Gives few bytes at a time, so that delimiters are split anywhere. */
    private static InputStream slow(byte[] bytes, int most) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] b, int off, int len) {
                return super.read(b, off, Math.min(len, most));
            }
        };
    }

    private static List<byte[]> parts(InputStream in, String boundary) throws IOException {
        MultipartReader reader = new MultipartReader(in, boundary);
        List<byte[]> parts = new ArrayList<>();
        while (reader.next().isPresent()) {
            ByteArrayOutputStream part = new ByteArrayOutputStream();
            reader.copyPart(part, Long.MAX_VALUE);
            parts.add(part.toByteArray());
        }
        return parts;
    }

    private static ArchiveException refused(String text, String boundary) {
        return assertThrows(ArchiveException.class, () -> parts(new ByteArrayInputStream(ascii(text)), boundary));
    }

    @Test
    void readsTheExampleOfTheStandard() throws IOException {
        // RFC 2046, 5.1.1: preamble and epilogue are ignored, the line end before a delimiter belongs to it.
        String text = "This is the preamble.\r\n--simple boundary\r\n\r\nimplicitly typed.\r\n--simple boundary\r\n"
                + "Content-type: text/plain; charset=us-ascii\r\n\r\nexplicitly typed,\r\nwith a line end.\r\n"
                + "\r\n--simple boundary--\r\nThis is the epilogue.";
        List<byte[]> parts = parts(new ByteArrayInputStream(ascii(text)), "simple boundary");
        assertEquals(2, parts.size());
        assertArrayEquals(ascii("implicitly typed."), parts.get(0));
        assertArrayEquals(ascii("explicitly typed,\r\nwith a line end.\r\n"), parts.get(1));
    }

    @Test
    void givesBackAnyBytesWhereverTheStreamIsSplit() throws IOException {
        Random random = new Random(11);
        String boundary = "b";
        for (int round = 0; round < 300; round++) {
            List<byte[]> sent = new ArrayList<>();
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int p = 0; p < 3; p++) {
                byte[] content = nearlyDelimiters(random, boundary);
                sent.add(content);
                body.write(ascii(
                        (p == 0 ? "" : "\r\n") + "--" + boundary + " \r\nContent-Type: application/dicom\r\n\r\n"));
                body.write(content);
            }
            body.write(ascii("\r\n--" + boundary + "--"));
            int most = 1 + random.nextInt(7);
            List<byte[]> read = parts(slow(body.toByteArray(), most), boundary);
            assertEquals(sent.size(), read.size());
            for (int p = 0; p < 3; p++) {
                assertArrayEquals(sent.get(p), read.get(p), "round " + round);
            }
        }
    }

    /** Returns bytes full of beginnings of delimiters, but without one. */
    private static byte[] nearlyDelimiters(Random random, String boundary) {
        String[] pieces = {"\r", "\n", "-", "\r\n-", "\r\n--", "x", "\r\r\n--", "--" + boundary};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(30); i > 0; i--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return ascii(text.toString().replace("\r\n--" + boundary, "\r\n-" + boundary));
    }

    @Test
    void readsPartsThatAreLargerThanItsBuffer() throws IOException {
        byte[] content = new byte[300_001];
        new Random(5).nextBytes(content);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(ascii("--long\r\n\r\n"));
        body.write(content);
        body.write(ascii("\r\n--long--"));
        assertArrayEquals(content, parts(slow(body.toByteArray(), 5000), "long").get(0));
    }

    @Test
    void noticesABodyThatEndsTooEarlyAndOneWithAnotherBoundary() {
        assertEquals(Kind.TRANSIENT, refused("--b\r\n\r\ncontent", "b").kind());
        assertEquals(Kind.TRANSIENT, refused("--b\r\n\r\ncontent\r\n--b", "b").kind());
        assertEquals(Kind.TRANSIENT, refused("--b\r\nContent-Type: x\r\n", "b").kind());
        assertEquals(Kind.TRANSIENT, refused("--c\r\n\r\ncontent\r\n--c--", "b").kind());
    }

    @Test
    void boundsPreambleHeadersAndParts() throws IOException {
        assertEquals(Kind.REFUSED, refused("x".repeat(100_000), "b").kind());
        assertEquals(
                Kind.REFUSED,
                refused("--b\r\nA: " + "x".repeat(20_000) + "\r\n\r\n1\r\n--b--", "b")
                        .kind());
        assertEquals(
                Kind.REFUSED,
                refused("--b\r\n" + "A: b\r\n".repeat(5000) + "\r\n1\r\n--b--", "b")
                        .kind());
        MultipartReader reader = new MultipartReader(new ByteArrayInputStream(ascii("--b\r\n\r\n12345\r\n--b--")), "b");
        assertTrue(reader.next().isPresent());
        assertEquals(
                Kind.REFUSED,
                assertThrows(ArchiveException.class, () -> reader.copyPart(OutputStream.nullOutputStream(), 4))
                        .kind());
    }

    @Test
    void findsTheBoundaryOfAContentType() {
        assertEquals(
                Optional.of("a=b; c"),
                MultipartReader.boundary("Multipart/Related; type=\"application/dicom\"; boundary=\"a=b; c\""));
        assertEquals(Optional.of("xyz"), MultipartReader.boundary("multipart/related;BOUNDARY=xyz; start=1"));
        assertEquals(Optional.empty(), MultipartReader.boundary("multipart/related"));
        assertEquals(Optional.empty(), MultipartReader.boundary("text/html; boundary=x"));
        assertEquals(Optional.empty(), MultipartReader.boundary("multipart/related; boundary=\"\""));
        assertEquals(Optional.empty(), MultipartReader.boundary("multipart/related; boundary=" + "x".repeat(201)));
    }
}
