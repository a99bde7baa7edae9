package org.effigy.dataset.labels;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.effigy.base.InputException;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Dictionary;
import org.effigy.dicom.data.Vr;

/** What may be a class label, and which DICOM attributes may give one. */
public final class Labels {
    private static final int LONGEST = 64;
    private static final Set<Vr> CODES = Set.of(Vr.CS, Vr.IS, Vr.DS, Vr.US, Vr.SS);
    /** Identifying and image groups of PS3.6 without the patient's, the visit's and the order's. */
    private static final Set<Integer> GROUPS = Set.of(0x0008, 0x0018, 0x0020, 0x0028, 0x0054);

    private static final Set<String> ALSO_ALLOWED =
            Set.of("PatientSex", "ConvolutionKernel", "Manufacturer", "ManufacturerModelName");

    private Labels() {}

    /** Returns the label if it is short printable text. */
    static String check(String label, String where) {
        if (!allowed(label)) {
            throw new InputException(where + ": the label has " + label.length()
                    + " characters or characters that cannot be printed; use up to " + LONGEST + " plain ones");
        }
        return label;
    }

    /**
     * Returns the tag of an attribute that may give labels.
     *
     * @throws InputException if the keyword is unknown or could identify a person, a place or a time
     */
    public static int tag(String keyword) {
        int tag = Dictionary.tag(keyword)
                .orElseThrow(
                        () -> new InputException("the label attribute is not a keyword of the DICOM dictionary (PS3.6);"
                                + " write it as there, e.g. ViewPosition"));
        boolean code = CODES.contains(Dictionary.vr(tag)) && GROUPS.contains(tag >>> 16);
        if (!code && !ALSO_ALLOWED.contains(keyword)) {
            throw new InputException("the label attribute " + keyword + " is free text or could identify a person, and"
                    + " labels are stored in the index and in every model; use a coded attribute, e.g. ViewPosition,"
                    + " or a label table");
        }
        return tag;
    }

    /** Returns the attribute's values, joined by a backslash; empty when absent or not a plausible label. */
    public static Optional<String> of(DataSet dataSet, int tag) {
        String label = String.join("\\", dataSet.strings(tag)).strip();
        return label.isEmpty() || !allowed(label) ? Optional.empty() : Optional.of(label.toUpperCase(Locale.ROOT));
    }

    private static boolean allowed(String label) {
        return label.length() <= LONGEST
                && label.codePoints()
                        .noneMatch(c -> Character.isISOControl(c)
                                || Character.getType(c) == Character.FORMAT
                                || Character.getType(c) == Character.SURROGATE
                                || Character.getType(c) == Character.LINE_SEPARATOR
                                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR);
    }
}
