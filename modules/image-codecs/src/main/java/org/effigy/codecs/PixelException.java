package org.effigy.codecs;

import org.effigy.base.InputException;

/** A frame that cannot be decoded, because it is broken or of an unsupported kind. */
public final class PixelException extends InputException {
    private static final long serialVersionUID = 1L;

    private final boolean unsupported;

    private PixelException(String message, Throwable cause, boolean unsupported) {
        super(message, cause);
        this.unsupported = unsupported;
    }

    /** Returns the error of a frame that breaks the rules of its compression. */
    public static PixelException broken(String message) {
        return new PixelException(message, null, false);
    }

    /** Returns the error of a frame that breaks the rules of its compression. */
    public static PixelException broken(String message, Throwable cause) {
        return new PixelException(message, cause, false);
    }

    /** Returns the error of a frame that is sound but of a kind that is not supported. */
    public static PixelException unsupported(String message) {
        return new PixelException(message, null, true);
    }

    /** Says whether the frame is sound but not supported. */
    public boolean isUnsupported() {
        return unsupported;
    }
}
