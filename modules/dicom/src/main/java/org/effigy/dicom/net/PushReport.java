package org.effigy.dicom.net;

import java.util.List;

/**
 * What became of each file of a folder that was sent.
 *
 * @param items the DICOM files, by number
 * @param notDicom how many other files there were
 * @param stoppedBecause why the work ended before all were tried; "" if it did not
 */
public record PushReport(List<Item> items, int notDicom, String stoppedBecause) {
    /** What became of a file. */
    public enum Outcome {
        /** It is in the archive now. */
        SENT,
        /** An earlier run sent it. */
        SENT_BEFORE,
        /** It is not in the archive. */
        FAILED,
        /** Its turn did not come. */
        NOT_TRIED
    }

    /**
     * A file.
     *
     * @param number among all files of the folder in the order of their paths, from 1
     * @param file its path below the folder, with slashes
     * @param outcome what became of it
     * @param reason the archive's code, four hexadecimal digits, or ""
     * @param text the outcome in words
     */
    public record Item(int number, String file, Outcome outcome, String reason, String text) {}

    public PushReport {
        items = List.copyOf(items);
    }

    /** Returns how many files had this outcome. */
    public int count(Outcome outcome) {
        return (int) items.stream().filter(i -> i.outcome() == outcome).count();
    }

    /** Says whether all files are in the archive. */
    public boolean isComplete() {
        return items.stream().allMatch(i -> i.outcome() == Outcome.SENT || i.outcome() == Outcome.SENT_BEFORE);
    }
}
