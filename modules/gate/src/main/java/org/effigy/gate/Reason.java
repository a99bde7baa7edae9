package org.effigy.gate;

/** Why an image is not released. */
public enum Reason {
    /** A value is not a finite number. */
    NOT_FINITE("not finite"),
    /** Values lie far outside of what the model was trained to make. */
    OUT_OF_RANGE("out of range"),
    /** Nearer to a training image than images of other patients are. */
    NEAR_COPY("near copy of a training image"),
    /** Outside of the neighbourhood of every training image. */
    UNLIKE_ANYTHING_REAL("unlike anything real"),
    /** Writing was found in it. */
    WRITING("writing"),
    /** Nearer to an image before it in the set than images of different patients are. */
    DUPLICATE("duplicate among the samples");

    private final String words;

    Reason(String words) {
        this.words = words;
    }

    /** Returns the reason as messages and manifests say it. */
    public String words() {
        return words;
    }
}
