package org.effigy.dicom.net;

import java.time.Duration;
import java.util.Optional;
import org.effigy.base.InputException;

/** An archive that could not be asked or did not do what was asked. The message holds nothing that the archive said. */
public final class ArchiveException extends InputException {
    private static final long serialVersionUID = 1L;
    private static final Duration NONE = Duration.ofSeconds(-1);

    /** What a caller may do about it. */
    public enum Kind {
        /** The same request may succeed later: no connection, or the archive is busy or fails. */
        TRANSIENT,
        /** Every request would fail: wrong address, no permission, a certificate that is not trusted. */
        FATAL,
        /** The archive refused this request; another one may succeed. */
        REFUSED,
        /** The user asked to stop. */
        STOPPED
    }

    private final Kind kind;
    private final Duration retryAfter;

    public ArchiveException(Kind kind, String message) {
        this(kind, message, null);
    }

    public ArchiveException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.retryAfter = NONE;
    }

    private ArchiveException(String message, Duration retryAfter) {
        super(message);
        this.kind = Kind.TRANSIENT;
        this.retryAfter = retryAfter;
    }

    /** Returns the exception for an archive that said when to come back. */
    public static ArchiveException busy(String message, Duration retryAfter) {
        return new ArchiveException(message, retryAfter);
    }

    public Kind kind() {
        return kind;
    }

    /** Returns how long the archive asks to wait, if it does. */
    public Optional<Duration> retryAfter() {
        return retryAfter.equals(NONE) ? Optional.empty() : Optional.of(retryAfter);
    }
}
