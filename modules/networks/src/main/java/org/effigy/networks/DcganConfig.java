package org.effigy.networks;

import org.effigy.base.Check;

/**
 * The generator and discriminator of a DCGAN.
 *
 * @param size side of the square image in pixels, 64 or 128 (any power of two from 8 on is built the same way)
 * @param latentSize length of the latent vector z
 * @param features channels of the generator's last and the discriminator's first hidden layer
 * @param classes 0 for an unconditional model
 * @param realLabel the target of real images in the discriminator's loss; 1 as in the paper. Differs: 0.9 is one-sided
 *     label smoothing (Salimans et al. 2016)
 * @param instanceNoise standard deviation of the Gaussian noise added to the discriminator's inputs; 0 as in the paper.
 *     Differs: above 0 it keeps the discriminator from winning on small data sets (Sonderby et al. 2017)
 */
public record DcganConfig(int size, int latentSize, int features, int classes, double realLabel, double instanceNoise)
        implements ModelConfig {
    public DcganConfig {
        Check.inRange("size", size, 8, 1024);
        int side = size;
        Check.argument(Integer.bitCount(side) == 1, () -> "size is " + side + ", it must be a power of two");
        Check.positive("latentSize", latentSize);
        Check.positive("features", features);
        Check.inRange("classes", classes, 0, 1000);
        Check.inRange("realLabel", realLabel, 0.5, 1);
        Check.inRange("instanceNoise", instanceNoise, 0, 1);
    }

    /** Returns the configuration of the paper: no label smoothing, no instance noise. */
    public static DcganConfig of(int size, int latentSize, int features, int classes) {
        return new DcganConfig(size, latentSize, features, classes, 1, 0);
    }

    @Override
    public String family() {
        return "dcgan";
    }
}
