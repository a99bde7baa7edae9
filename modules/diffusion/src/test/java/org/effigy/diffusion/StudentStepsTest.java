package org.effigy.diffusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.effigy.base.Seeds;
import org.junit.jupiter.api.Test;

/** What a student has to learn of its teacher's steps. */
class StudentStepsTest {
    private static final DiscreteProcess COSINE =
            new DiscreteProcess(NoiseSchedule.cosine(1000), PredictionType.VELOCITY);
    private static final TimeGrid TEACHER = TimeGrid.of(COSINE, 20, Spacing.LOGSNR);
    private static final SamplerOptions FREE =
            SamplerOptions.of(PredictionType.VELOCITY).withClipX0(false);
    private static final List<DiffusionProcess> PROCESSES = List.of(
            COSINE,
            new DiscreteProcess(NoiseSchedule.linear(1000), PredictionType.SAMPLE),
            new DiscreteProcess(NoiseSchedule.cosine(1000).withZeroTerminalSnr(), PredictionType.VELOCITY),
            EdmProcess.of(0.5),
            new FlowProcess());
    /** States are floats. */
    private static final double ROUNDING = 2e-6;

    /** A network of images of one value. */
    private interface Network extends ContinuousDenoiser {
        double at(double x, double t, int label);

        @Override
        default float[] predict(float[] xt, double[] t, int[] labels) {
            float[] out = new float[xt.length];
            for (int i = 0; i < out.length; i++) {
                out[i] = (float) at(xt[i], t[i], labels.length == 0 ? -1 : labels[i]);
            }
            return out;
        }

        @Override
        default int imageLength() {
            return 1;
        }
    }

    private static Random[] noise(int n) {
        Random[] noise = new Random[n];
        Arrays.setAll(noise, i -> Seeds.of(11, "image", i));
        return noise;
    }

    private static int[] labels(int n, int label) {
        int[] labels = new int[n];
        Arrays.fill(labels, label);
        return labels;
    }

    /** The numbers of golden.py, which knows angles only. */
    @Test
    void timesAndTargetsAreThoseOfAnIndependentReference() {
        Map<String, double[]> golden = Golden.values();
        for (int n = 1; n <= 4; n++) {
            assertArrayEquals(
                    golden.get("student times " + n),
                    StudentSteps.of(TEACHER, n).times(),
                    0);
        }
        StudentSteps student = StudentSteps.of(TEACHER, 2);
        Network made = (x, t, label) -> 0.5 * Math.sin(3 * x) - 0.2 * x + t / 10_000;
        Random[] noise = {new FixedStart(0), new FixedStart(1), new FixedStart(2)};
        float[][] states =
                RecordedPath.of(new EulerSampler(TEACHER, FREE), made, student.times(), labels(3, -1), noise);
        for (int k = 0; k < 2; k++) {
            float[] target = student.targets(new int[] {k, k, k}, states[k], states[k + 1]);
            double[] expected = golden.get("student target " + k);
            for (int i = 0; i < 3; i++) {
                assertEquals(expected[i], target[i], ROUNDING, "step " + k);
            }
        }
        double[] image = golden.get("student image");
        for (int i = 0; i < 3; i++) {
            assertEquals(image[i], states[2][i], ROUNDING);
        }
    }

    /** Gives 1.3 sin(k + 1) as its first number. */
    private static final class FixedStart extends Random {
        private static final long serialVersionUID = 1L;
        private final int k;

        FixedStart(int k) {
            this.k = k;
        }

        @Override
        public synchronized double nextGaussian() {
            return 1.3 * Math.sin(k + 1);
        }
    }

    /** With x(t) and x(s) of the same image and noise, the step between them sees that image. */
    @Test
    void aStepBetweenTwoStatesOfAnImageSeesThatImage() {
        for (DiffusionProcess process : PROCESSES) {
            StudentSteps student = StudentSteps.of(TimeGrid.of(process, 20, Spacing.KARRAS), 3);
            double[] times = Arrays.copyOf(student.times(), 4);
            for (int k = 0; k < 3; k++) {
                double from = state(process, times[k], 0.4, -1.7);
                double to = state(process, times[k + 1], 0.4, -1.7);
                assertEquals(0.4, student.x0(k, from, to), 1e-12, process + " step " + k);
            }
        }
    }

    private static double state(DiffusionProcess process, double t, double x0, double eps) {
        return Math.sqrt(process.signalVariance(t)) * x0 + Math.sqrt(process.noiseVariance(t)) * eps;
    }

