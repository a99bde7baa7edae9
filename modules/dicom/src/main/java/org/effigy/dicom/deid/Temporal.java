package org.effigy.dicom.deid;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.effigy.dicom.data.Vr;

/** Dates and times as texts of VR DA, TM and DT: checked, or moved by whole days. */
final class Temporal {
    private static final Pattern DATE = Pattern.compile("(\\d{4})\\.?(\\d{2})\\.?(\\d{2})");
    private static final Pattern TIME = Pattern.compile("\\d{2}(:?\\d{2}(:?\\d{2}(\\.\\d{1,6})?)?)?");
    private static final Pattern DATE_TIME =
            Pattern.compile("(\\d{8})((\\d{2}){0,3}(\\.\\d{1,6})?([+-]\\d{4})?)|(\\d{4}(\\d{2})?)([+-]\\d{4})?");
    private static final DateTimeFormatter BASIC =
            DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private Temporal() {}

    /** Says whether the VR is a date, a time or both. */
    static boolean isTemporal(Vr vr) {
        return vr == Vr.DA || vr == Vr.TM || vr == Vr.DT;
    }

    /** Returns the value if it is one of its VR, else nothing. */
    static Optional<String> checked(String value, Vr vr) {
        boolean valid = value.isEmpty()
                || switch (vr) {
                    case DA -> date(value).isPresent();
                    case TM -> TIME.matcher(value).matches();
                    case DT -> DATE_TIME.matcher(value).matches();
                    default -> false;
                };
        return valid ? Optional.of(value) : Optional.empty();
    }

    /** Returns the value so many days earlier; a time of day stays. Nothing if it is not a full date or not of its VR. */
    static Optional<String> earlier(String value, Vr vr, int days) {
        if (value.isEmpty() || vr == Vr.TM) {
            return checked(value, vr);
        }
        if (vr == Vr.DA) {
            return date(value).map(date -> BASIC.format(date.minusDays(days)));
        }
        Matcher matcher = DATE_TIME.matcher(value);
        if (!matcher.matches() || matcher.group(1) == null) {
            return Optional.empty();
        }
        return date(matcher.group(1)).map(date -> BASIC.format(date.minusDays(days)) + matcher.group(2));
    }

    private static Optional<LocalDate> date(String value) {
        Matcher matcher = DATE.matcher(value);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(matcher.group(1) + matcher.group(2) + matcher.group(3), BASIC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
