package org.effigy.networks.families;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.diffusion.TrainedDenoiser;
import org.effigy.diffusion.X0Guidance;
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

        /**
         * Returns the same with guidance of the predicted clean images; empty where the model predicts none.
         */
        default Optional<Functions> guided(X0Guidance guidance) {
            return Optional.empty();
        }

        /** As {@link ImageModel#images} with masks and covariates. */
        default float[] images(
                SamplerSettings settings, int[] labels, Conditions given, Random[] noise, IntConsumer stepsDone) {
            Check.argument(given.isEmpty(), () -> "the model takes no masks and no covariates");
            return images(settings, labels, noise, stepsDone);
        }

        /** As {@link ImageModel#losses}. */
        double[] losses(float[] images, int[] labels, long seed);

        /** Returns what {@link #losses} is, in a word. */
        String lossName();

        /** As {@link ImageModel#reconstructions}. */
        default Optional<float[]> reconstructions(float[] images, int[] labels) {
            return Optional.empty();
        }

        /** As {@link ImageModel#path}. */
        default float[][] path(SamplerSettings settings, double[] times, int[] labels, Random[] noise) {
            throw new IllegalStateException("the model has no way from noise to images");
        }

        /** Returns the network as a denoiser; empty unless it is one. */
        default Optional<TrainedDenoiser> denoiser() {
            return Optional.empty();
        }
    }

    private final Workers workers;
    private final List<Network> networks;
    private final int imagesPerRound;
    private final Functions functions;

    private ImageModel(Workers workers, List<Network> networks, int imagesPerRound, Functions functions) {
        this.workers = workers;
        this.networks = networks;
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
        return of(
                List.of(net), weights, compute, perPass, (networks, workers) -> family.apply(networks.get(0), workers));
    }

    /**
     * Returns a model of several networks; the tensors of each are known by their names.
     *
     * @param perPass images that a thread computes at once
     * @param family makes what it computes of the networks and their threads
     * @throws InputException if the weights are other networks'
     */
    static ImageModel of(
            List<Net> nets,
            List<NamedTensor> weights,
            Compute compute,
            int perPass,
            BiFunction<List<Network>, Workers, Functions> family) {
        List<List<NamedTensor>> parts = parts(nets, weights);
        Workers workers = Engines.workers(compute);
        List<Network> networks = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Network network = new Network(nets.get(i), compute, workers);
            network.setWeights(parts.get(i));
            networks.add(network);
        }
        return new ImageModel(workers, networks, workers.count() * perPass, family.apply(networks, workers));
    }

    /** Returns the tensors of each network; those that are of none belong to the first, which refuses them. */
    private static List<List<NamedTensor>> parts(List<Net> nets, List<NamedTensor> weights) {
        Map<String, Integer> owners = new HashMap<>();
        List<List<NamedTensor>> parts = new ArrayList<>();
        for (Net net : nets) {
            int number = parts.size();
            net.parameters().forEach(parameter -> owners.put(parameter.name(), number));
            parts.add(new ArrayList<>());
        }
        weights.forEach(
                tensor -> parts.get(owners.getOrDefault(tensor.name(), 0)).add(tensor));
        return parts;
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
     * As the other, of images with masks and covariates.
     *
     * @throws IllegalArgumentException if there are some and the model takes none
     */
    public float[] images(
            SamplerSettings settings, int[] labels, Conditions given, Random[] noise, IntConsumer stepsDone) {
        return functions.images(settings, labels, given, noise, stepsDone);
    }

    /**
     * As the other, with guidance of the predicted clean images.
     *
     * @throws InputException if the model predicts none: it is no diffusion model, or one of latents
     */
    public float[] images(
            SamplerSettings settings,
            X0Guidance guidance,
            int[] labels,
            Conditions given,
            Random[] noise,
            IntConsumer stepsDone) {
        return functions
                .guided(guidance)
                .orElseThrow(
                        () -> new InputException("the model predicts no clean images while it samples, so there are"
                                + " none to guide; use a ddpm, edm or flow"))
                .images(settings, labels, given, noise, stepsDone);
    }

    /** Returns whether the model predicts clean images while it samples, so that these can be guided. */
    public boolean predictsCleanImages() {
        return functions.guided(X0Guidance.NONE).isPresent();
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

    /**
     * Returns what the model makes of images that it is shown, as long as they are; empty unless it encodes and decodes.
     *
     * @param images flattened (N, 1, H, W), [-1, 1]
     * @param labels the class of each, -1 for none
     */
    public Optional<float[]> reconstructions(float[] images, int[] labels) {
        return functions.reconstructions(images, labels);
    }

    /**
     * Returns the states on the way from noise to images at some times of the sampler, then the images: arrays of one image per
     * stream. For families that can be distilled.
     *
     * @param times falling
     */
    public float[][] path(SamplerSettings settings, double[] times, int[] labels, Random[] noise) {
        return functions.path(settings, times, labels, noise);
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
        networks.forEach(Network::close);
        workers.close();
    }
}
