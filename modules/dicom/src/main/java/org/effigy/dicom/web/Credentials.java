package org.effigy.dicom.web;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.effigy.base.InputException;

/** What a request says about who asks. Its text is in no message and not in {@link #toString}. */
public final class Credentials {
    private static final Credentials NONE = new Credentials("");

    private final String header;

    private Credentials(String header) {
        this.header = header;
    }

    /** Returns no credentials. */
    public static Credentials none() {
        return NONE;
    }

    /**
     * Returns a bearer token (RFC 6750); white space around it is removed.
     *
     * @throws InputException if it is empty or has characters that a token cannot have
     */
    public static Credentials bearer(String token) {
        String stripped = token.strip();
        if (!stripped.matches("[A-Za-z0-9._~+/-]+=*")) {
            throw new InputException(
                    "the token is empty or has a character that tokens cannot have; write it alone into"
                            + " the file or variable");
        }
        return new Credentials("Bearer " + stripped);
    }

    /**
     * Returns a name and a password (RFC 7617).
     *
     * @param userAndPassword with a colon between them; line ends at the end are removed
     * @throws InputException if there is no colon or there are control characters
     */
    public static Credentials basic(String userAndPassword) {
        String text = userAndPassword.replaceAll("[\\r\\n]+$", "");
        if (text.indexOf(':') < 1 || text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new InputException("the file or variable must hold user:password in one line");
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Credentials("Basic " + Base64.getEncoder().encodeToString(bytes));
    }

    /** Returns the value of the Authorization header. */
    Optional<String> header() {
        return header.isEmpty() ? Optional.empty() : Optional.of(header);
    }

    @Override
    public String toString() {
        return header.isEmpty() ? "no credentials" : "credentials";
    }
}
