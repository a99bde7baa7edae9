package org.effigy.dataset.probe;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.effigy.dicom.data.BodyPart;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.image.FrameHeader;

/**
 * The coded header attributes that an index may repeat. Only values of the standard's lists pass, so that text in the
 * wrong place never reaches an index or a report.
 */
final class HeaderCodes {
    private static final String OTHER = "OTHER";
    private static final Set<String> MODALITIES = Set.of(
            "CT", "CR", "DX", "MG", "MR", "PT", "NM", "US", "XA", "RF", "IO", "PX", "BMD", "SC", "OT", "GM", "SM", "XC",
            "ES", "OP", "OPT", "IVUS", "IVOCT", "RTIMAGE", "DG", "RG", "TG", "LS");
    private static final Set<String> PHOTOMETRIC = Set.of(
            "MONOCHROME1",
            "MONOCHROME2",
            "PALETTE COLOR",
            "RGB",
            "YBR_FULL",
            "YBR_FULL_422",
            "YBR_PARTIAL_422",
            "YBR_PARTIAL_420",
            "YBR_ICT",
            "YBR_RCT",
            "HSV",
            "ARGB",
            "CMYK");
    private static final Set<String> ANATOMY_SCHEMES = Set.of("SCT", "SRT", "SNM3", "99SDM");

    /** What devices write for a term of the standard. */
    private static final Map<String, String> SYNONYMS = Map.of("THORAX", "CHEST", "LUNGS", "LUNG", "ABDO", "ABDOMEN");

    private static final String SYNTHESIZING_EQUIPMENT = "109100";

    private HeaderCodes() {}

    /** Returns Modality, or OTHER. */
    static String modality(DataSet dataSet) {
        String value = code(dataSet, Tag.Modality);
        return MODALITIES.contains(value) ? value : OTHER;
    }

    /**
     * Returns the term of PS3.16, annex L, for the examined part: BodyPartExamined, else that of the code in
     * AnatomicRegionSequence (of the first frame in an enhanced object); "" where neither is on the list.
     */
    static String bodyPart(DataSet dataSet) {
        String value = code(dataSet, Tag.BodyPartExamined);
        String term = SYNONYMS.getOrDefault(value, value);
        if (BodyPart.of(term).isPresent()) {
            return term;
        }
        return FrameHeader.of(dataSet, 0).anatomy().items(Tag.AnatomicRegionSequence).stream()
                .filter(region -> hasScheme(region, ANATOMY_SCHEMES))
                .flatMap(region -> BodyPart.ofCode(codeValue(region)).stream())
                .map(BodyPart::term)
                .findFirst()
                .orElse("");
    }

    /** Returns PhotometricInterpretation if it is a term of the standard, MONOCHROME2 where it is missing. */
    static String photometric(DataSet dataSet) {
        String value = code(dataSet, Tag.PhotometricInterpretation);
        return value.isEmpty() ? "MONOCHROME2" : PHOTOMETRIC.contains(value) ? value : OTHER;
    }

    /** Returns PRESENTATION or PROCESSING where PresentationIntentType says what the image is for, else "". */
    static String intent(DataSet dataSet) {
        return switch (code(dataSet, Tag.PresentationIntentType)) {
            case "FOR PRESENTATION" -> "PRESENTATION";
            case "FOR PROCESSING" -> "PROCESSING";
            default -> "";
        };
    }

    /** Returns CodeValue of a coded entry. */
    static String codeValue(DataSet item) {
        return code(item, Tag.CodeValue);
    }

    /** Says whether the CodingSchemeDesignator of a coded entry is one of these. */
    static boolean hasScheme(DataSet item, Set<String> schemes) {
        return schemes.contains(code(item, Tag.CodingSchemeDesignator));
    }

    /** Whether the header says that text is burned into the pixels. */
    static boolean burnedIn(DataSet dataSet) {
        return code(dataSet, Tag.BurnedInAnnotation).equals("YES");
    }

    /**
     * Whether the header says that a model or a simulation made the image: SyntheticData (0008,001C), ImageType, or
     * equipment that contributed as synthesizing equipment (109100, DCM).
     */
    static boolean synthetic(DataSet dataSet) {
        return code(dataSet, Tag.SyntheticData).equals("YES")
                || imageTypeHas(dataSet, "SYNTHETIC")
                || dataSet.items(Tag.ContributingEquipmentSequence).stream()
                        .flatMap(item -> item.items(Tag.PurposeOfReferenceCodeSequence).stream())
                        .anyMatch(HeaderCodes::synthesizing);
    }

    private static boolean synthesizing(DataSet purpose) {
        return code(purpose, Tag.CodeValue).equals(SYNTHESIZING_EQUIPMENT)
                && code(purpose, Tag.CodingSchemeDesignator).equals("DCM");
    }

    private static boolean imageTypeHas(DataSet dataSet, String value) {
        List<String> values = dataSet.strings(Tag.ImageType);
        return values.stream().anyMatch(v -> v.strip().equalsIgnoreCase(value));
    }

    private static String code(DataSet dataSet, int tag) {
        return dataSet.string(tag).map(v -> v.strip().toUpperCase(Locale.ROOT)).orElse("");
    }
}
