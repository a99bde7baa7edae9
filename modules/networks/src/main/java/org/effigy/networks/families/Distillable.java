package org.effigy.networks.families;

import java.util.Optional;
import org.effigy.diffusion.DiffusionProcess;
import org.effigy.networks.Network;
import org.effigy.networks.checkpoint.ModelConfig;

/** A family of denoisers of pixels, whose many steps {@link Distilled} models take in a few. */
interface Distillable extends Family {
    /** Returns the network's configuration. */
    DenoisingUNet.Config unet(ModelConfig config);

    /** Returns the process that its models reverse. */
    DiffusionProcess process(ModelConfig config);

    /**
     * Returns what the network takes for noisy images at times of the process.
     *
     * @param labels per image the class or -1
     */
    float[][] inputs(ModelConfig config, float[] xt, double[] t, int[] labels);

    /** Returns what a network of the family computes. */
    Solvers.Functions functions(ModelConfig config, Network network);

    /** Returns why a model of this configuration cannot be distilled, in a line that ends with what to do; empty if it can. */
    default Optional<String> distillationRefusal(ModelConfig config) {
        return Optional.empty();
    }
}
