package org.effigy.dicom.deid;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;

/**
 * Coded entries (PS3.3, 8.8): kept if the code has the form of its well-known scheme. The meaning is free text to whoever
 * wrote the file, so it is taken from the resource code-meanings.tsv or replaced.
 */
final class CodedEntries {
    private static final String UNKNOWN_MEANING = "(meaning removed)";
    private static final int CONTEXT_GROUP_VERSION = 0x00080106;
    private static final int CONTEXT_GROUP_LOCAL_VERSION = 0x00080107;
    private static final Map<String, Pattern> SCHEMES = Map.of(
            "SCT", Pattern.compile("[1-9][0-9]{5,17}"),
            "SRT", Pattern.compile("[A-Z0-9]{1,2}-[A-Z0-9]{3,6}"),
            "SNM3", Pattern.compile("[A-Z0-9]{1,2}-[A-Z0-9]{3,6}"),
            "99SDM", Pattern.compile("[A-Z0-9]{1,2}-[A-Z0-9]{3,6}"),
            "DCM", Pattern.compile("[0-9]{6}"),
            "LN", Pattern.compile("[0-9]{1,6}-[0-9]"),
            "FMA", Pattern.compile("[0-9]{1,6}"),
            "UCUM",
                    Pattern.compile(
                            "1|%|([mcdukM]?(m|g|s|A|V|W|Gy|Bq|l|L|Hz|eV|mol)[23]?)([./](m|s|cm|mm|kg|ml)[23]?)?|deg"));
    private static final Map<String, String> MEANINGS = new HashMap<>();

    static {
        for (String[] columns : Resources.rows("code-meanings.tsv")) {
            MEANINGS.put(columns[0] + " " + columns[1], columns[2]);
        }
    }

    private CodedEntries() {}

    /** Copies the code; says whether there was one that can be kept. */
    static boolean copy(DataSet in, DataSet out) {
        Optional<String> scheme = in.string(Tag.CodingSchemeDesignator);
        Optional<String> code = in.string(Tag.CodeValue);
        if (scheme.isEmpty() || code.isEmpty()) {
            return false;
        }
        Pattern pattern = SCHEMES.get(scheme.get());
        if (pattern == null || !pattern.matcher(code.get()).matches()) {
            return false;
        }
        out.put(Tag.CodeValue, Vr.SH, code.get());
        out.put(Tag.CodingSchemeDesignator, Vr.SH, scheme.get());
        out.put(Tag.CodeMeaning, Vr.LO, meaning(scheme.get(), code.get()));
        return true;
    }

    /** Removes what says from which context group a code is, of which only dummies are left. */
    static void removeContext(DataSet item) {
        item.remove(CONTEXT_GROUP_VERSION);
        item.remove(CONTEXT_GROUP_LOCAL_VERSION);
    }

    private static String meaning(String scheme, String code) {
        boolean snomed = scheme.equals("SNM3") || scheme.equals("99SDM");
        if (scheme.equals("UCUM")) {
            return code;
        }
        return MEANINGS.getOrDefault((snomed ? "SRT" : scheme) + " " + code, UNKNOWN_MEANING);
    }
}
