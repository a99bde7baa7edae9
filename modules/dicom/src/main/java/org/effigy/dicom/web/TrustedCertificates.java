package org.effigy.dicom.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.effigy.base.InputException;

/** Certificates that a server's certificate must lead to, in place of those that Java trusts. */
public final class TrustedCertificates {
    private TrustedCertificates() {}

    /**
     * Trusts the certificates of a file in PEM or DER form.
     *
     * @throws InputException if there is none in it
     */
    public static SSLContext ofCertificates(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            List<Certificate> certificates =
                    new ArrayList<>(CertificateFactory.getInstance("X.509").generateCertificates(in));
            if (certificates.isEmpty()) {
                throw new InputException("the certificate file holds no certificate; needed is PEM or DER");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("ca-" + i, certificates.get(i));
            }
            return context(store);
        } catch (CertificateException e) {
            throw new InputException("the certificate file cannot be read; needed is PEM or DER", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has X.509 and TLS", e);
        }
    }

    /**
     * Trusts the certificates of a key store, PKCS 12 or JKS.
     *
     * @param password of the store; empty for none
     * @throws InputException if it cannot be opened
     */
    public static SSLContext ofStore(Path file, String password) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance(file.toFile(), password.isEmpty() ? null : password.toCharArray());
            if (store.size() == 0) {
                throw new InputException("the trust store holds no certificate that can be read; check its password");
            }
            return context(store);
        } catch (GeneralSecurityException e) {
            throw new InputException("the trust store cannot be opened; needed is PKCS 12 or JKS", e);
        } catch (IOException e) {
            throw new InputException("the trust store cannot be opened; check the file and its password", e);
        }
    }

    private static SSLContext context(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
