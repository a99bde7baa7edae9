package org.effigy.networks.families;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.effigy.networks.Engines;
import org.effigy.networks.Network;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.net.Net;

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

    /** How images are made: {@link ImageModel#images}. */
    interface Sampling {
        float[] images(SamplerSettings settings, int[] labels, Random[] noise, IntConsumer stepsDone);
    }

    /**
     * Returns a model of one network.
     *
     * @param perPass images that a thread computes at once
     * @throws org.effigy.base.InputException if the weights are another network's
     */
    static ImageModel of(
            Net net, List<NamedTensor> weights, Compute compute, int perPass, Function<Network, Sampling> sampling) {
        Workers workers = Engines.workers(compute);
        Network network = new Network(net, compute, workers);
        network.setWeights(weights);
        Sampling made = sampling.apply(network);
        return new ImageModel() {
            @Override
            public float[] images(SamplerSettings settings, int[] labels, Random[] noise, IntConsumer stepsDone) {
                return made.images(settings, labels, noise, stepsDone);
            }

            @Override
            public int imagesPerRound() {
                return workers.count() * perPass;
            }

            @Override
            public void close() {
                network.close();
                workers.close();
            }
        };
    }
}
