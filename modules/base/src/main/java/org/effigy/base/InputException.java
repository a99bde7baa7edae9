package org.effigy.base;

/**
 * Wrong user input or data. The command line prints the message as one line and exits 1.
 *
 * <p>The message says what, where, the actual and the allowed value, and what to do. It never holds a DICOM header
 * value or a file name of the data: name the tag and the index id.
 */
public class InputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InputException(String message) {
        super(message);
    }

    public InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
