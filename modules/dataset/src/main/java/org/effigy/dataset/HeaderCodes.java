package org.effigy.dataset;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.effigy.dicom.BodyPart;
import org.effigy.dicom.DataSet;
import org.effigy.dicom.Tag;

/**
 * The coded header attributes that an index may repeat. Only values of the standard's lists pass, so that text in the
 * wrong place never reaches an index or a report.
 */
final class HeaderCodes {
    private static final String OTHER = "OTHER";
    private static final Set<String> MODALITIES = Set.of(
            "CT", "CR", "DX", "MG", "MR", "PT", "NM", "US", "XA", "RF", "IO", "PX", "BMD", "SC", "OT", "GM", "SM", "XC",
            "ES", "OP", "OPT", "IVUS", "IVOCT", "RTIMAGE", "DG", "RG", "TG", "LS");
    private static final String SYNTHESIZING_EQUIPMENT = "109100";

    private HeaderCodes() {}

    /** Returns Modality, or OTHER. */
    static String modality(DataSet dataSet) {
        String value = code(dataSet, Tag.Modality);
        return MODALITIES.contains(value) ? value : OTHER;
    }

    /** Returns BodyPartExamined, or "". */
    static String bodyPart(DataSet dataSet) {
        String value = code(dataSet, Tag.BodyPartExamined);
        return BodyPart.of(value).isPresent() ? value : "";
    }

    /** Whether this is a CT localizer (scout view). */
    static boolean localizer(DataSet dataSet) {
        return modality(dataSet).equals("CT") && imageTypeHas(dataSet, "LOCALIZER");
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
