package org.effigy.dicom.deid;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.burnedin.HeadImages;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.Vr;

/**
 * De-identifies image objects by the Basic Application Level Confidentiality Profile of PS3.15, annex E, with default deny:
 * what neither table E.1-1 nor the list of kept attributes names is removed. Thread-safe.
 *
 * <p>Differs from the profile where that protects more: values that are kept are checked, meanings of codes are replaced, a
 * patient's name and identifier become one keyed pseudonym, and objects other than radiological images are refused.
 */
public final class Deidentifier {
    /** The shortest key: 128 bits. */
    public static final int MIN_KEY_BYTES = 16;

    private static final String METHOD =
            "PS3.15 " + ConfidentialityProfile.EDITION + " Basic Application Level Confidentiality Profile";

    private final DeidOptions options;
    private final Pseudonyms pseudonyms;

    /**
     * @param key the secret from which UIDs, pseudonyms and date shifts follow: the same key gives the same ones, and who
     *     lacks it cannot trace them back; at least {@link #MIN_KEY_BYTES} bytes
     */
    public Deidentifier(DeidOptions options, byte[] key) {
        Check.argument(
                key.length >= MIN_KEY_BYTES,
                () -> "the key is " + key.length + " bytes long, at least " + MIN_KEY_BYTES + " are needed");
        this.options = options;
        this.pseudonyms = new Pseudonyms(key.clone(), options.uidRoot());
    }

    /**
     * Returns a de-identified copy in the same transfer syntax, its frames written anew; uncompressed where pixels of it had
     * to be painted over.
     *
     * @throws RefusedException if the options do not allow it
     * @throws InputException if the object cannot be de-identified, or its pixels not be decoded
     */
    public DicomFile apply(DicomFile original) {
        if (TransferSyntax.of(original.transferSyntaxUid()).isEmpty()) {
            throw new InputException(Tag.describe(Tag.TransferSyntaxUID)
                    + " is not one the standard knows; convert the file to explicit VR little endian first");
        }
        checkPixelData(original);
        Refusals.check(original.dataSet(), options);
        DicomFile file = options.pixels().clean(original);
        DataSet in = file.dataSet();
        DataSet out = new DataSet();
        new DataSetScrubber(options, pseudonyms, Refusals.needsDummies(in), patient(in)).scrub(in, out);
        LookupTableBytes.putExpanded(in, out);
        PixelDataCleaner.clean(file, out);
        complete(in, out);
        return new DicomFile(new DataSet(), out, file.transferSyntaxUid());
    }

    private static void checkPixelData(DicomFile file) {
        boolean isNative =
                TransferSyntax.of(file.transferSyntaxUid()).orElseThrow().isNative();
        boolean contradicts = file.dataSet()
                .element(Tag.PixelData)
                .filter(e -> e.isEncapsulated() == isNative)
                .isPresent();
        if (contradicts) {
            throw new DicomException(
                    DicomException.Kind.MALFORMED,
                    Tag.describe(Tag.PixelData) + " is " + (isNative ? "" : "not ")
                            + "encapsulated, which contradicts the transfer syntax; the file is broken");
        }
    }

    /** Says whether stacks of head slices may be de-identified. */
    boolean allowsHeads() {
        return options.pixels().allowHeads();
    }

    /** Returns what the dates of a patient are shifted by: the identifier, where there is none the study, and so on. */
    private static String patient(DataSet in) {
        return Stream.of(Tag.PatientID, Tag.StudyInstanceUID, Tag.SeriesInstanceUID, Tag.SOPInstanceUID)
                .flatMap(tag -> in.string(tag).stream())
                .filter(text -> !text.isBlank())
                .findFirst()
                .orElse("");
    }

    private void complete(DataSet in, DataSet out) {
        if (out.string(Tag.SOPInstanceUID).isEmpty()) {
            throw new InputException(
                    Tag.describe(Tag.SOPInstanceUID) + " is missing or empty; the object has no identity");
        }
        // Type 2C: whether the part is paired cannot be seen any more.
        Optional<String> part = in.string(Tag.BodyPartExamined);
        if (part.isPresent()
                && !out.contains(Tag.BodyPartExamined)
                && !out.contains(Tag.Laterality)
                && !out.contains(Tag.ImageLaterality)) {
            out.put(Tag.Laterality, Vr.CS);
        }
        if (Refusals.needsDummies(in)) {
            putEquipment(in, out);
        }
        out.put(Tag.PatientIdentityRemoved, Vr.CS, "YES");
        out.put(Tag.DeidentificationMethod, Vr.LO, "Effigy", METHOD);
        List<DataSet> codes = new ArrayList<>();
        codes.add(code("113100", "Basic Application Confidentiality Profile"));
        for (DeidOption option : options.options()) {
            codes.add(code(option.code(), option.meaning()));
        }
        if (options.pixels().cleans(in)) {
            codes.add(code(PixelPolicy.CLEAN_PIXEL_DATA.get(0), PixelPolicy.CLEAN_PIXEL_DATA.get(1)));
            out.put(Tag.BurnedInAnnotation, Vr.CS, "NO");
        }
        if (HeadImages.series(in).isPresent() && options.pixels().allowHeads()) {
            out.put(Tag.RecognizableVisualFeatures, Vr.CS, "YES");
        }
        out.putItems(Tag.DeidentificationMethodCodeSequence, codes);
        out.put(Tag.LongitudinalTemporalInformationModified, Vr.CS, temporal());
    }

    /** Enhanced objects need a value where the original had one (PS3.3, C.7.5.2). */
    private static void putEquipment(DataSet in, DataSet out) {
        for (int tag : new int[] {Tag.Manufacturer, Tag.ManufacturerModelName, Tag.SoftwareVersions}) {
            if (in.string(tag).isPresent() && out.string(tag).isEmpty()) {
                Dummies.put(tag, out);
            }
        }
    }

    private String temporal() {
        if (options.has(DeidOption.RETAIN_FULL_DATES)) {
            return "UNMODIFIED";
        }
        return options.has(DeidOption.RETAIN_MODIFIED_DATES) ? "MODIFIED" : "REMOVED";
    }

    private static DataSet code(String value, String meaning) {
        return new DataSet()
                .put(Tag.CodeValue, Vr.SH, value)
                .put(Tag.CodingSchemeDesignator, Vr.SH, "DCM")
                .put(Tag.CodeMeaning, Vr.LO, meaning);
    }
}
