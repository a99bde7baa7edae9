package org.effigy.dataset;

/** Which part of a data set an image belongs to; all images of one patient belong to the same part. */
public enum Split {
    /** Learned from. */
    TRAIN,
    /** Looked at while training, to choose settings. */
    VALIDATION,
    /** Kept for the last judgement. */
    TEST
}
