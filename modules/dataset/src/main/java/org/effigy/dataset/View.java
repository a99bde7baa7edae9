package org.effigy.dataset;

/** From where a radiograph was taken. */
public enum View {
    /** Postero-anterior: the rays enter at the back. */
    PA,
    /** Antero-posterior: the rays enter at the front. */
    AP,
    /** Frontal, but not said from which side. */
    FRONTAL,
    /** From the left or right side. */
    LATERAL,
    /** Another one: oblique, decubitus, axial. */
    OTHER,
    /** Not stated. */
    UNKNOWN;

    /** Says whether an image of this view is meant when the other one is asked for: frontal includes PA and AP. */
    public boolean isA(View asked) {
        return this == asked || (asked == FRONTAL && (this == PA || this == AP));
    }
}
