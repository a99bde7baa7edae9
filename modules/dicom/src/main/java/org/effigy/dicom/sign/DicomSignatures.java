package org.effigy.dicom.sign;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.effigy.base.Hashes;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.UidRoot;
import org.effigy.dicom.data.Vr;

/**
 * Digital signatures of whole objects: the Creator RSA profile (PS3.15, C.2) over all attributes, with SHA-256 and without a certified
 * time stamp. Signatures of items of sequences are not looked at.
 */
public final class DicomSignatures {
    private static final String X509 = "X509_1993_SIG";
    private static final int MAC_ID = 1;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss'.000000+0000'", Locale.ROOT);
    /** MAC algorithms (PS3.3, C.12.1.1.3.1.2) that are strong enough to mean something, by the name Java has for them with RSA. */
    private static final Map<String, String> ALGORITHMS = Map.of(
            "SHA256", "SHA256withRSA", "SHA384", "SHA384withRSA", "SHA512", "SHA512withRSA", "SHA1", "SHA1withRSA");

    private static final int FIRST_GROUP = 8;
    private static final int LAST_GROUP = 0xfff9;

    private DicomSignatures() {}

    /**
     * What became of one signature.
     *
     * @param valid whether it fits the object
     * @param fingerprint SHA-256 of the signer's certificate, "" where there is none that can be read
     * @param pixels whether it covers the pixels and all attributes but those that cannot be signed
     * @param note what was wrong, "" if nothing; no header value
     */
    public record Check(boolean valid, String fingerprint, boolean pixels, String note) {}

    /**
     * Returns a signed copy; signatures that the object has are removed before.
     *
     * @param created date and time of the signature, in UTC; a matter of the caller, so that the same object gives the same bytes
     * @param root of the signature's UID
     */
    public static DicomFile sign(DicomFile file, Signer signer, LocalDateTime created, UidRoot root) {
        DicomFile signed = without(file);
        DataSet all = signed.dataSet();
        List<Integer> tags =
                all.tags().stream().filter(DicomSignatures::signable).toList();
        DataSet parameters = new DataSet()
                .putInts(Tag.MACIDNumber, Vr.US, MAC_ID)
                .put(Tag.MACCalculationTransferSyntaxUID, Vr.UI, syntax(file))
                .put(Tag.MACAlgorithm, Vr.CS, "SHA256")
                .putInts(
                        Tag.DataElementsSigned,
                        Vr.AT,
                        tags.stream().mapToInt(t -> t).toArray());
        DataSet item = new DataSet()
                .putInts(Tag.MACIDNumber, Vr.US, MAC_ID)
                .put(Tag.DigitalSignatureUID, Vr.UI, uid(all, signer, root))
                .put(Tag.DigitalSignatureDateTime, Vr.DT, TIME.format(created))
                .put(Tag.CertificateType, Vr.CS, X509)
                .putBytes(Tag.CertificateOfSigner, Vr.OB, encoded(signer.certificate()));
        item.putBytes(Tag.Signature, Vr.OB, signer.sign(content(all, tags, item, true)));
        all.putItems(Tag.MACParametersSequence, parameters);
        all.putItems(Tag.DigitalSignaturesSequence, item);
        return signed;
    }

    private static String syntax(DicomFile file) {
        boolean encapsulated = file.dataSet()
                .element(Tag.PixelData)
                .map(Element::isEncapsulated)
                .orElse(false);
        return encapsulated ? file.transferSyntaxUid() : TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid();
    }

    private static String uid(DataSet all, Signer signer, UidRoot root) {
        MessageDigest digest = Hashes.digest();
        digest.update("signature\n".getBytes(StandardCharsets.UTF_8));
        digest.update(encoded(signer.certificate()));
        all.element(Tag.SOPInstanceUID).ifPresent(uid -> digest.update(uid.bytes()));
        return root.uid(digest.digest());
    }

    /** Returns a copy without signatures of the whole object and what belongs to them. */
    public static DicomFile without(DicomFile file) {
        DicomFile copy = file.copy();
        copy.dataSet().remove(Tag.MACParametersSequence);
        copy.dataSet().remove(Tag.DigitalSignaturesSequence);
        return copy;
    }

