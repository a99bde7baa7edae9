package org.effigy.dicom.deid;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.effigy.dicom.data.UidRoot;

/**
 * Replacements that are the same for the same original and key, and that nobody without the key can trace back:
 * HMAC-SHA256 over a purpose, a line feed and the original in UTF-8.
 */
final class Pseudonyms {
    private static final int MAX_SHIFT_DAYS = 3650;

    private final SecretKeySpec key;
    private final UidRoot root;

    Pseudonyms(byte[] key, UidRoot root) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
        this.root = root;
    }

    /** Returns the new UID for an old one. */
    String uid(String original) {
        return root.uid(hmac("uid", original));
    }

    /** Returns 16 hexadecimal digits for a patient. */
    String patient(String patientId) {
        return HexFormat.of().withUpperCase().formatHex(hmac("patient", patientId), 0, 8);
    }

    /** Returns an application entity title for another. */
    String applicationEntity(String title) {
        return "AE" + HexFormat.of().withUpperCase().formatHex(hmac("application entity", title), 0, 4);
    }

    /** Returns by how many days the dates of a patient go back, 1 to 3650. */
    int shiftDays(String patientId) {
        long bits = ByteBuffer.wrap(hmac("date shift", patientId)).getLong();
        return 1 + (int) Long.remainderUnsigned(bits, MAX_SHIFT_DAYS);
    }

    private byte[] hmac(String purpose, String original) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal((purpose + "\n" + original).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
        }
    }
}
