package org.effigy.dicom.data;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.effigy.base.InputException;

/**
 * The root under which new UIDs are made from hashes, as in PS3.5, section 9 and annex B.
 *
 * <p>Under {@link #UUID} a UID is {@code 2.25.} and the decimal value of a UUID whose 122 free bits come from the hash
 * (RFC 9562, version 8). Under another root it is as many decimal digits of the hash as 64 characters leave room for, 39 at
 * most.
 *
 * @param root {@code 2.25} or a root that belongs to the user, without a final dot
 */
public record UidRoot(String root) {
    private static final int MAX_UID = 64;
    private static final int MAX_DIGITS = 39;
    /** 24 digits are 79 bits: a billion UIDs collide with a probability of one in a million. */
    private static final int MIN_DIGITS = 24;

    private static final int MAX_ROOT = MAX_UID - 1 - MIN_DIGITS;
    private static final Pattern COMPONENTS = Pattern.compile("[0-2](\\.(0|[1-9][0-9]*))+");
    /** Belongs to the DICOM standard itself. */
    private static final String DICOM = "1.2.840.10008";

    /** The root that needs no registration; after the constants that its constructor reads. */
    public static final UidRoot UUID = new UidRoot("2.25");

    public UidRoot {
        if (root.length() > MAX_ROOT || !COMPONENTS.matcher(root).matches()) {
            throw new InputException(
                    "the UID root must be numbers joined by dots, without leading zeros, beginning with 0,"
                            + " 1 or 2 and at most " + MAX_ROOT + " characters long; leave it out for UIDs under 2.25");
        }
        if (root.equals(DICOM) || root.startsWith(DICOM + ".")) {
            throw new InputException("the UID root " + DICOM + " belongs to the DICOM standard; use your own or 2.25");
        }
    }

    /**
     * Returns the UID of a hash, always the same for the same hash.
     *
     * @param hash at least 16 bytes that look random, e.g. a SHA-256
     */
    public String uid(byte[] hash) {
        if (root.equals("2.25")) {
            byte[] bits = Arrays.copyOf(hash, 16);
            bits[6] = (byte) ((bits[6] & 0x0f) | 0x80);
            bits[8] = (byte) ((bits[8] & 0x3f) | 0x80);
            return root + "." + new BigInteger(1, bits);
        }
        int digits = Math.min(MAX_DIGITS, MAX_UID - 1 - root.length());
        return root + "." + new BigInteger(1, hash).mod(BigInteger.TEN.pow(digits));
    }
}
