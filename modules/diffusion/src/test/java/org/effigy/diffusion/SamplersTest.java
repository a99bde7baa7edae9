package org.effigy.diffusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.effigy.base.InputException;
import org.effigy.base.Seeds;
import org.effigy.diffusion.DdpmSampler.Variance;
import org.effigy.testsupport.TensorAssertions;
import org.junit.jupiter.api.Test;

/** What holds for every sampler. */
class SamplersTest {
    /** Relative; images are floats and each of up to 50 steps rounds once. */
    private static final double GOLDEN = 2e-5;

    private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear(50);

    /** Draws 1.3 sin(k + 1), k = 0, 1, ..., as golden.py does. */
    private static final class WaveRandom extends Random {
        private static final long serialVersionUID = 1L;
        private int drawn;

        @Override
        public synchronized double nextGaussian() {
            drawn++;
            return 1.3 * Math.sin(drawn);
        }
    }

    /** The made-up network of golden.py for 50 time steps. */
    private static final class WaveDenoiser implements Denoiser {
        private static final int LENGTH = 3;
        private final List<int[]> times = new ArrayList<>();
        private final List<int[]> labels = new ArrayList<>();

        @Override
        public float[] predict(float[] xt, int[] t, int[] classes) {
            times.add(t.clone());
            labels.add(classes.clone());
            float[] out = new float[xt.length];
            for (int i = 0; i < out.length; i++) {
                int image = i / LENGTH;
                out[i] = (float) (0.6 * Math.sin(2 * xt[i])
                        + 0.2 * xt[i]
                        + 0.3 * t[image] / 50
                        + (i % LENGTH) / 10.0
                        + 0.25 * (classes[image] + 1));
            }
            return out;
        }

        @Override
        public int imageLength() {
            return LENGTH;
        }
    }

    /** Returns every sampler there is, in all its variants; fails when one of {@link Sampler} is left out. */
    private static List<Sampler> samplers(NoiseSchedule schedule, int steps, SamplerOptions options) {
        List<Sampler> samplers = new ArrayList<>();
        for (Variance variance : Variance.values()) {
            samplers.add(new DdpmSampler(schedule, steps, variance, options));
        }
        for (double eta : new double[] {0, 0.5, 1}) {
            samplers.add(new DdimSampler(schedule, steps, eta, options));
        }
        samplers.add(new DpmSolverSampler(schedule, steps, options));
        TimeGrid grid = grid(schedule, steps, options);
        for (double eta : new double[] {0.5, 1}) {
            samplers.add(new DpmSolverSampler(grid, eta, options));
        }
        samplers.add(new EulerSampler(grid, options));
        samplers.add(new HeunSampler(grid, 0, options));
        samplers.add(new UniPcSampler(grid, options));
        assertCoversEverySampler(samplers.stream().map(Object::getClass).collect(Collectors.toSet()));
        return samplers;
    }

    private static TimeGrid grid(NoiseSchedule schedule, int steps, SamplerOptions options) {
        return TimeGrid.of(new DiscreteProcess(schedule, options.prediction()), steps, Spacing.UNIFORM);
    }

    private static void assertCoversEverySampler(Set<? extends Class<?>> classes) {
        assertEquals(Set.of(Sampler.class.getPermittedSubclasses()), classes, "every kind of sampler is tested");
    }

    private static Random[] streams(int n) {
        return IntStream.range(0, n).mapToObj(i -> Seeds.of(5, "noise", i)).toArray(Random[]::new);
    }

