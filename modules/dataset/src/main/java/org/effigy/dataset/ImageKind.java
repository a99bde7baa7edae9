package org.effigy.dataset;

/** What kind of image a frame is. All but {@link #IMAGE} are left out unless the user asks for them. */
public enum ImageKind {
    /** An acquired image, or one that does not say anything else. */
    IMAGE,
    /** A localizer (scout view, topogram): a projection for planning. */
    LOCALIZER,
    /** Computed from slices: a reformatted plane, an intensity projection, a rendering. */
    REFORMATTED,
    /** A picture of a screen, such as a dose report, stored among slices. */
    CAPTURE;

    /** Returns why images of this kind are left out. */
    public ExclusionReason reason() {
        return switch (this) {
            case LOCALIZER -> ExclusionReason.LOCALIZER;
            case REFORMATTED -> ExclusionReason.REFORMATTED;
            case CAPTURE -> ExclusionReason.CAPTURE;
            case IMAGE -> throw new IllegalStateException("images are not left out for their kind");
        };
    }
}
