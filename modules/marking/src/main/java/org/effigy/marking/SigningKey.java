package org.effigy.marking;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import org.effigy.base.AtomicFiles;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;

/** An RSA key that images are signed with, and its certificate. Signatures are PKCS #1 version 1.5 with SHA-256: the same bytes, the same signature. */
public final class SigningKey {
    private static final String STORE = "PKCS12";
    private static final String ALIAS = "effigy";
    private static final int BITS = 3072;
    private static final int LEAST_BITS = 2048;
    private static final int SERIAL_BITS = 63;
    private static final int LINE = 64;

    private final PrivateKey key;
    private final X509Certificate certificate;

    private SigningKey(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /**
     * Reads the first RSA key of a PKCS #12 file.
     *
     * @throws InputException if the file is none, the passphrase is wrong, or there is no RSA key of at least 2048 bits with a certificate
     */
    public static SigningKey read(Path file, char[] passphrase) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        try {
            KeyStore store = KeyStore.getInstance(STORE);
            store.load(new ByteArrayInputStream(bytes), passphrase);
            for (String alias : Collections.list(store.aliases())) {
                Key key = store.isKeyEntry(alias) ? store.getKey(alias, passphrase) : null;
                if (key instanceof RSAPrivateKey rsa
                        && rsa.getModulus().bitLength() >= LEAST_BITS
                        && store.getCertificate(alias) instanceof X509Certificate certificate) {
                    return new SigningKey(rsa, certificate);
                }
            }
            throw new InputException(
                    "the key file has no RSA key of at least " + LEAST_BITS + " bits with a certificate");
        } catch (IOException | GeneralSecurityException e) {
            throw new InputException("the key file is not PKCS #12, or its passphrase is another one", e);
        }
    }

    /** Makes a key with a certificate that vouches for itself. */
    public static SigningKey create(String name, Instant from) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            KeyPair keys = generator.generateKeyPair();
            BigInteger serial = new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE);
            return new SigningKey(keys.getPrivate(), SelfSignedCertificate.of(keys, name, serial, from));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has RSA and SHA-256", e);
        }
    }

    /** Writes a new PKCS #12 file that only its owner can read, with the folders above it; never over a file that is there. */
    public void write(Path file, char[] passphrase) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            KeyStore store = KeyStore.getInstance(STORE);
            store.load(null, passphrase);
            store.setKeyEntry(ALIAS, key, passphrase, new X509Certificate[] {certificate});
            store.store(bytes, passphrase);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform writes PKCS #12", e);
        }
        AtomicFiles.createSecret(file, bytes.toByteArray());
    }

    /** Returns the signature of some bytes. */
    public byte[] sign(byte[] content) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that was read cannot sign", e);
        }
    }

    /** Returns the certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** Returns the certificate's SHA-256, 64 hexadecimal digits. */
    public String fingerprint() {
        return fingerprint(certificate);
    }

    /** Returns the SHA-256 of a certificate, 64 hexadecimal digits. */
    public static String fingerprint(X509Certificate certificate) {
        return Hashes.sha256(encoded(certificate));
    }

    /** Returns the certificate as PEM (RFC 7468). */
    public String pem() {
        String base64 = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(encoded(certificate));
        return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read has no encoding", e);
        }
    }

    /** Says nothing of the key. */
    @Override
    public String toString() {
        return "signing key " + fingerprint();
    }
}
