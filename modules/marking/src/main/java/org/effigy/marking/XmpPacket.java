package org.effigy.marking;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The XMP packet (ISO 16684-1) of a synthetic PNG or TIFF: the IPTC's source type for images of trained models, what made the image, and where it was signed
 * the certificate and a signature. Which bytes are signed is in the package documentation.
 */
public final class XmpPacket {
    /** The IPTC's term for images made by a trained model. */
    public static final String SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

    /** The IPTC's term for images of which a trained model made a part. */
    public static final String COMPOSITE_TYPE =
            "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia";

    private static final String NAMESPACE = "urn:effigy:marking:1";
    private static final Pattern SIGNATURE = Pattern.compile("(\\beffigy:Signature=\")([A-Za-z0-9+/=]*)(\")");
    private static final Pattern CERTIFICATE = Pattern.compile("\\beffigy:Certificate=\"([A-Za-z0-9+/=]*)\"");

    private XmpPacket() {}

    /** Returns the packet of an image that is not signed. */
    public static String of(String source) {
        return packet(SOURCE_TYPE, source, "");
    }

    /** Returns the packet of an image that is not signed and of which a trained model made a part only. */
    public static String ofComposite(String source) {
        return packet(COMPOSITE_TYPE, source, "");
    }

    /** Returns the packet of a signed image. */
    public static String signed(String source, Pixels pixels, SigningKey key) {
        return signed(SOURCE_TYPE, source, pixels, key);
    }

    /** Returns the packet of a signed image of which a trained model made a part only. */
    public static String signedComposite(String source, Pixels pixels, SigningKey key) {
        return signed(COMPOSITE_TYPE, source, pixels, key);
    }

    private static String signed(String type, String source, Pixels pixels, SigningKey key) {
        Base64.Encoder base64 = Base64.getEncoder();
        String certificate = key.pem().replaceAll("-----[A-Z ]+-----|\\s", "");
        String open = packet(type, source, "\n   effigy:Certificate=\"" + certificate + "\"\n   effigy:Signature=\"\"");
        byte[] signature = key.sign(content(open, pixels));
        return open.replace("effigy:Signature=\"\"", "effigy:Signature=\"" + base64.encodeToString(signature) + "\"");
    }

    private static String packet(String type, String source, String signing) {
        return "<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                + "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
                + " <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
                + "  <rdf:Description rdf:about=\"\"\n"
                + "   xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\"\n"
                + "   xmlns:effigy=\"" + NAMESPACE + "\"\n"
                + "   Iptc4xmpExt:DigitalSourceType=\"" + type + "\"\n"
                + "   effigy:Source=\"" + escaped(source) + "\"" + signing + "/>\n"
                + " </rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>";
    }

    private static String escaped(String text) {
        return text.replaceAll("\\p{Cntrl}", " ")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("\"", "&quot;");
    }

    /** Says whether a packet calls its image one of a trained model, as a whole or in part. */
    public static boolean saysTrained(String packet) {
        return packet.contains(SOURCE_TYPE) || packet.contains(COMPOSITE_TYPE);
    }

    /** Checks the signature in a packet; empty where there is none. */
    public static Optional<SignatureCheck> check(String packet, Pixels pixels) {
        Matcher signature = SIGNATURE.matcher(packet);
        if (!packet.contains(NAMESPACE) || !signature.find()) {
            return Optional.empty();
        }
        Matcher encoded = CERTIFICATE.matcher(packet);
        if (!encoded.find()) {
            return Optional.of(SignatureCheck.broken("", "there is no certificate"));
        }
        try {
            byte[] der = Base64.getDecoder().decode(encoded.group(1));
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            Signature verifier = Signature.getInstance("SHA256withRSA");
            verifier.initVerify(certificate.getPublicKey());
            String open = packet.substring(0, signature.start(2)) + packet.substring(signature.end(2));
            verifier.update(content(open, pixels));
            boolean valid = verifier.verify(Base64.getDecoder().decode(signature.group(2)));
            String fingerprint = SigningKey.fingerprint(certificate);
            return Optional.of(
                    valid
                            ? SignatureCheck.valid(fingerprint)
                            : SignatureCheck.broken(fingerprint, "pixels or metadata were changed"));
        } catch (CertificateException e) {
            return Optional.of(SignatureCheck.broken("", "the certificate cannot be read"));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.of(SignatureCheck.broken("", "the signature cannot be read"));
        }
    }

    /**
     * The pixels that a signature stands for.
     *
     * @param bits 8 or 16
     * @param levels row by row
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Pixels(int rows, int columns, int bits, int[] levels) {
        byte[] bytes() {
            ByteBuffer out = ByteBuffer.allocate(12 + levels.length * bits / 8);
            out.putInt(rows).putInt(columns).putInt(bits);
            for (int level : levels) {
                if (bits == 8) {
                    out.put((byte) level);
                } else {
                    out.putShort((short) level);
                }
            }
            return out.array();
        }
    }

    private static byte[] content(String open, Pixels pixels) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(open.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(pixels.bytes());
        return out.toByteArray();
    }
}
