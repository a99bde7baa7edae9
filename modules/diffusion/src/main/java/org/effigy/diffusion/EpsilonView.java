package org.effigy.diffusion;

/**
 * A denoiser of any process as one that predicts the noise at the time steps of a DDPM: xt / alpha is the same image under the same
 * noise level in every process. For those who look at a model at whole time steps.
 */
record EpsilonView(ContinuousDenoiser denoiser, DiffusionProcess process, NoiseSchedule schedule) implements Denoiser {
    @Override
    public int imageLength() {
        return denoiser.imageLength();
    }

    @Override
    public float[] predict(float[] xt, int[] t, int[] labels) {
        int length = imageLength();
        double[] times = new double[t.length];
        float[] moved = new float[xt.length];
        for (int i = 0; i < t.length; i++) {
            double ratio = Math.sqrt(schedule.noiseVariance(t[i]) / schedule.alphaBar(t[i]));
            times[i] = process.time(ratio);
            double factor = Math.sqrt(process.signalVariance(times[i]) / schedule.alphaBar(t[i]));
            for (int j = i * length; j < (i + 1) * length; j++) {
                moved[j] = (float) (factor * xt[j]);
            }
        }
        float[] out = denoiser.predict(moved, times, labels);
        for (int i = 0; i < t.length; i++) {
            double alpha = Math.sqrt(schedule.alphaBar(t[i]));
            double sigma = Math.sqrt(schedule.noiseVariance(t[i]));
            for (int j = i * length; j < (i + 1) * length; j++) {
                double x0 = process.x0FromXt(times[i]) * moved[j] + process.x0FromPrediction(times[i]) * out[j];
                out[j] = (float) ((xt[j] - alpha * x0) / sigma);
            }
        }
        return out;
    }
}
