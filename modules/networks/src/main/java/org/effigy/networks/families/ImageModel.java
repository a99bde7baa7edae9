package org.effigy.networks.families;

import java.util.Random;
import java.util.function.IntConsumer;

/** A trained model as a function from random streams and classes to images. Used by one thread at a time. */
public interface ImageModel extends AutoCloseable {
    /**
     * Returns one image per stream, flattened (N, 1, H, W), in [-1, 1].
     *
     * @param labels the class of each, -1 for none
     * @param stepsDone hears how many denoising steps are done
     */
    float[] images(SamplerSettings settings, int[] labels, Random[] noise, IntConsumer stepsDone);

    /** Returns how many images all threads compute at once. */
    int imagesPerRound();

    @Override
    void close();
}
