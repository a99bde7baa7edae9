package org.effigy.networks.families;

import java.util.List;
import java.util.Optional;
import org.effigy.diffusion.DiffusionProcess;
import org.effigy.diffusion.TrainedDenoiser;
import org.effigy.networks.Network;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.net.NamedTensor;

/** A family of denoisers of pixels: masks and covariates may come with the images, and {@link Distilled} models take its many steps in a few. */
interface Distillable extends Family {
    /** Returns the network's configuration. */
    DenoisingUNet.Config unet(ModelConfig config);

    /** Returns the process that its models reverse. */
    DiffusionProcess process(ModelConfig config);

    /**
     * Returns what the network takes for noisy images at times of the process.
     *
     * @param labels per image the class or -1; empty for none
     * @param given as that of {@link DenoisingUNet#inputs}
     */
    float[][] inputs(ModelConfig config, float[] xt, double[] t, int[] labels, Conditions given);

    /** Returns what a network of the family computes. */
    default Solvers.Functions functions(ModelConfig config, Network network) {
        PixelDenoiser denoiser = new PixelDenoiser(this, config, network, Conditions.NONE);
        DiffusionProcess process = process(config);
        return new Solvers.Functions(denoiser, process, TrainedDenoiser.of(denoiser, process));
    }

    @Override
    default ImageModel open(ModelConfig config, List<NamedTensor> weights, Compute compute) {
        return ImageModel.of(
                DenoisingUNet.net(unet(config)),
                weights,
                compute,
                DenoisingUNet.IMAGES_PER_PASS,
                (network, workers) -> functions(config, network));
    }

    @Override
    default boolean takesMasks() {
        return true;
    }

    @Override
    default boolean takesCovariates() {
        return true;
    }

    /** Returns why a model of this configuration cannot be distilled, in a line that ends with what to do; empty if it can. */
    default Optional<String> distillationRefusal(ModelConfig config) {
        return Optional.empty();
    }
}
