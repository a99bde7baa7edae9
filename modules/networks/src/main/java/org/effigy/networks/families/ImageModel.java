package org.effigy.networks.families;

import java.util.Optional;
import java.util.Random;
import java.util.function.IntConsumer;
import org.effigy.diffusion.TrainedDenoiser;

/** A trained model as a function from random streams and classes to images. Used by one thread at a time. */
public interface ImageModel extends AutoCloseable {
    /**
     * Returns one image per stream, flattened (N, 1, H, W), in [-1, 1].
     *
     * @param labels the class of each, -1 for none
     * @param stepsDone hears how many denoising steps are done
     */
    float[] images(SamplerSettings settings, int[] labels, Random[] noise, IntConsumer stepsDone);

    /**
     * Returns for each image what training makes small on those that it sees, so that an image that the model remembers has less
     * of it than one that is new. What is random is fixed by the seed and the image's place.
     *
     * @param images flattened (N, 1, H, W), [-1, 1]
     * @param labels the class of each, -1 for none
     */
    double[] losses(float[] images, int[] labels, long seed);

    /** Returns what {@link #losses} is, in a word. */
    String lossName();

    /** Returns the network as a denoiser; empty unless it is one. */
    default Optional<TrainedDenoiser> denoiser() {
        return Optional.empty();
    }

    /** Returns how many images all threads compute at once. */
    int imagesPerRound();

    @Override
    void close();
}
