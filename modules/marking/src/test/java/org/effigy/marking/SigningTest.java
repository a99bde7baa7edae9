package org.effigy.marking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.effigy.base.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

final class SigningTest {
    private static final SigningKey KEY = SigningKey.create("test", Instant.parse("2026-11-27T00:00:00Z"));

    @TempDir
    private Path together;

    /** Of several that write at once one has the name; whoever finds the file reads a whole key. */
    @Test
    void aKeyThatSeveralWriteAtOnceIsWholeAndOfOneOfThem() throws IOException {
        for (int round = 0; round < 20; round++) {
            Path file = together.resolve("key-" + round + ".p12");
            long written = IntStream.range(0, 8)
                    .parallel()
                    .filter(i -> {
                        try {
                            KEY.write(file, new char[0]);
                            return true;
                        } catch (FileAlreadyExistsException e) {
                            return false;
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        } finally {
                            assertDoesNotThrow(() -> SigningKey.read(file, new char[0]));
                        }
                    })
                    .count();
            assertEquals(1, written);
        }
        try (Stream<Path> files = Files.list(together)) {
            assertEquals(20, files.count(), "nothing unfinished is left");
        }
    }

    private static final XmpPacket.Pixels PIXELS = new XmpPacket.Pixels(2, 2, 16, new int[] {0, 1, 40000, 65535});

    @Test
    void aKeyComesBackFromItsFileAndOnlyItsOwnerReadsThat(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("a/key.p12");
        KEY.write(file, "secret".toCharArray());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        SigningKey read = SigningKey.read(file, "secret".toCharArray());
        assertEquals(KEY.fingerprint(), read.fingerprint());
        assertArrayEquals(KEY.sign(new byte[] {1}), read.sign(new byte[] {1}));
        assertThrows(FileAlreadyExistsException.class, () -> KEY.write(file, "secret".toCharArray()));
        assertThrows(InputException.class, () -> SigningKey.read(file, "other".toCharArray()));
        Path none = Files.writeString(folder.resolve("none"), "no key");
        assertThrows(InputException.class, () -> SigningKey.read(none, new char[0]));
    }

    @Test
    void theCertificateVouchesForItself() throws Exception {
        KEY.certificate().verify(KEY.certificate().getPublicKey());
        KEY.certificate().checkValidity();
        assertEquals("CN=test", KEY.certificate().getSubjectX500Principal().getName());
        assertTrue(KEY.pem().startsWith("-----BEGIN CERTIFICATE-----\nMII"));
    }

    @Test
    void aPacketIsXmlThatNamesTheSourceType() throws Exception {
        String packet = XmpPacket.of("Effigy \"a<b&c\"");
        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(packet.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
        Element description =
                (Element) root.getElementsByTagName("rdf:Description").item(0);
        assertEquals(XmpPacket.SOURCE_TYPE, description.getAttribute("Iptc4xmpExt:DigitalSourceType"));
        assertEquals("Effigy \"a<b&c\"", description.getAttribute("effigy:Source"));
        assertTrue(XmpPacket.saysTrained(packet));
        assertEquals(Optional.empty(), XmpPacket.check(packet, PIXELS));
    }

    @Test
    void aSignatureHoldsAsLongAsNothingIsChanged() {
        String packet = XmpPacket.signed("Effigy", PIXELS, KEY);
        assertEquals(packet, XmpPacket.signed("Effigy", PIXELS, KEY));
        assertEquals(Optional.of(SignatureCheck.valid(KEY.fingerprint())), XmpPacket.check(packet, PIXELS));
        XmpPacket.Pixels other = new XmpPacket.Pixels(2, 2, 16, new int[] {0, 1, 40001, 65535});
        assertFalse(XmpPacket.check(packet, other).orElseThrow().valid());
        String renamed = packet.replace("Effigy", "Other");
        assertFalse(XmpPacket.check(renamed, PIXELS).orElseThrow().valid());
    }

    @Test
    void aDamagedPacketIsToldAndFailsNothing() {
        String packet = XmpPacket.signed("Effigy", PIXELS, KEY);
        for (String broken : new String[] {
            packet.replaceFirst("Certificate=\"MII", "Certificate=\"AAA"),
            packet.replaceFirst("Signature=\"..", "Signature=\""),
            packet.replaceFirst("Signature=\"[^\"]+", "Signature=\"="),
            packet.replaceFirst("effigy:Certificate=\"[^\"]+\"", "")
        }) {
            assertFalse(XmpPacket.check(broken, PIXELS).orElseThrow().valid());
        }
    }
}
