package org.effigy.networks.families;

import org.effigy.diffusion.ContinuousDenoiser;
import org.effigy.networks.Network;
import org.effigy.networks.checkpoint.ModelConfig;

/**
 * A network as a denoiser at times of its family's process.
 *
 * <p>Not safe for use by several threads at once.
 *
 * @param masks as those of {@link DenoisingUNet#inputs}
 */
@SuppressWarnings("ArrayRecordComponent")
record PixelDenoiser(Distillable family, ModelConfig config, Network network, float[] masks)
        implements ContinuousDenoiser, Solvers.Masked {
    @Override
    public PixelDenoiser with(float[] others) {
        return new PixelDenoiser(family, config, network, others);
    }

    @Override
    public int imageLength() {
        return family.unet(config).imageLength();
    }

    @Override
    public float[] predict(float[] xt, double[] t, int[] labels) {
        float[][] inputs = family.inputs(config, xt, t, labels, masks);
        return DenoisingUNet.unfold(network.predict(DenoisingUNet.IMAGES_PER_PASS, inputs), family.unet(config));
    }
}
