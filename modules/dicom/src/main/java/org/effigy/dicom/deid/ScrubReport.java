package org.effigy.dicom.deid;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of the files of a folder.
 *
 * @param written how many were de-identified and written
 * @param skipped how many are no DICOM images by their first bytes or are directories of media (DICOMDIR); nothing of them
 *     was written
 * @param failures those that could not be de-identified; nothing of them was written
 */
public record ScrubReport(int written, int skipped, List<Failure> failures) {
    /**
     * A file that could not be de-identified.
     *
     * @param index its number among all files in the order of their paths, from 1
     * @param reason one line, without header values and file names
     * @param remedy what would have to be allowed for it to be de-identified, where it was refused for lack of that
     */
    public record Failure(int index, String reason, Optional<Permission> remedy) {
        /** Returns the line for the user. */
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "index %04d: %s", index, reason);
        }
    }

    public ScrubReport {
        failures = List.copyOf(failures);
    }

    /** Says whether nothing failed. */
    public boolean isComplete() {
        return failures.isEmpty();
    }
}
