package org.effigy.dicom.net;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.effigy.base.Check;

/**
 * Where a DICOM application listens, and what it is told who calls.
 *
 * @param calledAeTitle of the archive
 * @param host name or address
 * @param port 1 to 65535
 * @param callingAeTitle of this program
 */
public record DimseAddress(String calledAeTitle, String host, int port, String callingAeTitle) {
    private static final Pattern FORM = Pattern.compile("([^@]+)@(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+):([0-9]{1,5})");
    private static final Pattern AE_TITLE = Pattern.compile("[ -~&&[^\\\\]]{1,16}");

    public DimseAddress {
        checkTitle("the called AE title", calledAeTitle);
        checkTitle("the calling AE title", callingAeTitle);
        Check.inRange("the port", port, 1, 65535);
    }

    /**
     * Reads {@code AET@host:port}.
     *
     * @throws IllegalArgumentException if it has another form
     */
    public static DimseAddress parse(String text, String callingAeTitle) {
        Matcher matcher = FORM.matcher(text);
        Check.argument(matcher.matches(), () -> "'" + text + "' is not an address; needed is AET@host:port");
        return new DimseAddress(matcher.group(1), matcher.group(2), Integer.parseInt(matcher.group(3)), callingAeTitle);
    }

    private static void checkTitle(String what, String title) {
        Check.argument(
                AE_TITLE.matcher(title).matches() && !title.isBlank(),
                () -> what + " has " + title.length() + " characters, allowed are 1 to 16 of ASCII without backslash");
    }
}
