package org.effigy.diffusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import org.effigy.base.Seeds;
import org.junit.jupiter.api.Test;

class DpmSolverSamplerTest {
    /** Images are floats. */
    private static final double ROUNDING = 2e-6;

    private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear(1000);
    private static final SamplerOptions EPSILON =
            SamplerOptions.of(PredictionType.EPSILON).withClipX0(false);
    private static final SamplerOptions SAMPLE =
            SamplerOptions.of(PredictionType.SAMPLE).withClipX0(false);

    /** A network that predicts each pixel from its value and the time step. */
    private record Pixelwise(int imageLength, DoubleBinaryOperator prediction) implements Denoiser {
        @Override
        public float[] predict(float[] xt, int[] t, int[] labels) {
            float[] out = new float[xt.length];
            for (int i = 0; i < out.length; i++) {
                out[i] = (float) prediction.applyAsDouble(xt[i], t[i / imageLength]);
            }
            return out;
        }
    }

    private static float[] sample(Sampler sampler, Denoiser denoiser, Random noise) {
        return sampler.sample(denoiser, new int[] {Denoiser.NO_CLASS}, new Random[] {noise});
    }

    @Test
    void calledAtSpacedTimeSteps() {
        assertArrayEquals(
                new int[] {1000, 833, 667, 500, 333, 167}, new DpmSolverSampler(SCHEDULE, 6, EPSILON).timeSteps());
    }

    /**
     * The golden values come from the formulation of k-diffusion (sample_dpmpp_2m), which works on x / alpha and
     * sigma / alpha, in double precision with the linear betas and the same six time steps:
     * y' = (sn / s) y - expm1(-h) D, h = log(s / sn), D = (1 + 1 / 2r) x0 - x0Last / 2r, r = hLast / h.
     */
    @Test
    void equalsTheFormulationOnScaledVariables() {
        Denoiser network = new Pixelwise(4, (x, t) -> 0.6 * x + 0.2 * Math.sin(t / 150) - 0.1 * x * x / (1 + x * x));
        float[] image =
                sample(new DpmSolverSampler(SCHEDULE, 6, EPSILON), network, new FixedNormals(0.5, -1.25, 2.0, 0.1));
        double[] golden = {3.49300492, -4.78780984, 11.2711343, 1.09002235};
        for (int i = 0; i < golden.length; i++) {
            assertEquals(golden[i], image[i], 2e-5 * Math.abs(golden[i]));
        }
    }

    @Test
    void returnsTheImageItselfWhenTheDatasetIsOneImage() {
        Denoiser network = new Pixelwise(3, (x, t) -> 0.25);
        for (int steps : new int[] {1, 2, 7, 20}) {
            float[] image = sample(new DpmSolverSampler(SCHEDULE, steps, SAMPLE), network, Seeds.of(1, "x", steps));
            for (float value : image) {
                assertEquals(0.25, value, ROUNDING);
            }
        }
    }

    @Test
    void oneAndTwoStepsAreThoseOfDdim() {
        Denoiser network = new Pixelwise(5, (x, t) -> Math.tanh(x) * (1 - t / 2000));
        for (int steps = 1; steps <= 2; steps++) {
            float[] solver = sample(new DpmSolverSampler(SCHEDULE, steps, EPSILON), network, Seeds.of(2, "x", 0));
            float[] ddim = sample(new DdimSampler(SCHEDULE, steps, 0, EPSILON), network, Seeds.of(2, "x", 0));
            for (int i = 0; i < ddim.length; i++) {
                assertEquals(ddim[i], solver[i], 1e-5 * Math.max(1, Math.abs(ddim[i])));
            }
        }
    }

    /** For data of N(m, s^2) the ideal network and the exact solution of the equation are known. */
    @Test
    void convergesToTheExactSolutionForGaussianDataWithSecondOrder() {
        double solver = error(new DpmSolverSampler(SCHEDULE, 20, SAMPLE));
        double ddim = error(new DdimSampler(SCHEDULE, 20, 0, SAMPLE));
        assertTrue(solver < 0.3 * ddim, "20 steps: " + solver + ", DDIM " + ddim);
        double finer = error(new DpmSolverSampler(SCHEDULE, 80, SAMPLE));
        assertTrue(finer < solver / 8, "80 steps: " + finer + ", 20 steps: " + solver);
    }

    /** Returns the largest distance to the exact solution at time 250, at which the sampler asks the network. */
    private static double error(Sampler sampler) {
        double mean = 0.3;
        double variance = 0.04;
        double xT = 1.4;
        double[] at250 = new double[1];
        Denoiser ideal = new Pixelwise(1, (x, time) -> {
            double alphaBar = SCHEDULE.alphaBar((int) time);
            double total = alphaBar * variance + SCHEDULE.noiseVariance((int) time);
            at250[0] = time == 250 ? x : at250[0];
            return mean + Math.sqrt(alphaBar) * variance / total * (x - Math.sqrt(alphaBar) * mean);
        });
        sample(sampler, ideal, new FixedNormals(xT));
        double standardised = (xT - Math.sqrt(SCHEDULE.alphaBar(1000)) * mean) / deviation(1000, variance);
        double exact = Math.sqrt(SCHEDULE.alphaBar(250)) * mean + deviation(250, variance) * standardised;
        return Math.abs(at250[0] - exact);
    }

    private static double deviation(int t, double variance) {
        return Math.sqrt(SCHEDULE.alphaBar(t) * variance + SCHEDULE.noiseVariance(t));
    }

    @Test
    void stepsAreThoseOfTheLogarithmicSignalToNoiseRatio() {
        TimeGrid grid = new TimeGrid(new DiscreteProcess(SCHEDULE, PredictionType.EPSILON), 200, 100);
        double ratio = Math.sqrt(SCHEDULE.alphaBar(100) / SCHEDULE.noiseVariance(100))
                / Math.sqrt(SCHEDULE.alphaBar(200) / SCHEDULE.noiseVariance(200));
        assertEquals(Math.log(ratio), grid.step(0), 1e-12);
    }
}
