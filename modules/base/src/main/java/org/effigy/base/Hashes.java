package org.effigy.base;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;

/** SHA-256 checksums in lower-case hexadecimal. */
public final class Hashes {
    private Hashes() {}

    /** Returns the SHA-256 of the bytes, 64 hexadecimal digits. */
    public static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    /** Returns the SHA-256 of the file's content, 64 hexadecimal digits; reads the file as a stream. */
    public static String sha256(Path file) throws IOException {
        MessageDigest digest = digest();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Returns the SHA-256 of files in a folder by their names, read side by side. */
    public static Map<String, String> sha256(Path folder, Collection<String> names) throws IOException {
        try {
            return names.parallelStream().collect(Collectors.toMap(name -> name, name -> unchecked(folder, name)));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String unchecked(Path folder, String name) {
        try {
            return sha256(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a fresh SHA-256. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
