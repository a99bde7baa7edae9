package org.effigy.dicom.deid;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Dictionary;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;

/** Copies values that an option retains, if they are sound for the attribute's VR, or after a change to each of them. */
final class OriginalValues {
    private static final Pattern AGE = Pattern.compile("[0-9]{3}[DWMY]");
    private static final Pattern UID = Pattern.compile("[0-9.]{1,64}");
    private static final Pattern CODE = Pattern.compile("[A-Z0-9_ ]{0,16}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private OriginalValues() {}

    /** Copies the value; says whether it could be. Sequences and bytes cannot. */
    static boolean copy(int tag, Element element, DataSet in, DataSet out) {
        Vr vr = Dictionary.vr(tag);
        if (element.isEmpty()) {
            KeptValues.putEmpty(tag, vr, out);
            return true;
        }
        if (tag == Tag.TimezoneOffsetFromUTC) {
            return change(tag, in, out, value -> Optional.of(value).filter(v -> v.isEmpty() || Temporal.isOffset(v)));
        }
        return switch (vr) {
            case DS, IS, US, SS, UL, SL, FL, FD, UV, SV, AT -> KeptValues.copyNumbers(tag, element, in, out);
            case DA, TM, DT -> change(tag, in, out, value -> Temporal.checked(value, vr));
            case AS -> change(tag, in, out, matching(AGE));
            case UI -> change(tag, in, out, matching(UID));
            case CS -> change(tag, in, out, matching(CODE));
            case AE, LO, SH, PN, ST, LT, UT, UC -> change(tag, in, out, value -> text(value, vr));
            case OB, OD, OF, OL, OV, OW, SQ, UN, UR -> false;
        };
    }

    /** Copies what the function makes of each value; says whether it made something of all. */
    static boolean change(int tag, DataSet in, DataSet out, Function<String, Optional<String>> function) {
        List<String> changed = new ArrayList<>();
        for (String value : in.strings(tag)) {
            Optional<String> result = function.apply(value);
            if (result.isEmpty()) {
                return false;
            }
            changed.add(result.get());
        }
        try {
            out.put(tag, Dictionary.vr(tag), changed.toArray(String[]::new));
            return !changed.isEmpty();
        } catch (IllegalArgumentException e) {
            // A letter that the character set lacks, or a backslash.
            return false;
        }
    }

    private static Function<String, Optional<String>> matching(Pattern pattern) {
        return value -> value.isEmpty() || pattern.matcher(value).matches() ? Optional.of(value) : Optional.empty();
    }

    private static Optional<String> text(String value, Vr vr) {
        String clean = CONTROL.matcher(value).replaceAll(" ").strip();
        return clean.length() <= maxLength(vr) ? Optional.of(clean) : Optional.empty();
    }

    private static int maxLength(Vr vr) {
        return switch (vr) {
            case AE, SH -> 16;
            case LO -> 64;
            case PN -> 3 * 64 + 2;
            case ST -> 1024;
            case LT -> 10240;
            default -> Integer.MAX_VALUE;
        };
    }
}
