package org.effigy.evaluation.privacy;

import java.io.IOException;

/** Distances to the training images in one space. */
interface Distances {
    /** Returns the nearest training image to each synthetic image. */
    Nearest synthetic() throws IOException;

    /** Returns the nearest training image to each held-out image. */
    Nearest holdout() throws IOException;

    /** Returns the distance of some training images to the nearest other one. */
    double[] amongTrain(int[] rows) throws IOException;
}
