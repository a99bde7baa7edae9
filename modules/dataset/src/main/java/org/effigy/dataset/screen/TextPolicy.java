package org.effigy.dataset.screen;

/** What happens to an image in whose pixels writing is found. */
public enum TextPolicy {
    /** It is left out of the index. */
    LEAVE_OUT,
    /** The writing is painted over before the image is used. */
    MASK,
    /** It is used as it is; nothing is looked for. */
    ALLOW
}
