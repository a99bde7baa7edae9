package org.effigy.diffusion;

/**
 * What a denoiser predicts from xt. Each case is a straight line in (x0, eps) at a given alphaBar, so the three convert
 * into each other without loss.
 */
public enum PredictionType {
    /** The noise eps; DDPM (Ho et al. 2020), eq. 12. */
    EPSILON {
        @Override
        public double target(double x0, double eps, double alphaBar) {
            return eps;
        }

        @Override
        double x0FromXt(double alphaBar) {
            return 1 / Math.sqrt(alphaBar);
        }

        @Override
        double x0FromPrediction(double alphaBar) {
            return -Math.sqrt((1 - alphaBar) / alphaBar);
        }
    },
    /** The clean image x0. */
    SAMPLE {
        @Override
        public double target(double x0, double eps, double alphaBar) {
            return x0;
        }

        @Override
        double x0FromXt(double alphaBar) {
            return 0;
        }

        @Override
        double x0FromPrediction(double alphaBar) {
            return 1;
        }
    },
    /** The velocity v = sqrt(alphaBar) eps - sqrt(1 - alphaBar) x0; Progressive Distillation (Salimans & Ho 2022). */
    VELOCITY {
        @Override
        public double target(double x0, double eps, double alphaBar) {
            return Math.sqrt(alphaBar) * eps - Math.sqrt(1 - alphaBar) * x0;
        }

        @Override
        double x0FromXt(double alphaBar) {
            return Math.sqrt(alphaBar);
        }

        @Override
        double x0FromPrediction(double alphaBar) {
            return -Math.sqrt(1 - alphaBar);
        }
    };

    /** Returns what a perfect denoiser predicts for this clean value and noise. */
    public abstract double target(double x0, double eps, double alphaBar);

    /** Returns the factor of xt in x0 = factor * xt + {@link #x0FromPrediction} * prediction. */
    abstract double x0FromXt(double alphaBar);

    /** Returns the factor of the prediction in x0 = {@link #x0FromXt} * xt + factor * prediction. */
    abstract double x0FromPrediction(double alphaBar);

    /** Returns the clean value x0 that the prediction at xt stands for; alphaBar lies in (0, 1). */
    public double x0(double xt, double prediction, double alphaBar) {
        return x0FromXt(alphaBar) * xt + x0FromPrediction(alphaBar) * prediction;
    }

    /** Returns the noise eps that the prediction at xt stands for; alphaBar lies in (0, 1). */
    public double eps(double xt, double prediction, double alphaBar) {
        if (this == EPSILON) {
            return prediction;
        }
        return (xt - Math.sqrt(alphaBar) * x0(xt, prediction, alphaBar)) / Math.sqrt(1 - alphaBar);
    }
}
