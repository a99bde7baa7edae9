package org.effigy.dicom.deid;

/** What the options of a de-identification can allow that is refused otherwise. */
public enum Permission {
    /** Overlays and curves, which are removed then: {@link DeidOption#CLEAN_GRAPHICS}. */
    GRAPHICS,
    /** Writing in pixels: {@link DeidOptions#allowBurnedIn}, or a {@link PixelPolicy} that paints it over. */
    BURNED_IN_ANNOTATION,
    /** Pixels that show the patient: {@link DeidOptions#allowBurnedIn}. */
    RECOGNIZABLE_FEATURES,
    /** Stacks of head slices: {@link PixelPolicy#allowHeads}. */
    HEADS
}
