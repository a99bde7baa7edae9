package org.effigy.dicom.synthetic;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.UidRoot;
import org.effigy.dicom.data.Vr;

/**
 * Builds the DICOM object of a synthetic image: CT Image (PS3.3, A.3), Computed Radiography Image (A.2) or Digital X-Ray
 * Image For Presentation (A.26). The same arguments give the same bytes.
 */
public final class SyntheticObject {
    private static final String MAKER = "Effigy";
    private static final int MAX_LO = 64;
    private static final int MAX_ST = 1024;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss", Locale.ROOT);

    private final SyntheticImage image;
    private final SyntheticOrigin origin;
    private final SyntheticIdentity identity;
    private final DataSet out = new DataSet();

    private SyntheticObject(SyntheticImage image, SyntheticOrigin origin, SyntheticIdentity identity) {
        this.image = image;
        this.origin = origin;
        this.identity = identity;
    }

    /** Returns a fresh object, to be written as explicit VR little endian. */
    public static DicomFile of(SyntheticImage image, SyntheticOrigin origin, SyntheticIdentity identity) {
        return of(image, origin, identity, SyntheticPatient.NONE);
    }

    /** As the other, of a patient that was asked to be so; a CT object has no view. */
    public static DicomFile of(
            SyntheticImage image, SyntheticOrigin origin, SyntheticIdentity identity, SyntheticPatient asked) {
        SyntheticObject object = new SyntheticObject(image, origin, identity);
        object.putSopCommon();
        object.putPatient();
        object.putStudyAndSeries();
        object.putEquipment();
        SyntheticImageModules.put(image, object.out);
        if (image.kind() == SyntheticKind.CT) {
            object.out.put(Tag.FrameOfReferenceUID, Vr.UI, object.uid("frame of reference"));
        }
        object.putAsked(asked);
        return DicomFile.of(object.out);
    }

