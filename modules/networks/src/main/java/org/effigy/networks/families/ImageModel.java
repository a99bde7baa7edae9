package org.effigy.networks.families;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import org.effigy.diffusion.TrainedDenoiser;
import org.effigy.networks.Engines;
import org.effigy.networks.Network;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.net.Net;

/** A trained model as a function from random streams and classes to images. Used by one thread at a time. */
public final class ImageModel implements AutoCloseable {
    /** What a family computes with its network. */
    public interface Functions {
        /** As {@link ImageModel#images}. */
        float[] images(SamplerSettings settings, int[] labels, Random[] noise, IntConsumer stepsDone);

        /** As {@link ImageModel#losses}. */
        double[] losses(float[] images, int[] labels, long seed);

        /** Returns what {@link #losses} is, in a word. */
        String lossName();

        /** Returns the network as a denoiser; empty unless it is one. */
        default Optional<TrainedDenoiser> denoiser() {
            return Optional.empty();
        }
    }

    private final Workers workers;
    private final Network network;
    private final int imagesPerRound;
    private final Functions functions;

    private ImageModel(Workers workers, Network network, int imagesPerRound, Functions functions) {
        this.workers = workers;
        this.network = network;
        this.imagesPerRound = imagesPerRound;
        this.functions = functions;
    }

    /**
     * Returns a model of one network.
     *
     * @param perPass images that a thread computes at once
     * @param family makes what it computes of the network and its threads
     * @throws org.effigy.base.InputException if the weights are another network's
     */
    static ImageModel of(
            Net net,
            List<NamedTensor> weights,
            Compute compute,
            int perPass,
            BiFunction<Network, Workers, Functions> family) {
        Workers workers = Engines.workers(compute);
        Network network = new Network(net, compute, workers);
        network.setWeights(weights);
        return new ImageModel(workers, network, workers.count() * perPass, family.apply(network, workers));
    }

    /**
     * Returns one image per stream, flattened (N, 1, H, W), in [-1, 1].
     *
     * @param labels the class of each, -1 for none
     * @param stepsDone hears how many denoising steps are done
     */
    public float[] images(SamplerSettings settings, int[] labels, Random[] noise, IntConsumer stepsDone) {
        return functions.images(settings, labels, noise, stepsDone);
    }

    /**
     * Returns for each image what training makes small on those that it sees, so that an image that the model remembers has less
     * of it than one that is new. What is random is fixed by the seed and the image's place.
     *
     * @param images flattened (N, 1, H, W), [-1, 1]
     * @param labels the class of each, -1 for none
     */
    public double[] losses(float[] images, int[] labels, long seed) {
        return functions.losses(images, labels, seed);
    }

    /** Returns what {@link #losses} is, in a word. */
    public String lossName() {
        return functions.lossName();
    }

    /** Returns the network as a denoiser; empty unless it is one. */
    public Optional<TrainedDenoiser> denoiser() {
        return functions.denoiser();
    }

    /** Returns how many images all threads compute at once. */
    public int imagesPerRound() {
        return imagesPerRound;
    }

    @Override
    public void close() {
        network.close();
        workers.close();
    }
}
