package org.effigy.diffusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.effigy.base.Seeds;
import org.effigy.diffusion.EditSampler.Original;
import org.junit.jupiter.api.Test;

class EditSamplerTest {
    private static final NoiseSchedule SCHEDULE = NoiseSchedule.cosine(100);
    private static final float[] IMAGE = {0.1f, -0.7f, 1, -1, 0.333333f, 0};
    private static final boolean[] REGION = {false, true, true, false, false, false};
    private static final boolean[] EVERYWHERE = {};
    private static final int[] LABELS = {Denoiser.NO_CLASS, Denoiser.NO_CLASS};

    /** Predicts noise that depends on what it sees, so that images differ. */
    private static final class Wave implements Denoiser {
        private final List<Integer> times = new ArrayList<>();

        @Override
        public float[] predict(float[] xt, int[] t, int[] labels) {
            times.add(t[0]);
            float[] out = new float[xt.length];
            for (int i = 0; i < out.length; i++) {
                out[i] = (float) (0.7 * Math.sin(2 * xt[i]) + 0.2 * t[0] / 100);
            }
            return out;
        }

        @Override
        public int imageLength() {
            return IMAGE.length;
        }
    }

    private static Random[] streams() {
        return IntStream.range(0, LABELS.length)
                .mapToObj(i -> Seeds.of(5, "noise", i))
                .toArray(Random[]::new);
    }

    private static float[] edited(EditPlan plan, PredictionType type, boolean[] region) {
        return new EditSampler(SCHEDULE, plan, SamplerOptions.of(type))
                .sample(new Wave(), new Original(IMAGE, region), LABELS, streams(), step -> {});
    }

    @Test
    void whatLiesOutsideTheRegionIsTheImageToTheLastBitWhateverTheSettings() {
        for (PredictionType type : PredictionType.values()) {
            for (EditPlan plan : List.of(
                    EditPlan.region(10, 1, 1, 1),
                    EditPlan.region(10, 1, 3, 2),
                    EditPlan.region(7, 0.5, 2, 3),
                    new EditPlan(10, 1, 0, 1, 1),
                    new EditPlan(1, 1, 1, 1, 1))) {
                float[] out = edited(plan, type, REGION);
                for (int i = 0; i < out.length; i++) {
                    int pixel = i % IMAGE.length;
                    if (!REGION[pixel]) {
                        assertEquals(IMAGE[pixel], out[i], type + " " + plan + " at " + i);
                    }
                }
                assertTrue(out[1] != IMAGE[1], "the region is made anew");
            }
        }
    }

    @Test
    void strengthZeroReturnsTheImageAndAsksNothing() {
        EditPlan plan = EditPlan.wholeImage(20, 0);
        Wave wave = new Wave();
        float[] out = new EditSampler(SCHEDULE, plan, SamplerOptions.of(PredictionType.EPSILON))
                .sample(wave, new Original(IMAGE, EVERYWHERE), LABELS, streams(), step -> {});
        for (int i = 0; i < out.length; i++) {
            assertEquals(IMAGE[i % IMAGE.length], out[i]);
        }
        assertEquals(List.of(), wave.times);
        assertEquals(0, plan.evaluations());
    }

    @Test
    void strengthOneIsPlainSamplingBitForBit() {
        for (double eta : new double[] {0, 0.5, 1}) {
            for (PredictionType type : PredictionType.values()) {
                SamplerOptions options = SamplerOptions.of(type);
                float[] plain = new DdimSampler(SCHEDULE, 10, eta, options).sample(new Wave(), LABELS, streams());
                float[] out = edited(new EditPlan(10, 1, eta, 1, 1), type, EVERYWHERE);
                assertArrayEquals(plain, out, type + " " + eta);
            }
        }
    }

    @Test
    void theWeakerTheEditTheNearerTheImage() {
        double last = -1;
        for (double strength : new double[] {0, 0.1, 0.3, 0.6}) {
            float[] out = edited(EditPlan.wholeImage(20, strength), PredictionType.SAMPLE, EVERYWHERE);
            double distance = 0;
            for (int i = 0; i < out.length; i++) {
                distance += Math.abs(out[i] - IMAGE[i % IMAGE.length]);
            }
            assertTrue(distance > last, strength + ": " + distance + " after " + last);
            last = distance;
        }
    }

