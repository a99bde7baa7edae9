package org.effigy.dicom.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.effigy.base.InputException;
import org.effigy.dicom.net.ArchiveException;
import org.effigy.dicom.net.ArchiveException.Kind;
import org.effigy.dicom.net.ArchiveQuery;
import org.effigy.dicom.net.ImageArchive;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final String PASSWORD = "test-password";

    @TempDir
    private static Path folder;

    private static Path store;
    private static Path certificate;

    @BeforeAll
    static void makeCertificate() throws IOException, InterruptedException {
        store = folder.resolve("server.p12");
        certificate = folder.resolve("ca.pem");
        keytool(store, "-genkeypair", "-alias", "s", "-keyalg", "EC", "-dname", "CN=test", "-ext", "SAN=IP:127.0.0.1");
        keytool(store, "-exportcert", "-alias", "s", "-rfc", "-file", certificate.toString());
    }

    private static void keytool(Path store, String... words) throws IOException, InterruptedException {
        Path program = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }

    private static TestServer server() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create();
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return new TestServer(server, TestServer.bytes(204, "text/plain", new byte[0]));
    }

    private static void search(String host, int port, Optional<SSLContext> trust) throws IOException {
        URI root = URI.create("https://" + host + ":" + port + "/rs");
        WebSettings settings = new WebSettings(root, Credentials.none(), trust, Duration.ofSeconds(5));
        try (ImageArchive archive = DicomWebArchive.at(settings, () -> false)) {
            assertEquals(List.of(), archive.findSeries(new ArchiveQuery(List.of()), 0, 10));
        }
    }

    @Test
    void trustsTheGivenCertificateAloneAndForItsHostAlone() throws IOException, GeneralSecurityException {
        try (TestServer server = server()) {
            search("127.0.0.1", server.port(), Optional.of(TrustedCertificates.ofCertificates(certificate)));
            assertEquals(1, server.seen().size());
            ArchiveException unknown =
                    assertThrows(ArchiveException.class, () -> search("127.0.0.1", server.port(), Optional.empty()));
            assertEquals(Kind.FATAL, unknown.kind());
            assertTrue(unknown.getMessage().contains("name the certificate to trust"));
            Optional<SSLContext> trust = Optional.of(TrustedCertificates.ofCertificates(certificate));
            ArchiveException otherHost =
                    assertThrows(ArchiveException.class, () -> search("localhost", server.port(), trust));
            assertEquals(Kind.FATAL, otherHost.kind());
            assertEquals(1, server.seen().size());
        }
    }

    @Test
    void opensATrustStore() throws IOException, GeneralSecurityException, InterruptedException {
        Path trust = folder.resolve("trust.p12");
        keytool(trust, "-importcert", "-noprompt", "-alias", "ca", "-file", certificate.toString());
        try (TestServer https = server()) {
            search("127.0.0.1", https.port(), Optional.of(TrustedCertificates.ofStore(trust, PASSWORD)));
        }
        assertThrows(InputException.class, () -> TrustedCertificates.ofStore(trust, "wrong"));
        assertThrows(InputException.class, () -> TrustedCertificates.ofStore(certificate, ""));
    }

    @Test
    void refusesAFileWithoutCertificates() throws IOException {
        Path text = Files.writeString(folder.resolve("text.pem"), "nothing here\n");
        assertThrows(InputException.class, () -> TrustedCertificates.ofCertificates(text));
    }
}
