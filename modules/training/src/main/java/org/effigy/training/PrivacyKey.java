package org.effigy.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.effigy.base.AtomicFiles;
import org.effigy.base.InputException;

/**
 * The secret of which a private run draws who takes part in a step, and the noise: whoever knew it could take the noise off again. 32
 * bytes of the system's source of randomness in {@code privacy.key}, which only its owner may read, until the run's last step.
 */
final class PrivacyKey {
    /** The file's name. */
    static final String FILE = "privacy.key";

    private static final int BYTES = 32;

    private final byte[] key;

    private PrivacyKey(byte[] key) {
        this.key = key.clone();
    }

    /** Returns a key of these bytes, for tests. */
    static PrivacyKey of(byte[] key) {
        return new PrivacyKey(key);
    }

    /** Reads the key of a run that has begun, or makes that of a new one. */
    static PrivacyKey open(Path run, boolean begun) throws IOException {
        Path file = run.resolve(FILE);
        if (!begun && !Files.exists(file)) {
            return make(file);
        }
        byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        if (bytes.length != BYTES) {
            throw new InputException(FILE + ": the secret of the run's noise is missing or damaged, so steps cannot be"
                    + " repeated without spending more; restore it, or train in a new run directory");
        }
        return new PrivacyKey(bytes);
    }

    private static PrivacyKey make(Path file) throws IOException {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        AtomicFiles.createSecret(file, bytes);
        return new PrivacyKey(bytes);
    }

    /** Returns a fresh stream for a purpose, a step and a unit or part; the same key gives the same one. */
    Random stream(String purpose, long step, long index) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(ByteBuffer.allocate(16).putLong(step).putLong(index).array());
            mac.update(purpose.getBytes(StandardCharsets.UTF_8));
            return new Stream(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256 and AES", e);
        }
    }

    /** The key stream of AES-256 in counter mode. */
    private static final class Stream extends Random {
        private static final long serialVersionUID = 1L;
        private static final int BUFFER = 1 << 12;

        private final transient Cipher cipher;
        private final transient byte[] zeros = new byte[BUFFER];
        private final transient byte[] bytes = new byte[BUFFER];
        private int next = BUFFER;

        Stream(byte[] streamKey) throws GeneralSecurityException {
            cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(streamKey, "AES"), new IvParameterSpec(new byte[16]));
        }

        @Override
        protected int next(int bits) {
            if (next == BUFFER) {
                try {
                    cipher.update(zeros, 0, BUFFER, bytes);
                } catch (ShortBufferException e) {
                    throw new IllegalStateException("a stream cipher gives as much as it takes", e);
                }
                next = 0;
            }
            int value = bytes[next] << 24
                    | (bytes[next + 1] & 0xff) << 16
                    | (bytes[next + 2] & 0xff) << 8
                    | bytes[next + 3] & 0xff;
            next += 4;
            return value >>> (32 - bits);
        }
    }
}
