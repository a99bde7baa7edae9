package org.effigy.dicom.deid;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import org.effigy.base.InputException;

/** The secret of a de-identification. */
public final class DeidKey {
    private static final int FRESH_BYTES = 32;

    private DeidKey() {}

    /** Returns a random key. UIDs and pseudonyms then agree within one run, and nobody can continue them later. */
    public static byte[] fresh() {
        byte[] key = new byte[FRESH_BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }

    /**
     * Returns the key in a file: its bytes without line feeds and spaces at the end.
     *
     * @throws InputException if it is shorter than {@link Deidentifier#MIN_KEY_BYTES}
     */
    public static byte[] read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int end = bytes.length;
        while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r' || bytes[end - 1] == ' ')) {
            end--;
        }
        if (end < Deidentifier.MIN_KEY_BYTES) {
            throw new InputException("the key file holds " + end + " bytes, at least " + Deidentifier.MIN_KEY_BYTES
                    + " are needed; make one with: head -c 32 /dev/urandom | base64 > key");
        }
        return Arrays.copyOf(bytes, end);
    }
}