    @Test
    void agreeWithTheReference() {
        int compared = 0;
        Set<Class<?>> kinds = new HashSet<>();
        for (Map.Entry<String, double[]> golden : Golden.values().entrySet()) {
            String[] name = golden.getKey().split(" ", -1);
            if (name.length != 7) {
                continue;
            }
            SamplerOptions options = new SamplerOptions(
                    PredictionType.valueOf(name[1]), name[4].equals("clip"), Double.parseDouble(name[6]));
            int steps = Integer.parseInt(name[2]);
            Sampler sampler =
                    switch (name[0]) {
                        case "ddpm" -> new DdpmSampler(SCHEDULE, steps, Variance.valueOf(name[3]), options);
                        case "ddim" -> new DdimSampler(SCHEDULE, steps, Double.parseDouble(name[3]), options);
                        case "dpm-solver++" -> new DpmSolverSampler(SCHEDULE, steps, options);
                        case "dpm-solver++-sde" ->
                            new DpmSolverSampler(grid(SCHEDULE, steps, options), Double.parseDouble(name[3]), options);
                        case "heun" -> new HeunSampler(grid(SCHEDULE, steps, options), 0, options);
                        case "unipc" -> new UniPcSampler(grid(SCHEDULE, steps, options), options);
                        case "euler" -> new EulerSampler(grid(SCHEDULE, steps, options), options);
                        default -> throw new IllegalStateException("golden values of an unknown sampler " + name[0]);
                    };
            kinds.add(sampler.getClass());
            int[] labels = {Integer.parseInt(name[5])};
            float[] actual = sampler.sample(new WaveDenoiser(), labels, new Random[] {new WaveRandom()});
            for (int i = 0; i < 3; i++) {
                double expected = golden.getValue()[i];
                assertEquals(expected, actual[i], GOLDEN * Math.max(1, Math.abs(expected)), golden.getKey());
            }
            compared++;
        }
        assertEquals(672, compared);
        assertCoversEverySampler(kinds);
    }

    @Test
    void callTheDenoiserAtExactlyTheStatedTimeSteps() {
        int[] once = {50, 43, 36, 29, 21, 14, 7};
        int[] twice = {50, 43, 43, 36, 36, 29, 29, 21, 21, 14, 14, 7, 7};
        for (Sampler sampler : samplers(SCHEDULE, 7, SamplerOptions.of(PredictionType.EPSILON))) {
            int[] expected = sampler instanceof HeunSampler ? twice : once;
            WaveDenoiser denoiser = new WaveDenoiser();
            List<Integer> done = new ArrayList<>();
            sampler.sample(denoiser, new int[] {0, -1}, streams(2), done::add);
            assertArrayEquals(expected, sampler.timeSteps());
            assertEquals(List.of(1, 2, 3, 4, 5, 6, 7), done);
            for (int i = 0; i < expected.length; i++) {
                assertArrayEquals(new int[] {expected[i], expected[i]}, denoiser.times.get(i));
                assertArrayEquals(new int[] {0, -1}, denoiser.labels.get(i));
            }
            assertEquals(expected.length, denoiser.times.size());
        }
    }

    @Test
    void withAllStepsVisitEveryTimeOnce() {
        for (Sampler sampler : samplers(SCHEDULE, 50, SamplerOptions.of(PredictionType.EPSILON))) {
            int[] expected = IntStream.rangeClosed(1, 50).map(i -> 51 - i).toArray();
            int[] visited = Arrays.stream(sampler.timeSteps()).distinct().toArray();
            assertArrayEquals(expected, visited);
        }
    }

    @Test
    void guidanceCallsTheDenoiserOnceWithBothHalves() {
        SamplerOptions options = SamplerOptions.of(PredictionType.EPSILON).withGuidance(3);
        for (Sampler sampler : samplers(SCHEDULE, 2, options)) {
            WaveDenoiser denoiser = new WaveDenoiser();
            sampler.sample(denoiser, new int[] {1, -1}, streams(2));
            assertEquals(sampler.times().length, denoiser.labels.size());
            assertArrayEquals(new int[] {1, -1, -1, -1}, denoiser.labels.get(0));
            assertArrayEquals(new int[] {50, 50, 50, 50}, denoiser.times.get(0));
        }
    }

