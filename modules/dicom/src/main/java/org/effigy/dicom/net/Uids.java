package org.effigy.dicom.net;

import java.util.regex.Pattern;
import org.effigy.base.Check;

/** The form of UIDs that come from a file or an archive; they become parts of addresses only after this check. */
public final class Uids {
    private static final Pattern FORM = Pattern.compile("[0-9]+(\\.[0-9]+)*");
    private static final int LONGEST = 64;

    private Uids() {}

    /** Says whether the text is numbers joined by dots, at most 64 characters. Leading zeros, though wrong, exist. */
    public static boolean isUid(String text) {
        return text.length() <= LONGEST && FORM.matcher(text).matches();
    }

    static void check(String text) {
        Check.argument(isUid(text), () -> "not a UID: a text of " + text.length() + " characters");
    }
}
