package org.effigy.dataset.index;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import org.effigy.base.Hashes;
import org.effigy.dataset.Candidate;
import org.effigy.dataset.ImageFacts;
import org.effigy.dataset.Patient;

/** Groups images by patient. Raw ids stay in memory; what is kept is their HMAC-SHA256 under a key. */
public final class Patients {
    private static final int KEY_BYTES = 32;
    private static final int HEX_DIGITS = 16;
    private static final int BLOCK_BYTES = 64;

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

    /** Returns the patient of a file whose row of the label table is known. */
    Patient of(Candidate file) {
        Patient alone = Patient.ofFile(file.file().path());
        if (source instanceof PatientSource.FileName name) {
            return inName(name, file.file().file()).map(Patient::recorded).orElse(alone);
        }
        String fromTable = file.assigned().row().patient();
        ImageFacts.Source stated = file.facts().source();
        String id = fromTable.isBlank() ? stated.patientId() : fromTable;
        if (!id.isBlank()) {
            return Patient.recorded(id.strip());
        }
        return stated.studyUid().isBlank() ? alone : Patient.ofStudy(stated.studyUid());
    }

    private static Optional<String> inName(PatientSource.FileName name, Path file) {
        Matcher matcher = name.pattern().matcher(file.getFileName().toString());
        return matcher.find()
                ? Optional.ofNullable(matcher.group(Math.min(matcher.groupCount(), 1)))
                : Optional.empty();
    }

    /** Returns the key that stands for a patient in the index, 16 hexadecimal digits. */
    String key(Patient patient) {
        byte[] hash = sha256(outer, sha256(inner, patient.text().getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(hash).substring(0, HEX_DIGITS);
    }

    private static byte[] sha256(byte[]... parts) {
        MessageDigest digest = Hashes.digest();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }
}