    @Test
    void guidanceOfZeroAndOneNeedNoSecondHalf() {
        SamplerOptions options = SamplerOptions.of(PredictionType.EPSILON);
        WaveDenoiser free = new WaveDenoiser();
        new DdimSampler(SCHEDULE, 2, 0, options.withGuidance(0)).sample(free, new int[] {1, 0}, streams(2));
        assertArrayEquals(new int[] {-1, -1}, free.labels.get(0));
        WaveDenoiser conditional = new WaveDenoiser();
        new DdimSampler(SCHEDULE, 2, 0, options.withGuidance(1)).sample(conditional, new int[] {1, 0}, streams(2));
        assertArrayEquals(new int[] {1, 0}, conditional.labels.get(0));
    }

    @Test
    void guidanceLeavesUnconditionalImagesAlone() {
        SamplerOptions options = SamplerOptions.of(PredictionType.EPSILON);
        List<Sampler> guided = samplers(SCHEDULE, 10, options.withGuidance(4));
        List<Sampler> unguided = samplers(SCHEDULE, 10, options);
        for (int s = 0; s < guided.size(); s++) {
            float[] mixed = guided.get(s).sample(new WaveDenoiser(), new int[] {2, -1}, streams(2));
            float[] plain = unguided.get(s).sample(new WaveDenoiser(), new int[] {2, -1}, streams(2));
            assertArrayEquals(Arrays.copyOfRange(plain, 3, 6), Arrays.copyOfRange(mixed, 3, 6));
            assertFalse(Arrays.equals(Arrays.copyOf(plain, 3), Arrays.copyOf(mixed, 3)));
            // Nor does an unconditional image keep the others from guidance.
            Random[] swapped = {streams(2)[1], streams(2)[0]};
            float[] turned = guided.get(s).sample(new WaveDenoiser(), new int[] {-1, 2}, swapped);
            assertArrayEquals(Arrays.copyOf(mixed, 3), Arrays.copyOfRange(turned, 3, 6));
        }
    }

    @Test
    void batchSizeAndOrderNeverChangeAnImage() {
        for (Sampler sampler : samplers(SCHEDULE, 9, SamplerOptions.of(PredictionType.VELOCITY))) {
            int[] labels = {0, 1, -1, 2, 0};
            float[] batch = sampler.sample(new WaveDenoiser(), labels, streams(5));
            for (int i = 0; i < 5; i++) {
                float[] alone = sampler.sample(new WaveDenoiser(), new int[] {labels[i]}, new Random[] {streams(5)[i]});
                assertArrayEquals(alone, Arrays.copyOfRange(batch, 3 * i, 3 * i + 3), "image " + i);
            }
        }
    }

    @Test
    void returnTheImageItselfWhenTheDatasetIsOneImage() {
        float[] image = {0.25f, -1, 0.875f};
        for (NoiseSchedule schedule : List.of(NoiseSchedule.linear(1000), NoiseSchedule.cosine(200), SCHEDULE)) {
            for (int steps : new int[] {1, 2, 13, 50}) {
                for (PredictionType type : PredictionType.values()) {
                    // The prediction passes through floats: eps is exact to 1e-7, and 160 times worse as x0 at T.
                    double atol = type == PredictionType.SAMPLE ? 0 : type == PredictionType.VELOCITY ? 1e-6 : 2e-5;
                    SamplerOptions options = SamplerOptions.of(type);
                    for (Sampler sampler : samplers(schedule, steps, options)) {
                        float[] actual = sampler.sample(perfectFor(schedule, type, image), new int[] {-1}, streams(1));
                        if (steps > 1 || type != PredictionType.EPSILON) {
                            TensorAssertions.assertClose(actual, image, atol);
                        }
                    }
                }
            }
        }
    }

