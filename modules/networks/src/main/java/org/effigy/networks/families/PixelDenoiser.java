package org.effigy.networks.families;

import org.effigy.diffusion.ContinuousDenoiser;
import org.effigy.networks.Network;
import org.effigy.networks.checkpoint.ModelConfig;

/**
 * A network as a denoiser at times of its family's process.
 *
 * <p>Not safe for use by several threads at once.
 *
 * @param given as that of {@link DenoisingUNet#inputs}
 */
record PixelDenoiser(Distillable family, ModelConfig config, Network network, Conditions given)
        implements ContinuousDenoiser, Solvers.Conditioned {
    @Override
    public boolean isTold() {
        return given.knowsCovariates();
    }

    @Override
    public PixelDenoiser with(Conditions others) {
        return new PixelDenoiser(family, config, network, others);
    }

    @Override
    public int imageLength() {
        return family.unet(config).imageLength();
    }

    @Override
    public float[] predict(float[] xt, double[] t, int[] labels) {
        float[][] inputs = family.inputs(config, xt, t, labels, given);
        return DenoisingUNet.unfold(network.predict(DenoisingUNet.IMAGES_PER_PASS, inputs), family.unet(config));
    }
}