    /** The x0 of one step in place of several is a mean of those of the several, with weights that are positive and add up to 1. */
    @Test
    void oneStepForManyIsAMeanOfTheImagesSeenOnTheWay() {
        Random random = new Random(3);
        StudentSteps one = new StudentSteps(COSINE, 900, 300);
        StudentSteps many = new StudentSteps(COSINE, 900, 700, 650, 400, 300);
        TimeGrid grid = new TimeGrid(COSINE, 900, 700, 650, 400, 300);
        double start = random.nextGaussian();
        double[] seen = random.doubles(4, -1, 1).toArray();
        double x = start;
        double[] weights = new double[4];
        for (int k = 0; k < 4; k++) {
            double fromX = grid.fromX(k);
            double fromX0 = grid.fromX0(k, fromX);
            double next = fromX * x + fromX0 * seen[k];
            assertEquals(seen[k], many.x0(k, x, next), 1e-12);
            for (int j = 0; j < k; j++) {
                weights[j] *= fromX;
            }
            weights[k] = fromX0;
            x = next;
        }
        double sum = Arrays.stream(weights).sum();
        double mean = 0;
        for (int k = 0; k < 4; k++) {
            assertTrue(weights[k] > 0);
            mean += weights[k] / sum * seen[k];
        }
        assertEquals(mean, one.x0(0, start, x), 1e-12);
    }

    /** Normal data: every step is a straight line in x, so many steps are one line, which the student must follow. */
    @Test
    void onGaussianDataTheTargetIsTheExactCompositionOfTheTeachersSteps() {
        double mean = 0.3;
        double variance = 0.04;
        TimeGrid four = TimeGrid.of(COSINE, 4, Spacing.UNIFORM);
        Network ideal = (x, t, label) -> {
            double alpha = Math.sqrt(COSINE.signalVariance(t));
            double noise = COSINE.noiseVariance(t);
            double x0 = mean + alpha * variance / (alpha * alpha * variance + noise) * (x - alpha * mean);
            return (x0 - COSINE.x0FromXt(t) * x) / COSINE.x0FromPrediction(t);
        };
        StudentSteps student = new StudentSteps(COSINE, 1000, 500);
        float[][] states =
                RecordedPath.of(new EulerSampler(four, FREE), ideal, student.times(), labels(5, -1), noise(5));
        double[] times = {1000, 750, 500, 250, 0};
        for (int k = 0; k < 2; k++) {
            double slope = 1;
            double shift = 0;
            for (int j = 2 * k; j < 2 * k + 2; j++) {
                // The deviation of the noisy data, by which a step of the exact solution would multiply; DDIM's is by
                // parts.
                double alpha = Math.sqrt(COSINE.signalVariance(times[j]));
                double noise = COSINE.noiseVariance(times[j]);
                double alphaNext = Math.sqrt(COSINE.signalVariance(times[j + 1]));
                double ratio = Math.sqrt(COSINE.noiseVariance(times[j + 1]) / noise);
                double gain = alpha * variance / (alpha * alpha * variance + noise);
                double a = ratio + (alphaNext - ratio * alpha) * gain;
                double b = (alphaNext - ratio * alpha) * mean * (1 - gain * alpha);
                slope *= a;
                shift = a * shift + b;
            }
            float[] target = student.targets(new int[] {k, k, k, k, k}, states[k], states[k + 1]);
            for (int i = 0; i < 5; i++) {
                double to = slope * states[k][i] + shift;
                assertEquals(to, states[k + 1][i], ROUNDING);
                double x0 = COSINE.x0FromXt(times[2 * k]) * states[k][i]
                        + COSINE.x0FromPrediction(times[2 * k]) * target[i];
                assertEquals(student.x0(k, states[k][i], to), x0, 20 * ROUNDING);
            }
        }
    }

    /** A student that predicts its targets makes its teacher's images, whatever the process. */
    @Test
    void aPerfectStudentMakesTheTeachersImages() {
        for (DiffusionProcess process : PROCESSES) {
            TimeGrid grid = TimeGrid.of(process, 12, Spacing.LOGSNR);
            Network teacher = (x, t, label) -> {
                double y = x / Math.sqrt(Math.max(1e-12, process.signalVariance(t)) + process.noiseVariance(t));
                double x0 = 0.8 * Math.tanh(2 * y) + 0.1 * label;
                return (x0 - process.x0FromXt(t) * x) / process.x0FromPrediction(t);
            };
            StudentSteps student = StudentSteps.of(grid, 3);
            SamplerOptions clipped = SamplerOptions.of(PredictionType.VELOCITY);
            Sampler many = new DpmSolverSampler(grid, 0, clipped);
            float[][] states = RecordedPath.of(many, teacher, student.times(), labels(4, 1), noise(4));
            int[] call = {0};
            Network perfect = new Network() {
                @Override
                public double at(double x, double t, int label) {
                    throw new AssertionError("called image by image");
                }

                @Override
                public float[] predict(float[] xt, double[] t, int[] labels) {
                    int k = call[0]++;
                    assertEquals(student.times()[k], t[0]);
                    float[] targets = student.targets(labels(4, k), states[k], states[k + 1]);
                    assertArrayEquals(states[k], xt, 1e-5f, process + " step " + k);
                    return targets;
                }
            };
            float[] images = student.sampler(clipped.withClipX0(false)).sample(perfect, labels(4, 1), noise(4));
            assertArrayEquals(states[3], images, 1e-5f, process.toString());
            assertEquals(3, call[0]);
        }
    }

