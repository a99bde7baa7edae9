package org.effigy.diffusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.effigy.base.Seeds;
import org.junit.jupiter.api.Test;

class DdimSamplerTest {
    private static final double IDENTITY = 1e-12;
    /** One rounding to float of numbers below 1, and the slopes' products of them. */
    private static final double FLOAT = 3e-7;

    private static final SamplerOptions OPTIONS = SamplerOptions.of(PredictionType.EPSILON);

    @Test
    void etaOneWithAllStepsHasThePosteriorVariance() {
        for (NoiseSchedule schedule : new NoiseSchedule[] {NoiseSchedule.linear(1000), NoiseSchedule.cosine(300)}) {
            DdimSampler sampler = new DdimSampler(schedule, schedule.steps(), 1, OPTIONS);
            for (int t = 1; t <= schedule.steps(); t++) {
                double sigma = sampler.sigma(t, t - 1);
                assertEquals(schedule.posteriorVariance(t), sigma * sigma, IDENTITY);
                // The mean agrees too: x0 and xt enter with the posterior's factors.
                double direction = Math.sqrt(schedule.noiseVariance(t - 1) - sigma * sigma);
                double fromXt = direction / Math.sqrt(schedule.noiseVariance(t));
                double fromX0 = Math.sqrt(schedule.alphaBar(t - 1)) - fromXt * Math.sqrt(schedule.alphaBar(t));
                // A difference of almost equal numbers under a root: half the digits remain where beta is 0.999.
                assertEquals(schedule.posteriorMeanXt(t), fromXt, 1e-9);
                assertEquals(schedule.posteriorMeanX0(t), fromX0, 1e-9);
            }
        }
    }

    @Test
    void etaScalesTheNoiseAndTheLastStepHasNone() {
        NoiseSchedule schedule = NoiseSchedule.linear(1000);
        DdimSampler full = new DdimSampler(schedule, 10, 1, OPTIONS);
        DdimSampler half = new DdimSampler(schedule, 10, 0.5, OPTIONS);
        assertEquals(0.5 * full.sigma(500, 400), half.sigma(500, 400), IDENTITY);
        assertEquals(0, full.sigma(100, 0));
        assertEquals(0, new DdimSampler(schedule, 10, 0, OPTIONS).sigma(500, 400));
    }

    /** What the denoiser sees at the second step, by the one normal number for xT, the one for z, and the x0 it predicts. */
    private static double second(DdimSampler sampler, double xT, double z, float x0) {
        List<Float> seen = new ArrayList<>();
        Denoiser constant = new Denoiser() {
            @Override
            public float[] predict(float[] xt, int[] t, int[] labels) {
                seen.add(xt[0]);
                return new float[] {x0};
            }

            @Override
            public int imageLength() {
                return 1;
            }
        };
        double[] numbers = new double[sampler.timeSteps().length + 1];
        numbers[0] = xT;
        numbers[1] = z;
        sampler.sample(constant, new int[] {Denoiser.NO_CLASS}, new Random[] {new FixedNormals(numbers)});
        return seen.get(1);
    }

    @Test
    void aStepGivesTheNextTimesMarginal() {
        NoiseSchedule schedule = NoiseSchedule.cosine(100);
        SamplerOptions sample = SamplerOptions.of(PredictionType.SAMPLE);
        int t = 100;
        int s = 80;
        for (double eta : new double[] {0, 0.3, 1}) {
            DdimSampler sampler = new DdimSampler(schedule, 5, eta, sample);
            // xs is a straight line in xT, z and x0, so three points give its slopes.
            double fromXt = second(sampler, 1, 0, 0);
            double fromZ = second(sampler, 0, 1, 0);
            double fromX0 = second(sampler, 0, 0, 1);
            double noise = fromXt * fromXt * schedule.noiseVariance(t) + fromZ * fromZ;
            double signal = fromX0 + fromXt * Math.sqrt(schedule.alphaBar(t));
            assertEquals(schedule.noiseVariance(s), noise, FLOAT, "variance with eta " + eta);
            assertEquals(Math.sqrt(schedule.alphaBar(s)), signal, FLOAT, "mean with eta " + eta);
            // DDIM, eq. 16, written out.
            double share = (1 - schedule.alphaBar(s)) / (1 - schedule.alphaBar(t));
            double ancestral = Math.sqrt(share * (1 - schedule.alphaBar(t) / schedule.alphaBar(s)));
            assertEquals(eta * ancestral, fromZ, FLOAT, "noise with eta " + eta);
        }
    }

    @Test
    void withoutEtaOnlyTheFirstNoiseIsDrawn() {
        Denoiser zero = new Denoiser() {
            @Override
            public float[] predict(float[] xt, int[] t, int[] labels) {
                return new float[xt.length];
            }

            @Override
            public int imageLength() {
                return 4;
            }
        };
        NoiseSchedule schedule = NoiseSchedule.linear(50);
        Random used = Seeds.of(9, "noise", 0);
        new DdimSampler(schedule, 10, 0, OPTIONS).sample(zero, new int[] {-1}, new Random[] {used});
        Random expected = Seeds.of(9, "noise", 0);
        Seeds.fillNormal(expected, new float[4]);
        assertEquals(expected.nextGaussian(), used.nextGaussian());

        Random noisy = Seeds.of(9, "noise", 0);
        new DdimSampler(schedule, 10, 1, OPTIONS).sample(zero, new int[] {-1}, new Random[] {noisy});
        assertNotEquals(expected.nextGaussian(), noisy.nextGaussian());
    }
}
