package org.effigy.dicom.sign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.effigy.base.Hashes;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.UidRoot;
import org.effigy.dicom.data.Vr;
import org.effigy.dicom.image.PixelEncoding;
import org.effigy.dicom.synthetic.SyntheticIdentity;
import org.effigy.dicom.synthetic.SyntheticImage;
import org.effigy.dicom.synthetic.SyntheticKind;
import org.effigy.dicom.synthetic.SyntheticObject;
import org.effigy.dicom.synthetic.SyntheticOrigin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DicomSignaturesTest {
    /** Within the time of the certificate, which dcmsign looks at. */
    private static final LocalDateTime CREATED =
            LocalDateTime.now(ZoneOffset.UTC).withNano(0);

    private static final String PASSPHRASE = "secret";
    private static final int SECONDS = 120;

    @TempDir
    private static Path folder;

    private static Signer signer;
    private static PrivateKey key;

    /** Makes a key with the JDK's keytool: this module has no keys of its own. */
    @BeforeAll
    static void makeKey() throws Exception {
        Path store = folder.resolve("key.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String text =
                "-genkeypair -alias a -keyalg RSA -keysize 2048 -sigalg SHA256withRSA -startdate -2d -validity 9000 -dname CN=Test"
                        + " -storetype PKCS12 -storepass " + PASSPHRASE + " -keystore " + store;
        assertEquals("0", run(keytool, text).get(0));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = new ByteArrayInputStream(Files.readAllBytes(store))) {
            keys.load(in, PASSPHRASE.toCharArray());
        }
        key = (PrivateKey) keys.getKey("a", PASSPHRASE.toCharArray());
        signer = new TestSigner(key, (X509Certificate) keys.getCertificate("a"));
    }

    private record TestSigner(PrivateKey key, X509Certificate certificate) implements Signer {
        @Override
        public byte[] sign(byte[] content) {
            try {
                Signature signature = Signature.getInstance("SHA256withRSA");
                signature.initSign(key);
                signature.update(content);
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void aSignedObjectIsValidAndTheSameEachTime() {
        DicomFile signed = DicomSignatures.sign(object(), signer, CREATED, UidRoot.UUID);
        String fingerprint = Hashes.sha256(signed.dataSet()
                .items(Tag.DigitalSignaturesSequence)
                .get(0)
                .element(Tag.CertificateOfSigner)
                .orElseThrow()
                .bytes());
        assertEquals(List.of(new DicomSignatures.Check(true, fingerprint, true, "")), DicomSignatures.check(signed));
        assertEquals(
                signed.dataSet(),
                DicomSignatures.sign(object(), signer, CREATED, UidRoot.UUID).dataSet());
        assertEquals(
                signed.dataSet(),
                DicomSignatures.sign(signed, signer, CREATED, UidRoot.UUID).dataSet());
        assertEquals(object().dataSet(), DicomSignatures.without(signed).dataSet());
        assertEquals(List.of(), DicomSignatures.check(object()));
    }

    @Test
    void anyChangeBreaksTheSignature() {
        DicomFile renamed = DicomSignatures.sign(object(), signer, CREATED, UidRoot.UUID);
        renamed.dataSet().put(Tag.PatientName, Vr.PN, "Other");
        assertFalse(DicomSignatures.check(renamed).get(0).valid());
        DicomFile repainted = DicomSignatures.sign(object(), signer, CREATED, UidRoot.UUID);
        byte[] pixels =
                repainted.dataSet().element(Tag.PixelData).orElseThrow().bytes().clone();
        pixels[100] ^= 1;
        repainted.dataSet().putBytes(Tag.PixelData, Vr.OW, pixels);
        assertFalse(DicomSignatures.check(repainted).get(0).valid());
        DicomFile dated = DicomSignatures.sign(object(), signer, CREATED, UidRoot.UUID);
        dated.dataSet()
                .items(Tag.DigitalSignaturesSequence)
                .get(0)
                .put(Tag.DigitalSignatureDateTime, Vr.DT, "20270101120000.000000+0000");
        assertFalse(DicomSignatures.check(dated).get(0).valid());
    }

    @Test
    void anAttributeThatIsAddedLaterIsToldAsNotCovered() {
        DicomFile signed = DicomSignatures.sign(object(), signer, CREATED, UidRoot.UUID);
        signed.dataSet().put(Tag.PatientComments, Vr.LT, "added");
        assertTrue(DicomSignatures.check(signed).get(0).valid());
        assertFalse(DicomSignatures.check(signed).get(0).pixels());
    }

    @Test
    void damagedSignaturesAreToldAndFailNothing() {
        for (int tag : new int[] {Tag.Signature, Tag.CertificateOfSigner, Tag.MACIDNumber}) {
            DicomFile signed = DicomSignatures.sign(object(), signer, CREATED, UidRoot.UUID);
            DataSet item = signed.dataSet().items(Tag.DigitalSignaturesSequence).get(0);
            item.putBytes(tag, Vr.UN, new byte[] {1, 2, 3});
            assertFalse(DicomSignatures.check(signed).get(0).valid());
            item.remove(tag);
            assertFalse(DicomSignatures.check(signed).get(0).valid());
        }
        DicomFile without = DicomSignatures.sign(object(), signer, CREATED, UidRoot.UUID);
        without.dataSet().remove(Tag.MACParametersSequence);
        assertFalse(DicomSignatures.check(without).get(0).valid());
    }

    @Test
    void dcmsignFindsOurSignaturesValidInEveryEncodingAndWeFindIts() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/dcmsign")), "dcmtk's dcmsign is not installed");
        writePem();
        for (PixelEncoding encoding : PixelEncoding.values()) {
            Path file = folder.resolve(encoding + ".dcm");
            DicomFile signed = DicomSignatures.sign(encoding.encode(object()), signer, CREATED, UidRoot.UUID);
            Dicom.write(signed, file);
            assertTrue(DicomSignatures.check(Dicom.read(file)).get(0).valid(), encoding.toString());
            List<String> answer =
                    run("/usr/bin/dcmsign", "--verify --add-cert-file " + folder.resolve("cert.pem") + " " + file);
            assertEquals("0", answer.get(0), encoding + ": " + answer);
            // What is not signed by anyone else is signed by dcmtk.
            Path plain = folder.resolve(encoding + "-plain.dcm");
            Path theirs = folder.resolve(encoding + "-theirs.dcm");
            Dicom.write(encoding.encode(object()), plain);
            String sign = "--sign " + folder.resolve("key.pem") + " " + folder.resolve("cert.pem")
                    + " --null-passwd --mac-sha256 " + plain + " " + theirs;
            answer = run("/usr/bin/dcmsign", sign);
            assertEquals("0", answer.get(0), encoding + ": " + answer);
            assertTrue(DicomSignatures.check(Dicom.read(theirs)).get(0).valid(), encoding.toString());
        }
    }

    private static void writePem() throws Exception {
        String encoded = Base64.getMimeEncoder().encodeToString(key.getEncoded());
        Files.writeString(
                folder.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\n" + encoded + "\n-----END PRIVATE KEY-----\n");
        encoded = Base64.getMimeEncoder().encodeToString(signer.certificate().getEncoded());
        Files.writeString(
                folder.resolve("cert.pem"),
                "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n");
    }

    /** Returns the exit code and what the program said. */
    private static List<String> run(String program, String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(Arrays.asList(arguments.split(" ")));
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS));
        return List.of(String.valueOf(process.exitValue()), Files.readString(log));
    }

    private static DicomFile object() {
        float[] values = new float[16 * 16];
        for (int i = 0; i < values.length; i++) {
            values[i] = i * 7 % 100;
        }
        SyntheticImage image = new SyntheticImage(SyntheticKind.CT, 16, 16, values, 1, 1, 0, 400, "CHEST");
        SyntheticOrigin origin = new SyntheticOrigin("test", "", "1", "Made in a test.");
        return SyntheticObject.of(image, origin, new SyntheticIdentity("2.25", "key", 1, CREATED));
    }

    @Test
    void sequencesAreSignedWithoutLengthsAndValuesWithThem() {
        DataSet item = new DataSet().put(Tag.CodeValue, Vr.SH, "A");
        DataSet all = new DataSet().putItems(Tag.PurposeOfReferenceCodeSequence, item);
        byte[] bytes = new SignedBytes(true)
                .add(all.element(Tag.PurposeOfReferenceCodeSequence).orElseThrow(), all)
                .bytes();
        String expected = "400070a1" + "53510000" + "feff00e0" + "08000001" + "5348" + "0200" + "4120" + "feffdde0";
        assertEquals(expected, HexFormat.of().formatHex(bytes));
    }
}
