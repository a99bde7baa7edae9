package org.effigy.dataset;

/**
 * Who an image belongs to; equal ones are one patient. Holds identifiers, so it never leaves the memory of the indexer.
 *
 * @param text what is recorded of the patient, or the study or file that stands in for one
 */
public record Patient(String text) {
    private static final String RECORDED = "patient:";

    /** Stands for a patient that was not looked for yet. */
    public static final Patient UNKNOWN = new Patient("");

    /** Returns the patient with an id. */
    public static Patient recorded(String id) {
        return new Patient(RECORDED + id);
    }

    /** Returns the patient that a study without an id stands for. */
    public static Patient ofStudy(String uid) {
        return new Patient("study:" + uid);
    }

    /** Returns the patient that a file alone stands for. */
    public static Patient ofFile(String path) {
        return new Patient("file:" + path);
    }

    /** Whether a patient is recorded, or the study or file stands in for one. */
    public boolean isRecorded() {
        return text.startsWith(RECORDED);
    }
}
