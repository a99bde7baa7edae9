package org.effigy.dicom.dcm4che;

/**
 * The part of a file that is read.
 *
 * @param start the position of its first byte
 * @param end the position after its last byte, or {@link #UNKNOWN}
 */
record Span(long start, long end) {
    /** The end of what is still to be inflated. */
    static final long UNKNOWN = Long.MAX_VALUE;
}
