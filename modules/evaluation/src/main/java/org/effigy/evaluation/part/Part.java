package org.effigy.evaluation.part;

import java.io.IOException;
import org.effigy.base.Progress;
import org.effigy.evaluation.images.ImageSets;

/**
 * A part of an evaluation, such as fidelity. Findings follow from the study alone: the same study gives the same findings, so they
 * are kept and reused when an evaluation is gone on with.
 */
public interface Part {
    /** Returns its name, in lower case, which is also the first part of its figures' ids. */
    String name();

    /** Returns what of its settings changes its findings, besides what the study holds; "" for nothing. */
    default String settings() {
        return "";
    }

    /**
     * Refuses images that cannot be judged, before anything long is begun.
     *
     * @throws org.effigy.base.InputException if they cannot
     */
    default void check(ImageSets sets) {}

    /**
     * Judges the images.
     *
     * @throws java.io.InterruptedIOException if the thread is interrupted
     */
    Findings judge(Study study, Progress.Factory progress) throws IOException;
}
