package org.effigy.dataset.screen;

/** In which images an index looks for near-duplicates. */
public enum DuplicateSearch {
    /** In none. */
    NONE,
    /** In all but tomograms, whose neighbouring slices are alike anyway. */
    RADIOGRAPHS,
    /** In all; each is decoded. */
    ALL
}
