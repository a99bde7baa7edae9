package org.effigy.dataset.probe;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.effigy.dataset.View;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;

/** Reads the view of a radiograph: ViewPosition, else ViewCodeSequence, else the directions of PatientOrientation. */
final class ViewCodes {
    private static final Set<String> PROJECTION = Set.of("CR", "DX", "RF", "XA", "RG", "PX", "IO", "OT", "OTHER", "SC");
    private static final Set<String> LATERAL = Set.of(
            "LL",
            "RL",
            "LAT",
            "LATERAL",
            "LLAT",
            "RLAT",
            "L LAT",
            "R LAT",
            "LEFT LATERAL",
            "RIGHT LATERAL",
            "LT LAT",
            "RT LAT",
            "LATL",
            "LATR");
    private static final Set<String> DECUBITUS_OR_OBLIQUE =
            Set.of("RLD", "LLD", "RLO", "LLO", "RAO", "LAO", "RPO", "LPO", "OBL", "OBLIQUE", "AXIAL", "TAN");

    /** The codes of PS3.16, CID 4010, in SNOMED CT and in the older SNOMED RT. Codes not named here are other views. */
    private static final Map<String, View> CODES = Map.ofEntries(
            Map.entry("272479007", View.PA),
            Map.entry("R-40888", View.PA),
            Map.entry("R-10214", View.PA),
            Map.entry("399348003", View.AP),
            Map.entry("R-10206", View.AP),
            Map.entry("399033003", View.FRONTAL),
            Map.entry("R-10202", View.FRONTAL),
            Map.entry("399067008", View.LATERAL),
            Map.entry("R-102CD", View.LATERAL),
            Map.entry("49370004", View.LATERAL),
            Map.entry("G-A104", View.LATERAL),
            Map.entry("399198007", View.LATERAL),
            Map.entry("R-10232", View.LATERAL),
            Map.entry("399173006", View.LATERAL),
            Map.entry("R-10236", View.LATERAL));

    private static final Set<String> SCHEMES = Set.of("SCT", "SRT", "SNM3", "99SDM");

    private ViewCodes() {}

    static View view(DataSet dataSet) {
        View stated = ofTerm(dataSet.string(Tag.ViewPosition).orElse(""));
        if (stated != View.UNKNOWN) {
            return stated;
        }
        List<DataSet> codes = dataSet.items(Tag.ViewCodeSequence);
        if (!codes.isEmpty() && HeaderCodes.hasScheme(codes.get(0), SCHEMES)) {
            return CODES.getOrDefault(HeaderCodes.codeValue(codes.get(0)), View.OTHER);
        }
        return PROJECTION.contains(HeaderCodes.modality(dataSet))
                ? ofDirections(dataSet.strings(Tag.PatientOrientation))
                : View.UNKNOWN;
    }

    private static View ofTerm(String term) {
        String plain = term.strip().toUpperCase(Locale.ROOT);
        if (plain.equals("PA") || plain.equals("AP")) {
            return View.valueOf(plain);
        }
        if (LATERAL.contains(plain)) {
            return View.LATERAL;
        }
        return DECUBITUS_OR_OBLIQUE.contains(plain) ? View.OTHER : View.UNKNOWN;
    }

    /** The first letter of a direction is its main one: along the row, then along the column, which runs head to foot. */
    private static View ofDirections(List<String> directions) {
        if (directions.size() != 2 || !startsWithOneOf(directions.get(1), "FH")) {
            return View.UNKNOWN;
        }
        if (startsWithOneOf(directions.get(0), "LR")) {
            return View.FRONTAL;
        }
        return startsWithOneOf(directions.get(0), "AP") ? View.LATERAL : View.UNKNOWN;
    }

    private static boolean startsWithOneOf(String text, String letters) {
        return !text.isEmpty() && letters.indexOf(text.charAt(0)) >= 0;
    }
}
