package org.effigy.dataset;

/**
 * A file, or a frame of one, that the index leaves out.
 *
 * @param number 0, 1, ...; what reports call {@code left out 0003}
 * @param path relative to the index's root; local knowledge that no message repeats
 * @param frame the frame of a file with several, from 0; {@link #WHOLE_FILE} for a whole file
 * @param detail what was found and what to do, without header values or names; may be ""
 */
public record Exclusion(int number, String path, int frame, ExclusionReason reason, String detail) {
    /** Stands for all frames of a file. */
    public static final int WHOLE_FILE = -1;
}
