package org.effigy.dataset;

/** What looking at a file gave. */
sealed interface Probe {
    /** The file can be used. */
    record Usable(ImageFacts facts) implements Probe {}

    /** The file cannot be used; the detail may be "". */
    record Refused(ExclusionReason reason, String detail) implements Probe {}

    static Probe refused(ExclusionReason reason, String detail) {
        return new Refused(reason, detail);
    }

    static Probe refused(ExclusionReason reason) {
        return new Refused(reason, "");
    }
}
