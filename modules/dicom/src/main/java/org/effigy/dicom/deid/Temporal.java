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

/**
 * Dates and times as texts of VR DA, TM and DT (PS3.5, table 6.2-1): checked, or moved by whole days. What comes out is valid,
 * in the form of today: the periods and colons of before 1993 are left out. Years go from 0001 to 9999.
 */
final class Temporal {
    private static final String HOUR = "([01]\\d|2[0-3])";
    private static final String SIXTY = "[0-5]\\d";
    /** 60 is a leap second. */
    private static final String SECONDS = "([0-5]\\d|60)(\\.\\d{1,6})?";

    /** From -1200 to +1400; -0000 is not allowed. */
    private static final String ZONE = "(\\+(0\\d|1[0-3])[0-5]\\d|\\+1400|-(?!0000)(0\\d|1[01])[0-5]\\d|-1200)";

    private static final Pattern DATE = Pattern.compile("(\\d{4})(\\.?)(\\d{2})\\2(\\d{2})");
    private static final Pattern TIME = Pattern.compile(HOUR + "(:?" + SIXTY + "(:?" + SECONDS + ")?)?");
    private static final Pattern FULL_DATE_TIME =
            Pattern.compile("(?<date>\\d{8})(?<rest>(" + HOUR + "(" + SIXTY + "(" + SECONDS + ")?)?)?" + ZONE + "?)");
    private static final Pattern PARTIAL_DATE_TIME = Pattern.compile("(?!0000)\\d{4}(0[1-9]|1[0-2])?" + ZONE + "?");
    private static final Pattern OFFSET = Pattern.compile(ZONE);
    private static final DateTimeFormatter BASIC =
            DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private Temporal() {}

    /** Says whether the VR is a date, a time or both. */
    static boolean isTemporal(Vr vr) {
        return vr == Vr.DA || vr == Vr.TM || vr == Vr.DT;
    }

    /** Says whether the text is an offset from UTC. */
    static boolean isOffset(String value) {
        return OFFSET.matcher(value).matches();
    }

    /** Returns the value if it is one of its VR, else nothing. */
    static Optional<String> checked(String value, Vr vr) {
        if (value.isEmpty()) {
            return Optional.of(value);
        }
        return switch (vr) {
            case DA -> date(value).map(BASIC::format);
            case TM -> Optional.of(value).filter(v -> TIME.matcher(v).matches()).map(v -> v.replace(":", ""));
            case DT -> Optional.of(value).filter(v -> isFull(v) || isPartial(v));
            default -> Optional.empty();
        };
    }

    /**
     * Returns the value so many days earlier; a time of day stays. Nothing if it is not a full date or not of its VR, or if
     * there is no such earlier date.
     */
    static Optional<String> earlier(String value, Vr vr, int days) {
        if (value.isEmpty() || vr == Vr.TM) {
            return checked(value, vr);
        }
        if (vr == Vr.DA) {
            return date(value).flatMap(date -> earlier(date, days));
        }
        Matcher matcher = FULL_DATE_TIME.matcher(value);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return date(matcher.group("date"))
                .flatMap(date -> earlier(date, days))
                .map(date -> date + matcher.group("rest"));
    }

    private static Optional<String> earlier(LocalDate date, int days) {
        return Optional.of(date.minusDays(days)).filter(Temporal::hasYear).map(BASIC::format);
    }

    private static boolean isFull(String value) {
        Matcher matcher = FULL_DATE_TIME.matcher(value);
        return matcher.matches() && date(matcher.group("date")).isPresent();
    }

    private static boolean isPartial(String value) {
        return PARTIAL_DATE_TIME.matcher(value).matches();
    }

    private static Optional<LocalDate> date(String value) {
        Matcher matcher = DATE.matcher(value);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            LocalDate date = LocalDate.parse(matcher.group(1) + matcher.group(3) + matcher.group(4), BASIC);
            return Optional.of(date).filter(Temporal::hasYear);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static boolean hasYear(LocalDate date) {
        return date.getYear() >= 1 && date.getYear() <= 9999;
    }
}
