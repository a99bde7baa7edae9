package org.effigy.dicom.data;

import org.effigy.base.InputException;

/** A file that is not DICOM, is broken, or asks for something Effigy does not do. The message holds no header value. */
public final class DicomException extends InputException {
    private static final long serialVersionUID = 1L;

    /** Why a file was refused. */
    public enum Kind {
        /** Not DICOM at all. */
        NOT_DICOM,
        /** The file ends before the data it announces. */
        TRUNCATED,
        /** The bytes contradict the standard or each other. */
        MALFORMED,
        /** Sound, but of a kind that is not supported, e.g. colour or a transfer syntax. */
        UNSUPPORTED,
        /** Larger or deeper than the limits allow. */
        LIMIT,
        /** Sound, but without what was asked for, e.g. without pixel data. */
        MISSING
    }

    private final Kind kind;

    public DicomException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public DicomException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
