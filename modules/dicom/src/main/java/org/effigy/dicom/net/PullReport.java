package org.effigy.dicom.net;

import java.util.List;

/**
 * What was fetched.
 *
 * @param found how many instances matched, up to the limit
 * @param fetched how many files are new
 * @param present how many an earlier run had fetched
 * @param failures what could not be fetched, by the instance's number, from 1; nothing of it is left
 * @param stoppedBecause why the work ended early; "" if it did not
 */
public record PullReport(int found, int fetched, int present, List<Failure> failures, String stoppedBecause) {
    /** An instance that could not be fetched, or, with number 0, a query that failed. */
    public record Failure(int number, String reason) {}

    public PullReport {
        failures = List.copyOf(failures);
    }

    /** Says whether all that was found is in the folder. */
    public boolean isComplete() {
        return failures.isEmpty() && stoppedBecause.isEmpty();
    }
}
