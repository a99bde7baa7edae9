package org.effigy.dicom.net;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.effigy.base.Check;
import org.effigy.dicom.Dictionary;
import org.effigy.dicom.Vr;

/**
 * Which series to look for: all matches must hold.
 *
 * @param matches attributes of series and studies with the values wanted; none means every series
 */
public record ArchiveQuery(List<Match> matches) {
    /**
     * One attribute.
     *
     * @param tag e.g. {@link org.effigy.dicom.Tag#Modality}
     * @param value as in PS3.4, C.2.2.2: a single value, one with wildcards, or a range of dates; a date and a UID are
     *     checked, the value is in no message
     */
    public record Match(int tag, String value) {
        private static final Pattern DATES = Pattern.compile("([0-9]{8})?(-([0-9]{8})?)?");
        private static final Pattern UID = Pattern.compile("[0-9]+(\\.[0-9]+)+");
        private static final int MAX_UID = 64;

        public Match {
            String keyword = Dictionary.keyword(tag).orElse("the attribute");
            if (Dictionary.vr(tag) == Vr.DA) {
                Check.argument(
                        isRangeOfDates(value),
                        () -> keyword + " is not a date YYYYMMDD, nor FROM-TO with one of them empty");
            }
            if (Dictionary.vr(tag) == Vr.UI) {
                Check.argument(
                        value.length() <= MAX_UID && UID.matcher(value).matches(),
                        () -> keyword + " is not a UID: numbers joined by dots, at most " + MAX_UID + " characters");
            }
        }

        private static boolean isRangeOfDates(String value) {
            Matcher dates = DATES.matcher(value);
            if (!dates.matches() || (dates.group(1) == null && dates.group(3) == null)) {
                return false;
            }
            try {
                for (int group : new int[] {1, 3}) {
                    if (dates.group(group) != null) {
                        LocalDate.parse(dates.group(group), DateTimeFormatter.BASIC_ISO_DATE);
                    }
                }
                return true;
            } catch (DateTimeParseException e) {
                return false;
            }
        }
    }

    public ArchiveQuery {
        matches = List.copyOf(matches);
    }
}