    /**
     * Returns the SHA-256 of all that a data set holds, 64 hexadecimal digits: tags, value representations and values, those of
     * sequences too. A key made of it is the same for the same content only.
     */
    public static String contentSha256(DataSet content) {
        MessageDigest digest = sha256();
        digest(content, digest);
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Each number of bytes or items comes before them, so that no two data sets have the same text. */
    private static void digest(DataSet content, MessageDigest digest) {
        for (Element element : content) {
            String head = element.tag() + " " + element.vr() + " ";
            if (element.isSequence()) {
                digest.update((head + "items " + element.items().size() + "\n").getBytes(StandardCharsets.UTF_8));
                for (DataSet item : element.items()) {
                    digest.update((item.size() + "\n").getBytes(StandardCharsets.UTF_8));
                    digest(item, digest);
                }
            } else {
                List<byte[]> values = element.isEncapsulated() ? element.fragments() : List.of(element.bytes());
                for (byte[] value : values) {
                    digest.update((head + value.length + "\n").getBytes(StandardCharsets.UTF_8));
                    digest.update(value);
                }
            }
        }
    }

    /** Returns a coded entry (PS3.3, 8.8). */
    static DataSet code(String value, String scheme, String meaning) {
        return new DataSet()
                .put(Tag.CodeValue, Vr.SH, value)
                .put(Tag.CodingSchemeDesignator, Vr.SH, scheme)
                .put(Tag.CodeMeaning, Vr.LO, meaning);
    }

    private void putSopCommon() {
        out.put(Tag.SpecificCharacterSet, Vr.CS, "ISO_IR 192");
        out.put(Tag.InstanceCreationDate, Vr.DA, date());
        out.put(Tag.InstanceCreationTime, Vr.TM, time());
        out.put(Tag.SOPClassUID, Vr.UI, image.kind().sopClassUid());
        out.put(Tag.SOPInstanceUID, Vr.UI, uid("instance"));
        out.put(Tag.SyntheticData, Vr.CS, "YES");
        out.put(Tag.ContentDate, Vr.DA, date());
        out.put(Tag.ContentTime, Vr.TM, time());
        out.putInts(Tag.InstanceNumber, Vr.IS, identity.instanceNumber());
    }

    private void putPatient() {
        String id = HexFormat.of().withUpperCase().formatHex(hash("patient", identity.patientKey()), 0, 8);
        out.put(Tag.PatientName, Vr.PN, "SYNTHETIC^" + id.substring(0, 8));
        out.put(Tag.PatientID, Vr.LO, "SYNTHETIC-" + id);
        out.put(Tag.PatientBirthDate, Vr.DA);
        out.put(Tag.PatientSex, Vr.CS);
        out.put(Tag.PatientIdentityRemoved, Vr.CS, "YES");
        out.put(Tag.DeidentificationMethod, Vr.LO, "Synthetic: invented patient, no real header was used");
    }

    private void putAsked(SyntheticPatient asked) {
        if (!asked.sex().isEmpty()) {
            out.put(Tag.PatientSex, Vr.CS, asked.sex());
        }
        if (!asked.age().isEmpty()) {
            out.put(Tag.PatientAge, Vr.AS, asked.age());
        }
        if (!asked.view().isEmpty() && image.kind() != SyntheticKind.CT) {
            out.put(Tag.ViewPosition, Vr.CS, asked.view());
        }
    }

    private void putStudyAndSeries() {
        out.put(Tag.StudyDate, Vr.DA, date());
        out.put(Tag.StudyTime, Vr.TM, time());
        out.put(Tag.SeriesDate, Vr.DA, date());
        out.put(Tag.SeriesTime, Vr.TM, time());
        out.put(Tag.AccessionNumber, Vr.SH);
        out.put(Tag.Modality, Vr.CS, image.kind().modality());
        out.put(Tag.ReferringPhysicianName, Vr.PN);
        out.put(Tag.StudyDescription, Vr.LO, "Synthetic image");
        out.put(Tag.SeriesDescription, Vr.LO, "Synthetic " + image.kind().modality());
        out.put(Tag.StudyInstanceUID, Vr.UI, uid("study"));
        out.put(Tag.SeriesInstanceUID, Vr.UI, uid("series"));
        String id = HexFormat.of().withUpperCase().formatHex(hash("study", identity.key()), 0, 4);
        out.put(Tag.StudyID, Vr.SH, "SYN" + id);
        out.putInts(Tag.SeriesNumber, Vr.IS, 1);
    }

    private void putEquipment() {
        out.put(Tag.Manufacturer, Vr.LO, MAKER);
        out.put(Tag.ManufacturerModelName, Vr.LO, text(origin.model(), MAX_LO));
        out.put(Tag.SoftwareVersions, Vr.LO, text(origin.softwareVersion(), MAX_LO));
        putContribution(origin, identity.created(), out);
    }

    /** Puts what made an image, or changed one: DerivationDescription and the item of ContributingEquipmentSequence. */
    public static void putContribution(SyntheticOrigin origin, LocalDateTime created, DataSet out) {
        String description = derivation(origin);
        out.put(Tag.DerivationDescription, Vr.ST, description);
        DataSet item = new DataSet();
        out.putItems(Tag.ContributingEquipmentSequence, item);
        item.put(Tag.Manufacturer, Vr.LO, MAKER);
        item.put(Tag.ManufacturerModelName, Vr.LO, text(origin.model(), MAX_LO));
        item.put(Tag.SoftwareVersions, Vr.LO, text(origin.softwareVersion(), MAX_LO));
        item.put(Tag.ContributionDateTime, Vr.DT, DATE.format(created) + TIME.format(created));
        item.put(Tag.ContributionDescription, Vr.ST, description);
        item.putItems(Tag.PurposeOfReferenceCodeSequence, code("109100", "DCM", "Synthesizing Equipment"));
    }

    /** Returns what made the image; the hash comes before the free text, which is cut where there is no room. */
    private static String derivation(SyntheticOrigin origin) {
        String checkpoint =
                origin.checkpointSha256().isEmpty() ? "" : " Checkpoint SHA-256: " + origin.checkpointSha256() + ".";
        String facts =
                text(origin.statement(), MAX_ST) + ". Model: " + text(origin.model(), 2 * MAX_LO) + "." + checkpoint;
        return text(facts + " " + origin.description(), MAX_ST);
    }

    private String date() {
        return DATE.format(identity.created());
    }

    private String time() {
        return TIME.format(identity.created());
    }

    private String uid(String purpose) {
        return new UidRoot(identity.uidRoot()).uid(hash(purpose, identity.key()));
    }

    private static byte[] hash(String purpose, String key) {
        return sha256().digest(("synthetic " + purpose + "\n" + key).getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns the text without control characters and backslashes, at most so many UTF-16 units long. */
    private static String text(String text, int maxLength) {
        String clean = text.replaceAll("[\\p{Cntrl}\\p{Cs}\\\\]+", " ").strip();
        return clean.length() <= maxLength
                ? clean
                : clean.substring(0, clean.offsetByCodePoints(0, clean.codePointCount(0, maxLength)))
                        .strip();
    }
}
