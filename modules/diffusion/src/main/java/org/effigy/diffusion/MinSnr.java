package org.effigy.diffusion;

import org.effigy.base.Check;

/**
 * Min-SNR weighting of the loss (Hang et al. 2023, section 3.4): the error of x0 counts min(SNR, gamma), so that time steps
 * with little noise do not pull the weights their way.
 *
 * @param gamma the paper's choice is 5
 */
public record MinSnr(double gamma) {
    public MinSnr {
        Check.inRange("min-SNR gamma", gamma, 1e-3, 1e6);
    }

    /**
     * Returns the weight of a squared error of what the network predicts: min(SNR, gamma) for x0, that divided by SNR for eps and by
     * SNR + 1 for v, since these errors are those of x0 times SNR and SNR + 1.
     *
     * @param snr signal-to-noise ratio alphaBar / (1 - alphaBar), from 0
     */
    public double weight(PredictionType prediction, double snr) {
        return switch (prediction) {
            case SAMPLE -> Math.min(snr, gamma);
            // As snr / snr is not defined at 0.
            case EPSILON -> snr <= gamma ? 1 : gamma / snr;
            case VELOCITY -> Math.min(snr, gamma) / (snr + 1);
        };
    }
}