    @Test
    void guidanceOfThePredictedImageLeadsEverySamplerThereAndWithoutItNothingChanges() {
        float[] image = {0.25f, -1, 0.875f};
        float[] elsewhere = {0.5f, -0.75f, 0};
        X0Guidance guidance = (x0, length) -> {
            double[] out = new double[x0.length];
            for (int i = 0; i < out.length; i++) {
                out[i] = x0[i] + elsewhere[i % length] - image[i % length];
            }
            return out;
        };
        SamplerOptions plain = SamplerOptions.of(PredictionType.SAMPLE);
        List<Sampler> unguided = samplers(SCHEDULE, 13, plain);
        List<Sampler> none = samplers(SCHEDULE, 13, plain.withX0Guidance((x0, length) -> x0));
        List<Sampler> guided = samplers(SCHEDULE, 13, plain.withX0Guidance(guidance));
        for (int i = 0; i < guided.size(); i++) {
            Denoiser perfect = perfectFor(SCHEDULE, PredictionType.SAMPLE, image);
            // x0 is a double here, and the images are floats.
            TensorAssertions.assertClose(guided.get(i).sample(perfect, new int[] {-1}, streams(1)), elsewhere, 1e-6);
            assertArrayEquals(
                    unguided.get(i).sample(new WaveDenoiser(), new int[] {0, 1}, streams(2)),
                    none.get(i).sample(new WaveDenoiser(), new int[] {0, 1}, streams(2)));
        }
    }

    private static Denoiser perfectFor(NoiseSchedule schedule, PredictionType type, float[] image) {
        return denoiser(image.length, (xt, t, i) -> {
            double alphaBar = schedule.alphaBar(t);
            double eps = (xt - Math.sqrt(alphaBar) * image[i]) / Math.sqrt(schedule.noiseVariance(t));
            return type.target(image[i], eps, alphaBar);
        });
    }

    @Test
    void reproduceMeanAndDeviationOfGaussianData() {
        double mean = 0.4;
        double deviation = 0.15;
        int values = 8_000;
        NoiseSchedule schedule = NoiseSchedule.linear(1000);
        Denoiser optimal = denoiser(values, (xt, t, i) -> {
            // E[eps | xt] of jointly Gaussian x0 and xt.
            double alphaBar = schedule.alphaBar(t);
            double variance = alphaBar * deviation * deviation + schedule.noiseVariance(t);
            return Math.sqrt(schedule.noiseVariance(t)) * (xt - Math.sqrt(alphaBar) * mean) / variance;
        });
        SamplerOptions options = SamplerOptions.of(PredictionType.EPSILON).withClipX0(false);
        for (Sampler sampler : samplers(schedule, 1000, options)) {
            float[] x = sampler.sample(optimal, new int[] {-1}, streams(1));
            double sum = 0;
            double squares = 0;
            for (float v : x) {
                sum += v;
                squares += (v - mean) * (v - mean);
            }
            // Four standard errors (0.0067 and 3 %), and what 1000 steps lose: the posterior variance is a lower bound.
            assertEquals(mean, sum / values, 0.007);
            assertEquals(deviation, Math.sqrt(squares / values), 0.04 * deviation);
        }
    }

    private interface Pointwise {
        double predict(double xt, int t, int pixel);
    }

    private static Denoiser denoiser(int length, Pointwise function) {
        return new Denoiser() {
            @Override
            public float[] predict(float[] xt, int[] t, int[] labels) {
                float[] out = new float[xt.length];
                for (int i = 0; i < out.length; i++) {
                    out[i] = (float) function.predict(xt[i], t[i / length], i % length);
                }
                return out;
            }

            @Override
            public int imageLength() {
                return length;
            }
        };
    }

    @Test
    void ddimWithEtaOneIsAncestralSampling() {
        for (int steps : new int[] {5, 50}) {
            SamplerOptions options = SamplerOptions.of(PredictionType.EPSILON);
            int[] labels = {1, 0};
            float[] ddim = new DdimSampler(SCHEDULE, steps, 1, options).sample(new WaveDenoiser(), labels, streams(2));
            float[] ddpm = new DdpmSampler(SCHEDULE, steps, Variance.POSTERIOR, options)
                    .sample(new WaveDenoiser(), labels, streams(2));
            TensorAssertions.assertClose(ddim, ddpm, GOLDEN);
        }
    }

