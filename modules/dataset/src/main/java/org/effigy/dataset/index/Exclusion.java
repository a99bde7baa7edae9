package org.effigy.dataset.index;

import org.effigy.dataset.Candidate;
import org.effigy.dataset.ExclusionReason;

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
    public static final int WHOLE_FILE = Candidate.WHOLE_FILE;

    /** Returns what an index says of an image that is left out. */
    static Exclusion of(Candidate image, int number) {
        Candidate.LeftOut why = image.leftOut().orElseThrow();
        // What is seen in pixels is said of a frame, the rest of the file where it has only one.
        boolean whole = image.facts().frames() == 1 && why.reason() != ExclusionReason.TEXT_IN_PIXELS;
        return new Exclusion(
                number, image.file().path(), whole ? WHOLE_FILE : image.frame(), why.reason(), why.detail());
    }
}
