package org.effigy.marking;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** X.509 version 3 certificates (RFC 5280) of RSA keys that vouch for themselves, in DER (X.690). */
final class SelfSignedCertificate {
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int NULL = 0x05;
    private static final int OBJECT = 0x06;
    private static final int UTF8 = 0x0c;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int VERSION = 0xa0;

    private static final byte[] SHA256_WITH_RSA = {0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 0x0b};
    private static final byte[] COMMON_NAME = {0x55, 0x04, 0x03};
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT);
    /** RFC 5280, 4.1.2.5: a certificate without a date of expiry. */
    private static final String NO_END = "99991231235959Z";

    private SelfSignedCertificate() {}

    /**
     * Returns a certificate without an end.
     *
     * @param name the common name of owner and issuer
     * @param serial positive
     */
    static X509Certificate of(KeyPair keys, String name, BigInteger serial, Instant from)
            throws GeneralSecurityException {
        byte[] algorithm = der(SEQUENCE, der(OBJECT, SHA256_WITH_RSA), der(NULL));
        byte[] common = der(SEQUENCE, der(OBJECT, COMMON_NAME), der(UTF8, name.getBytes(StandardCharsets.UTF_8)));
        byte[] owner = der(SEQUENCE, der(SET, common));
        byte[] body = der(
                SEQUENCE,
                der(VERSION, der(INTEGER, new byte[] {2})),
                der(INTEGER, serial.toByteArray()),
                algorithm,
                owner,
                der(SEQUENCE, time(TIME.format(from.atOffset(ZoneOffset.UTC))), time(NO_END)),
                owner,
                keys.getPublic().getEncoded());
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(body);
        byte[] whole = der(SEQUENCE, body, algorithm, der(BIT_STRING, new byte[1], signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
    }

    private static byte[] time(String text) {
        // Dates before 2050 are UTCTime, with two digits of the year.
        boolean utc = text.compareTo("2050") < 0;
        byte[] bytes = (utc ? text.substring(2) : text).getBytes(StandardCharsets.US_ASCII);
        return der(utc ? 0x17 : GENERALIZED_TIME, bytes);
    }

    private static byte[] der(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (length < 128) {
            out.write(length);
        } else {
            int bytes = length < 256 ? 1 : 2;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(length >> (8 * i));
            }
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