    @Test
    void clippedImagesStayInRangeAndUnclippedOnesDoNot() {
        Denoiser wild = denoiser(4, (xt, t, i) -> 3 * (i - 1.5));
        SamplerOptions options = SamplerOptions.of(PredictionType.SAMPLE);
        for (Sampler sampler : samplers(SCHEDULE, 10, options)) {
            float[] image = sampler.sample(wild, new int[] {-1}, streams(1));
            assertArrayEquals(new float[] {-1, -1, 1, 1}, image);
        }
        for (Sampler sampler : samplers(SCHEDULE, 10, options.withClipX0(false))) {
            float[] image = sampler.sample(wild, new int[] {-1}, streams(1));
            assertArrayEquals(new float[] {-4.5f, -1.5f, 1.5f, 4.5f}, image);
        }
    }

    @Test
    void oneTimeStepIsEnough() {
        for (NoiseSchedule schedule : List.of(NoiseSchedule.linear(1), NoiseSchedule.cosine(1))) {
            for (Sampler sampler : samplers(schedule, 1, SamplerOptions.of(PredictionType.SAMPLE))) {
                assertArrayEquals(new int[] {1}, sampler.timeSteps());
                float[] image = sampler.sample(denoiser(2, (xt, t, i) -> 0.5), new int[] {-1}, streams(1));
                assertArrayEquals(new float[] {0.5f, 0.5f}, image);
            }
        }
    }

    @Test
    void anEmptyBatchIsEmpty() {
        for (Sampler sampler : samplers(SCHEDULE, 3, SamplerOptions.of(PredictionType.SAMPLE))) {
            assertEquals(0, sampler.sample(new WaveDenoiser(), new int[0], new Random[0]).length);
        }
    }

    @Test
    void aPredictionThatIsNotFiniteStopsWithTheStep() {
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            Denoiser diverged = denoiser(2, (xt, t, i) -> t == 29 && i == 1 ? value : 0);
            for (Sampler sampler : samplers(SCHEDULE, 7, SamplerOptions.of(PredictionType.EPSILON))) {
                InputException e = assertThrows(
                        InputException.class, () -> sampler.sample(diverged, new int[] {-1, -1}, streams(2)));
                assertTrue(
                        e.getMessage().contains("image 0") && e.getMessage().contains("time step 29"), e.getMessage());
            }
        }
    }

    @Test
    void refuseWrongArguments() {
        SamplerOptions options = SamplerOptions.of(PredictionType.EPSILON);
        Sampler sampler = new DdimSampler(SCHEDULE, 5, 0, options);
        Denoiser shortOne = denoiser(3, (xt, t, i) -> 0);
        Denoiser wrongLength = new Denoiser() {
            @Override
            public float[] predict(float[] xt, int[] t, int[] labels) {
                return new float[xt.length - 1];
            }

            @Override
            public int imageLength() {
                return 3;
            }
        };
        List<Runnable> wrong = List.of(
                () -> new DdimSampler(SCHEDULE, 0, 0, options),
                () -> new DdimSampler(SCHEDULE, 51, 0, options),
                () -> new DdimSampler(SCHEDULE, 5, -0.1, options),
                () -> new DdimSampler(SCHEDULE, 5, 1.1, options),
                () -> new DdimSampler(SCHEDULE, 5, Double.NaN, options),
                () -> new DdpmSampler(SCHEDULE, 0, Variance.BETA, options),
                () -> new DdpmSampler(SCHEDULE, 51, Variance.BETA, options),
                () -> new DpmSolverSampler(SCHEDULE, 0, options),
                () -> new DpmSolverSampler(SCHEDULE, 51, options),
                () -> options.withGuidance(-1),
                () -> options.withGuidance(Double.NaN),
                () -> sampler.sample(shortOne, new int[] {0, 1}, streams(1)),
                () -> sampler.sample(shortOne, new int[] {-2}, streams(1)),
                () -> sampler.sample(wrongLength, new int[] {0}, streams(1)));
        for (int i = 0; i < wrong.size(); i++) {
            assertThrows(IllegalArgumentException.class, wrong.get(i)::run, "case " + i);
        }
    }
}
