package org.effigy.dicom.sign;

import java.security.cert.X509Certificate;

/** Signs bytes with an RSA key: PKCS #1 version 1.5 with SHA-256. */
public interface Signer {
    /** Returns the signature of some bytes. */
    byte[] sign(byte[] content);

    /** Returns the certificate of the key. */
    X509Certificate certificate();
}
