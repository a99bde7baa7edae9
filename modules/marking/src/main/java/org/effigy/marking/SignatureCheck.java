package org.effigy.marking;

/**
 * What became of a signature.
 *
 * @param valid whether it fits what it signs
 * @param fingerprint SHA-256 of the signer's certificate, "" where there is none that can be read
 * @param note what was wrong, "" if nothing
 */
public record SignatureCheck(boolean valid, String fingerprint, String note) {
    /** Returns a signature that fits. */
    public static SignatureCheck valid(String fingerprint) {
        return new SignatureCheck(true, fingerprint, "");
    }

    /** Returns a signature that does not. */
    public static SignatureCheck broken(String fingerprint, String note) {
        return new SignatureCheck(false, fingerprint, note);
    }
}
