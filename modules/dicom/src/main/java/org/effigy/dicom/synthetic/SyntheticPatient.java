package org.effigy.dicom.synthetic;

import java.util.Locale;
import java.util.Set;
import org.effigy.base.Check;

/**
 * What an invented patient was asked to be; each "" where nothing was asked for.
 *
 * @param sex a term of PatientSex: F, M or O
 * @param age an age string (PS3.5, AS), such as {@code 045Y}
 * @param view a term of ViewPosition: PA or AP
 */
public record SyntheticPatient(String sex, String age, String view) {
    private static final Set<String> SEXES = Set.of("", "F", "M", "O");
    private static final Set<String> VIEWS = Set.of("", "PA", "AP");
    private static final double MONTHS_BELOW_YEARS = 2;

    /** Nothing was asked for. */
    public static final SyntheticPatient NONE = new SyntheticPatient("", "", "");

    public SyntheticPatient {
        Check.argument(SEXES.contains(sex), () -> "the sex is not one of F, M, O");
        Check.argument(VIEWS.contains(view), () -> "the view is not one of PA, AP");
        Check.argument(age.isEmpty() || age.matches("[0-9]{3}[MY]"), () -> "the age is no age string");
    }

    /**
     * Returns what of given texts a header can say; the rest is left out.
     *
     * @param years a number, or ""
     */
    public static SyntheticPatient of(String sex, String years, String view) {
        return new SyntheticPatient(SEXES.contains(sex) ? sex : "", age(years), VIEWS.contains(view) ? view : "");
    }

    private static String age(String years) {
        if (!years.matches("[0-9]+(\\.[0-9]+)?")) {
            return "";
        }
        double age = Double.parseDouble(years);
        long count = age < MONTHS_BELOW_YEARS ? Math.round(12 * age) : Math.round(age);
        return count > 999 ? "" : String.format(Locale.ROOT, age < MONTHS_BELOW_YEARS ? "%03dM" : "%03dY", count);
    }
}
