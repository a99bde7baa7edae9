package org.effigy.dataset.labels;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ages as tables and DICOM headers write them. */
public final class Ages {
    private static final Pattern AGE = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]+)?) ?([DWMYdwmy]?).*");

    private Ages() {}

    /** Returns an age in years: of a number of years, or an age string of DICOM (PS3.5, AS) such as {@code 045Y} or {@code 006M}. */
    public static OptionalDouble years(String text) {
        Matcher age = AGE.matcher(text.strip());
        if (!age.matches()) {
            return OptionalDouble.empty();
        }
        double perYear =
                switch (age.group(2).toLowerCase(Locale.ROOT)) {
                    case "d" -> 365.25;
                    case "w" -> 52.18;
                    case "m" -> 12;
                    default -> 1;
                };
        return OptionalDouble.of(Double.parseDouble(age.group(1)) / perYear);
    }
}
