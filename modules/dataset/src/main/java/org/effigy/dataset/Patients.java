package org.effigy.dataset;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;

/** Groups images by patient. Raw ids stay in memory; what is kept is their HMAC-SHA256 under a key. */
final class Patients {
    private static final int KEY_BYTES = 32;
    private static final int HEX_DIGITS = 16;
    private static final int BLOCK_BYTES = 64;
    private static final String RECORDED = "patient:";

    private final PatientSource source;
    private final byte[] inner = new byte[BLOCK_BYTES];
    private final byte[] outer = new byte[BLOCK_BYTES];

    /** Makes a grouping; without a secret the key is random and thrown away. */
    Patients(PatientSource source, String secret) {
        this.source = source;
        byte[] key = secret.getBytes(StandardCharsets.UTF_8);
        if (key.length == 0) {
            key = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(key);
        }
        // RFC 2104; the platform's own Mac takes as long to start as hundreds of files to read.
        byte[] block = Arrays.copyOf(key.length > BLOCK_BYTES ? sha256(key) : key, BLOCK_BYTES);
        for (int i = 0; i < BLOCK_BYTES; i++) {
            inner[i] = (byte) (block[i] ^ 0x36);
            outer[i] = (byte) (block[i] ^ 0x5c);
        }
    }

    /** Who an image belongs to. Equal identities are one patient. */
    record Identity(String text) {
        /** Whether a patient is recorded, or the study or file stands in for one. */
        boolean recorded() {
            return text.startsWith(RECORDED);
        }
    }

    /**
     * Returns the patient of a file.
     *
     * @param fromTable the patient the label table gives, or ""
     */
    Identity identity(TreeWalk.Found found, ImageFacts.Source facts, String fromTable) {
        if (source instanceof PatientSource.FileName name) {
            return inName(name, found.file())
                    .map(id -> new Identity(RECORDED + id))
                    .orElse(alone(found));
        }
        String id = fromTable.isBlank() ? facts.patientId() : fromTable;
        if (!id.isBlank()) {
            return new Identity(RECORDED + id.strip());
        }
        return facts.studyUid().isBlank() ? alone(found) : new Identity("study:" + facts.studyUid());
    }

    private static Identity alone(TreeWalk.Found found) {
        return new Identity("file:" + found.path());
    }

    private static Optional<String> inName(PatientSource.FileName name, Path file) {
        Matcher matcher = name.pattern().matcher(file.getFileName().toString());
        return matcher.find()
                ? Optional.ofNullable(matcher.group(Math.min(matcher.groupCount(), 1)))
                : Optional.empty();
    }

    /** Returns the key that stands for a patient in the index, 16 hexadecimal digits. */
    String key(Identity identity) {
        byte[] hash = sha256(outer, sha256(inner, identity.text().getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(hash).substring(0, HEX_DIGITS);
    }

    private static byte[] sha256(byte[]... parts) {
        MessageDigest digest = ContentKey.sha256();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }
}
