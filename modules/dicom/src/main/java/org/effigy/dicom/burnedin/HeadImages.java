package org.effigy.dicom.burnedin;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;

/**
 * Recognises slices of heads: from a stack of them a face can be rendered, which shows who the patient is. By the header
 * alone; its values decide but are repeated nowhere.
 */
public final class HeadImages {
    /** From so many slices no face comes out. */
    public static final int MOST_SLICES = 5;

    private static final Set<String> VOLUMES = Set.of("CT", "MR", "PT");
    private static final Set<String> TERMS = Set.of(
            "HEAD",
            "BRAIN",
            "SKULL",
            "FACE",
            "HEADNECK",
            "HEAD NECK",
            "HEAD_NECK",
            "ORBIT",
            "EYE",
            "SINUS",
            "PNS",
            "EAR",
            "IAC",
            "JAW",
            "MAXILLA",
            "MANDIBLE",
            "NOSE",
            "NASAL BONE",
            "ZYGOMA",
            "TMJ",
            "FACIAL BONES",
            "SELLA",
            "CEREBRUM",
            "CEREBELLUM",
            "CAROTID",
            "CIRCLEOFWILLIS",
            "WHOLEBODY",
            "WHOLE BODY");
    /** Head, brain, skull, face, head and neck, orbit, paranasal sinus, jaw, in SNOMED CT and its older codes. */
    private static final Set<String> CODES = Set.of(
            "69536005",
            "T-D1100",
            "12738006",
            "T-A0100",
            "89546000",
            "T-11100",
            "89545001",
            "T-D1200",
            "774007",
            "T-D1000",
            "363654007",
            "T-D14AE",
            "2095001",
            "T-22000",
            "70925003",
            "T-11170",
            "91609006",
            "T-11180",
            "661005",
            "T-D1213");

    private static final Pattern WORDS = Pattern.compile(
            "(^|[^A-Z])(HEAD|BRAIN|SKULL|FACE|FACIAL|CRANI[A-Z]*|CEREB[A-Z]*|SINUS(ES)?|ORBIT[A-Z]*|NEURO[A-Z]*|KOPF"
                    + "|SCHAEDEL|SCHÄDEL|HIRN|GEHIRN|TETE|TÊTE|CABEZA|CRANEO|CRÁNEO|ENCEF[A-Z]*|TESTA|CRANIO)([^A-Z]|$)");

    /** Heads of bones are none. */
    private static final Pattern BONES = Pattern.compile("(FEMORAL|FEMUR|HUMERAL|HUMERUS|RADIAL|RADIUS) HEADS?");

    private HeadImages() {}

    /** Says whether BodyPartExamined is a part of the head. */
    public static boolean isHead(String bodyPart) {
        return TERMS.contains(bodyPart.strip().toUpperCase(Locale.ROOT));
    }

    /**
     * Returns what the slices of one head volume have in common, nothing for other images: the series, or, where it is
     * missing, an empty text.
     */
    public static Optional<String> series(DataSet dataSet) {
        if (!VOLUMES.contains(text(dataSet, Tag.Modality)) || !showsHead(dataSet)) {
            return Optional.empty();
        }
        return Optional.of(dataSet.string(Tag.SeriesInstanceUID).orElse(""));
    }

    private static boolean showsHead(DataSet dataSet) {
        String bodyPart = text(dataSet, Tag.BodyPartExamined);
        if (isHead(bodyPart) || codes(dataSet)) {
            return true;
        }
        // What the header says about the part goes before what people wrote.
        return bodyPart.isEmpty()
                && List.of(
                                Tag.StudyDescription,
                                Tag.SeriesDescription,
                                Tag.ProtocolName,
                                Tag.RequestedProcedureDescription)
                        .stream()
                        .anyMatch(tag -> WORDS.matcher(
                                        BONES.matcher(text(dataSet, tag)).replaceAll(" "))
                                .find());
    }

    private static boolean codes(DataSet dataSet) {
        return dataSet.items(Tag.AnatomicRegionSequence).stream()
                .anyMatch(item -> CODES.contains(text(item, Tag.CodeValue)));
    }

    private static String text(DataSet dataSet, int tag) {
        return dataSet.string(tag).map(v -> v.strip().toUpperCase(Locale.ROOT)).orElse("");
    }
}
