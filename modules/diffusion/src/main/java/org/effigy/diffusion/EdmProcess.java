package org.effigy.diffusion;

import org.effigy.base.Check;

/**
 * The process and the preconditioning of EDM (Karras et al. 2022): xt = x0 + sigma eps, the time is sigma itself, and
 * D(x; sigma) = cSkip x + cOut F(cIn x; cNoise), where F is the network; section 5 and table 1.
 *
 * @param sigmaData deviation of the pixels of the data
 * @param sigmaMin least noise that sampling asks for
 * @param sigmaMax noise at which sampling begins
 */
public record EdmProcess(double sigmaData, double sigmaMin, double sigmaMax) implements DiffusionProcess {
    public EdmProcess {
        Check.inRange("sigmaData", sigmaData, 1e-3, 100);
        Check.inRange("sigmaMin", sigmaMin, 1e-6, 1);
        Check.inRange("sigmaMax", sigmaMax, 2, 1e6);
    }

    /** Returns the process with the paper's range, 0.002 to 80. */
    public static EdmProcess of(double sigmaData) {
        return new EdmProcess(sigmaData, 0.002, 80);
    }

    /** Returns sigmaData^2 / (sigma^2 + sigmaData^2). */
    public double cSkip(double sigma) {
        return sigmaData * sigmaData / (sigma * sigma + sigmaData * sigmaData);
    }

    /** Returns sigma sigmaData / sqrt(sigma^2 + sigmaData^2). */
    public double cOut(double sigma) {
        return sigma * sigmaData / Math.sqrt(sigma * sigma + sigmaData * sigmaData);
    }

    /** Returns 1 / sqrt(sigma^2 + sigmaData^2), by which the network's input has variance 1. */
    public double cIn(double sigma) {
        return 1 / Math.sqrt(sigma * sigma + sigmaData * sigmaData);
    }

    /** Returns ln(sigma) / 4. */
    public double cNoise(double sigma) {
        return Math.log(sigma) / 4;
    }

    /** Returns (sigma^2 + sigmaData^2) / (sigma sigmaData)^2, the weight of the error of D; times cOut^2 it is 1. */
    public double lossWeight(double sigma) {
        return (sigma * sigma + sigmaData * sigmaData) / (sigma * sigma * sigmaData * sigmaData);
    }

    /**
     * Returns what F has to predict, (x0 - cSkip xt) / cOut; the weighted error of D is the plain error of F (section 5,
     * eq. 8).
     */
    public double target(double x0, double xt, double sigma) {
        return (x0 - cSkip(sigma) * xt) / cOut(sigma);
    }

    @Override
    public double signalVariance(double t) {
        return 1;
    }

    @Override
    public double noiseVariance(double t) {
        return t * t;
    }

    @Override
    public double x0FromXt(double t) {
        return cSkip(t);
    }

    @Override
    public double x0FromPrediction(double t) {
        return cOut(t);
    }

    @Override
    public double lastTime() {
        return sigmaMax;
    }

    @Override
    public double firstTime() {
        return sigmaMin;
    }

    @Override
    public double time(double ratio) {
        return ratio;
    }

    @Override
    public double[] uniform(int n) {
        return FlowProcess.parts(n, sigmaMax);
    }

    @Override
    public double startDeviation(double t) {
        return t;
    }
}
