package org.effigy.networks.optim;

import org.effigy.base.Check;

/** The step size and the decay rates of Adam (Kingma and Ba 2015, algorithm 1). */
public record AdamSettings(double learningRate, double beta1, double beta2, double epsilon) {
    public AdamSettings {
        Check.inRange("learningRate", learningRate, 0, 1);
        Check.inRange("beta1", beta1, 0, 0.999999);
        Check.inRange("beta2", beta2, 0, 0.999999);
        Check.inRange("epsilon", epsilon, Double.MIN_NORMAL, 1);
    }

    /** Returns the paper's decay rates 0.9 and 0.999 and epsilon 1e-8 with this learning rate. */
    public static AdamSettings of(double learningRate) {
        return new AdamSettings(learningRate, 0.9, 0.999, 1e-8);
    }

    /** Returns the settings of DCGAN (Radford et al. 2015): beta1 is 0.5. */
    public static AdamSettings dcgan(double learningRate) {
        return new AdamSettings(learningRate, 0.5, 0.999, 1e-8);
    }
}
