package org.effigy.dataset;

/** What happens to the borders that shutters leave around a radiograph. */
public enum BorderUse {
    /** They stay; nothing is looked for. */
    KEEP,
    /** They are cut off. */
    CROP,
    /** They stay, but the intensity range is that of the pixels between them. */
    EXCLUDE
}