    private static boolean signable(int tag) {
        int group = tag >>> 16;
        return group >= FIRST_GROUP && group <= LAST_GROUP && (tag & 0xffff) != 0 && tag != Tag.MACParametersSequence;
    }

    private static byte[] content(DataSet all, List<Integer> tags, DataSet item, boolean explicit) {
        SignedBytes bytes = new SignedBytes(explicit);
        for (Element element : all) {
            if (tags.contains(element.tag()) && signable(element.tag())) {
                bytes.add(element, all);
            }
        }
        for (Element element : item) {
            boolean signed =
                    switch (element.tag()) {
                        case Tag.CertificateOfSigner,
                                Tag.Signature,
                                Tag.CertifiedTimestampType,
                                Tag.CertifiedTimestamp -> false;
                        default -> true;
                    };
            if (signed) {
                bytes.add(element, item);
            }
        }
        return bytes.bytes();
    }

    /** Checks the signatures of a whole object, in their order; none where there is none. */
    public static List<Check> check(DicomFile file) {
        List<Check> checks = new ArrayList<>();
        for (DataSet item : file.dataSet().items(Tag.DigitalSignaturesSequence)) {
            try {
                checks.add(check(file.dataSet(), item));
            } catch (DicomException e) {
                checks.add(new Check(false, "", false, "an attribute of the signature cannot be read"));
            }
        }
        return checks;
    }

    private static Check check(DataSet all, DataSet item) {
        Optional<X509Certificate> certificate = certificate(item);
        if (certificate.isEmpty()) {
            return new Check(false, "", false, "its certificate cannot be read");
        }
        String fingerprint = Hashes.sha256(encoded(certificate.get()));
        int id = item.integer(Tag.MACIDNumber).orElse(-1);
        Optional<DataSet> parameters = all.items(Tag.MACParametersSequence).stream()
                .filter(p -> p.integer(Tag.MACIDNumber).orElse(-2) == id)
                .findFirst();
        String algorithm = parameters
                .flatMap(p -> p.string(Tag.MACAlgorithm))
                .map(ALGORITHMS::get)
                .orElse("");
        Optional<Element> value = item.element(Tag.Signature);
        if (parameters.isEmpty()
                || algorithm.isEmpty()
                || value.isEmpty()
                || !(certificate.get().getPublicKey() instanceof RSAPublicKey key)) {
            return new Check(false, fingerprint, false, "it is of a kind that is not checked here");
        }
        List<Integer> tags = tags(all, parameters.get());
        boolean explicit = !parameters
                .get()
                .string(Tag.MACCalculationTransferSyntaxUID)
                .orElse("")
                .equals(TransferSyntax.IMPLICIT_LITTLE_ENDIAN.uid());
        boolean whole = all.tags().stream().filter(DicomSignatures::signable).allMatch(tags::contains);
        boolean valid = verifies(
                key, algorithm, content(all, tags, item, explicit), value.get().bytes());
        return new Check(valid, fingerprint, whole, valid ? "" : "it does not fit: the object was changed");
    }

    /** Returns the tags that are signed; all where the list is absent. */
    private static List<Integer> tags(DataSet all, DataSet parameters) {
        Optional<Element> list = parameters.element(Tag.DataElementsSigned);
        if (list.isEmpty()) {
            return all.tags();
        }
        byte[] bytes = list.get().bytes();
        List<Integer> tags = new ArrayList<>();
        for (int i = 0; i + 4 <= bytes.length; i += 4) {
            int group = bytes[i] & 0xff | (bytes[i + 1] & 0xff) << 8;
            tags.add(group << 16 | bytes[i + 2] & 0xff | (bytes[i + 3] & 0xff) << 8);
        }
        return tags;
    }

    private static boolean verifies(RSAPublicKey key, String algorithm, byte[] content, byte[] signature) {
        int length = (key.getModulus().bitLength() + 7) / 8;
        if (signature.length < length) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(key);
            verifier.update(content);
            // A value of odd length has a byte of padding.
            return verifier.verify(signature, 0, length);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static Optional<X509Certificate> certificate(DataSet item) {
        byte[] bytes = item.element(Tag.CertificateOfSigner).map(Element::bytes).orElse(new byte[0]);
        try {
            return Optional.of((X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes)));
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read has no encoding", e);
        }
    }
}