    @Test
    void goesTheWayOfRePaint() {
        // get_schedule_jump(t_T=6, n_sample=1, jump_length=2, jump_n_sample=2) of RePaint's code gives 5 4 3 2 3 4 3 2
        // 1 0 1 2 1 0
        // -1; it counts the first level of noise as 0.
        int[] expected = {6, 5, 4, 3, 4, 5, 4, 3, 2, 1, 2, 3, 2, 1, 0};
        assertArrayEquals(expected, new EditPlan(6, 1, 1, 2, 2).levels());
        assertArrayEquals(new int[] {3, 2, 1, 0}, new EditPlan(6, 0.5, 1, 1, 2).levels());
        assertArrayEquals(new int[] {0}, new EditPlan(6, 0, 1, 9, 2).levels());
    }

    @Test
    void asksAtTheTimeStepsThatItNames() {
        EditPlan plan = new EditPlan(4, 0.75, 1, 2, 1);
        EditSampler sampler = new EditSampler(SCHEDULE, plan, SamplerOptions.of(PredictionType.EPSILON));
        Wave wave = new Wave();
        List<Integer> heard = new ArrayList<>();
        sampler.sample(wave, new Original(IMAGE, REGION), LABELS, streams(), heard::add);
        assertEquals(List.of(75, 75, 50, 50, 25), wave.times);
        assertArrayEquals(wave.times.stream().mapToInt(Integer::intValue).toArray(), sampler.timeSteps());
        assertEquals(heard.size(), plan.evaluations());
        assertEquals(wave.times.size(), heard.get(heard.size() - 1));
    }

    /**
     * Values of a Gaussian with deviation 1 and correlation 0.8, of which the second is known to be 1.2: the first has mean 0.96
     * and deviation 0.6. The denoiser is the exact one of that distribution, the mean of x0 given xt.
     */
    @Test
    void fillsARegionAsTheExactConditionalDistributionSays() {
        double correlation = 0.8;
        float known = 1.2f;
        Denoiser exact = new Denoiser() {
            @Override
            public float[] predict(float[] xt, int[] t, int[] labels) {
                float[] out = new float[xt.length];
                double a = SCHEDULE.alphaBar(t[0]);
                // Covariance of xt: 1 and a rho; of x0 with xt: sqrt(a) (1, rho).
                double c = a * correlation;
                double det = 1 - c * c;
                for (int i = 0; i < out.length; i += 2) {
                    double u = (xt[i] - c * xt[i + 1]) / det;
                    double v = (xt[i + 1] - c * xt[i]) / det;
                    out[i] = (float) (Math.sqrt(a) * (u + correlation * v));
                    out[i + 1] = (float) (Math.sqrt(a) * (correlation * u + v));
                }
                return out;
            }

            @Override
            public int imageLength() {
                return 2;
            }
        };
        SamplerOptions options = SamplerOptions.of(PredictionType.SAMPLE).withClipX0(false);
        Original original = new Original(new float[] {0, known}, new boolean[] {true, false});
        int n = 4000;
        int[] labels = IntStream.generate(() -> Denoiser.NO_CLASS).limit(n).toArray();
        double[] once = moments(EditPlan.region(100, 1, 1, 1), exact, original, labels, options);
        double[] often = moments(EditPlan.region(100, 1, 10, 10), exact, original, labels, options);
        // Replacing what is known forgets what the unknown says of it, which going back and forth repairs: RePaint,
        // section 4.2.
        assertEquals(0.96, often[0], 0.06);
        assertEquals(0.6, often[1], 0.06);
        assertTrue(
                Math.abs(often[0] - 0.96) < Math.abs(once[0] - 0.96),
                "mean " + once[0] + " without, " + often[0] + " with resampling");
    }

    private static double[] moments(
            EditPlan plan, Denoiser denoiser, Original original, int[] labels, SamplerOptions options) {
        Random[] noise = IntStream.range(0, labels.length)
                .mapToObj(i -> Seeds.of(7, "noise", i))
                .toArray(Random[]::new);
        float[] out = new EditSampler(SCHEDULE, plan, options).sample(denoiser, original, labels, noise, step -> {});
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < out.length; i += 2) {
            sum += out[i];
            squares += out[i] * out[i];
        }
        double mean = sum / labels.length;
        return new double[] {mean, Math.sqrt(squares / labels.length - mean * mean)};
    }

    @Test
    void refusesMoreStepsThanTheProcessHas() {
        SamplerOptions options = SamplerOptions.of(PredictionType.EPSILON);
        EditPlan plan = EditPlan.wholeImage(101, 1);
        assertThrows(IllegalArgumentException.class, () -> new EditSampler(SCHEDULE, plan, options));
        assertThrows(IllegalArgumentException.class, () -> EditPlan.wholeImage(10, 1.1));
        assertThrows(IllegalArgumentException.class, () -> new Original(IMAGE, new boolean[2]));
    }
}
