package org.effigy.dataset;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Groups images by patient. Raw ids stay in memory; what is kept is their HMAC-SHA256 under a key. */
final class Patients {
    private static final int KEY_BYTES = 32;
    private static final int HEX_DIGITS = 16;
    private static final String RECORDED = "patient:";

    private final PatientSource source;
    private final Mac mac;

    /** Makes a grouping; without a secret the key is random and thrown away. */
    Patients(PatientSource source, String secret) {
        this.source = source;
        byte[] key = secret.getBytes(StandardCharsets.UTF_8);
        if (key.length == 0) {
            key = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(key);
        }
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
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
        byte[] hash = mac.doFinal(identity.text().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash).substring(0, HEX_DIGITS);
    }
}