    @Test
    void aWayIsRecordedWithoutChangingItAlsoWithGuidance() {
        Network network = (x, t, label) -> 0.4 * Math.sin(x + label) + t / 5000;
        for (double guidance : new double[] {1, 2.5}) {
            Sampler sampler = new DpmSolverSampler(TEACHER, 0, FREE.withGuidance(guidance));
            float[] images = sampler.sample(network, labels(3, 1), noise(3));
            float[][] states = RecordedPath.of(sampler, network, TEACHER.times(), labels(3, 1), noise(3));
            assertEquals(21, states.length);
            assertArrayEquals(images, states[20]);
            for (int i = 0; i < 3; i++) {
                assertEquals((float) noise(3)[i].nextGaussian(), states[0][i]);
            }
            // The last step leads to the image that is seen in the last state.
            StudentSteps all = new StudentSteps(COSINE, TEACHER.times());
            assertEquals(images[1], all.x0(19, states[19][1], states[20][1]), 1e-6);
            assertEquals(3, states[7].length);
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> RecordedPath.of(
                        new EulerSampler(TEACHER, FREE), network, new double[] {7.5}, labels(1, -1), noise(1)));
    }

    @Test
    void errorsOfTheImageCountBySignalToNoisePlusOne() {
        StudentSteps velocity = new StudentSteps(COSINE, 1000, 469);
        assertEquals(1, velocity.weight(0), 1e-12);
        assertEquals(1, velocity.weight(1), 1e-12);
        NoiseSchedule linear = NoiseSchedule.linear(1000);
        StudentSteps sample = new StudentSteps(new DiscreteProcess(linear, PredictionType.SAMPLE), 1000, 400);
        assertEquals(linear.snr(400) + 1, sample.weight(1), 1e-9);
        StudentSteps flow = new StudentSteps(new FlowProcess(), 1, 0.25);
        assertEquals(0.75 * 0.75 + 0.25 * 0.25, flow.weight(1), 1e-12);
        StudentSteps edm = new StudentSteps(EdmProcess.of(0.5), 80, 1.5);
        assertEquals(0.25 * (1 + 2.25) / (2.25 + 0.25), edm.weight(1), 1e-12);
    }

    @Test
    void aStudentTakesFromOneStepToAsManyAsItsTeacher() {
        assertArrayEquals(TEACHER.times(), StudentSteps.of(TEACHER, 20).times());
        for (int steps : new int[] {0, 21}) {
            IllegalArgumentException refusal =
                    assertThrows(IllegalArgumentException.class, () -> StudentSteps.of(TEACHER, steps));
            assertEquals(
                    "the student's steps are " + steps + ", the teacher takes 20; allowed are 1 to 20",
                    refusal.getMessage());
        }
    }

    @Test
    void anEditStopsWhereADistilledDenoiserDoes() {
        Denoiser known = new Denoiser() {
            @Override
            public float[] predict(float[] xt, int[] t, int[] labels) {
                return new float[xt.length];
            }

            @Override
            public int imageLength() {
                return 1;
            }
        };
        TrainedDenoiser all = new TrainedDenoiser(known, COSINE.schedule(), PredictionType.VELOCITY);
        TrainedDenoiser few = all.knowing(COSINE, 992, 469);
        assertEquals(List.of(469, 992), few.times());
        EditPlan plan = EditPlan.region(50, 1, 2, 5).ofSteps(2);
        assertArrayEquals(new int[] {992, 992, 469}, new EditSampler(few, plan, FREE).timeSteps());
        assertEquals(0, plan.eta());
        assertThrows(IllegalArgumentException.class, () -> new EditSampler(few, EditPlan.wholeImage(3, 1), FREE));
        assertEquals(3, new EditSampler(all, EditPlan.wholeImage(3, 1), FREE).timeSteps().length);
        // Another process' noise levels at DDPM's time steps.
        double sigma = Math.sqrt(NoiseSchedule.linear(1000).noiseVariance(300)
                / NoiseSchedule.linear(1000).alphaBar(300));
        EdmProcess edm = EdmProcess.of(0.5);
        assertEquals(
                List.of(300), TrainedDenoiser.of(known, edm).knowing(edm, sigma).times());
    }
}
