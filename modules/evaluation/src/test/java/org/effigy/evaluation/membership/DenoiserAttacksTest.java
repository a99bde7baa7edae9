package org.effigy.evaluation.membership;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.effigy.diffusion.Denoiser;
import org.effigy.diffusion.NoiseSchedule;
import org.effigy.diffusion.PredictionType;
import org.effigy.diffusion.TrainedDenoiser;
import org.junit.jupiter.api.Test;

class DenoiserAttacksTest {
    private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear(1000);
    private static final int LENGTH = 16;
    private static final long SEED = 5;

    /** A denoiser of images of so many values, by what it sees in one of them. */
    private static Denoiser denoiser(int length, Eps eps) {
        return new Denoiser() {
            @Override
            public float[] predict(float[] xt, int[] t, int[] labels) {
                float[] out = new float[xt.length];
                for (int i = 0; i < t.length; i++) {
                    double[] x = new double[length];
                    for (int j = 0; j < length; j++) {
                        x[j] = xt[i * length + j];
                    }
                    double[] one = eps.in(x, t[i], labels[i]);
                    for (int j = 0; j < length; j++) {
                        out[i * length + j] = (float) one[j];
                    }
                }
                return out;
            }

            @Override
            public int imageLength() {
                return length;
            }
        };
    }

    private interface Eps {
        double[] in(double[] xt, int t, int label);
    }

    private static TrainedDenoiser trained(int length, Eps eps) {
        return new TrainedDenoiser(denoiser(length, eps), SCHEDULE, PredictionType.EPSILON);
    }

    /** What remembers its images and nothing else: the posterior mean where the data are just these. */
    private static TrainedDenoiser memorising(double[][] members) {
        return trained(members[0].length, (xt, t, label) -> {
            double signal = Math.sqrt(SCHEDULE.alphaBar(t));
            double variance = SCHEDULE.noiseVariance(t);
            double[] exponents = Arrays.stream(members)
                    .mapToDouble(member -> -IntStream.range(0, xt.length)
                                    .mapToDouble(j -> Math.pow(xt[j] - signal * member[j], 2))
                                    .sum()
                            / (2 * variance))
                    .toArray();
            double largest = Arrays.stream(exponents).max().orElseThrow();
            double[] weights =
                    Arrays.stream(exponents).map(e -> Math.exp(e - largest)).toArray();
            double total = Arrays.stream(weights).sum();
            double[] eps = new double[xt.length];
            for (int j = 0; j < eps.length; j++) {
                double x0 = 0;
                for (int m = 0; m < members.length; m++) {
                    x0 += weights[m] / total * members[m][j];
                }
                eps[j] = (xt[j] - signal * x0) / Math.sqrt(variance);
            }
            return eps;
        });
    }

    /** What knows the standard normal distribution and no image: E(eps | xt) = sqrt(1 - alphaBar) xt. */
    private static final TrainedDenoiser KNOWING_NOBODY = trained(LENGTH, (xt, t, label) -> Arrays.stream(xt)
            .map(x -> Math.sqrt(SCHEDULE.noiseVariance(t)) * x)
            .toArray());

    private static double[][] normal(int n, long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, n)
                .mapToObj(i ->
                        random.doubles(LENGTH).map(u -> random.nextGaussian()).toArray())
                .toArray(double[][]::new);
    }

    private static float[] flat(double[][] images) {
        double[] all = Arrays.stream(images).flatMapToDouble(Arrays::stream).toArray();
        float[] out = new float[all.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) all[i];
        }
        return out;
    }

    private static AttackScores ask(Attack attack, double[][] members, double[][] others) {
        double[][] all = IntStream.range(0, members.length + others.length)
                .mapToObj(i -> i < members.length ? members[i] : others[i - members.length])
                .toArray(double[][]::new);
        return new AttackScores(attack.name(), attack.timeSteps(), attack.scores(flat(all), new int[all.length], 0));
    }

    @Test
    void everyAttackTellsTheMembersOfAModelThatRemembersThem() {
        double[][] members = normal(100, 1);
        double[][] others = normal(100, 2);
        Subjects subjects = Subjects.halved(100, IntStream.range(0, 200).toArray(), SEED);
        for (Attack attack : DenoiserAttacks.of(memorising(members), SEED)) {
            AttackResult result = AttackResult.of(
                    ask(attack, members, others), subjects, subjects.of(1), new AttackResult.Chance(SEED, 200, 999));
            // SecMI measures how a walk bends. One that has a single image in view is straight, whoever begins it.
            double least = attack.name().equals("secmi") ? 0.95 : 1;
            assertTrue(result.area().value() >= least, attack.name() + " " + result.area());
            assertTrue(least < 1 || result.truePositives().value() == 1, attack.name() + " " + result.truePositives());
            assertEquals(0.001, result.p(), 1e-12, attack.name());
        }
    }

    @Test
    void noAttackTellsMembersOfAModelThatKnowsNobody() {
        double[][] members = normal(300, 3);
        double[][] others = normal(300, 4);
        Subjects subjects = Subjects.halved(300, IntStream.range(0, 600).toArray(), SEED);
        for (Attack attack : DenoiserAttacks.of(KNOWING_NOBODY, SEED)) {
            AttackResult result = AttackResult.of(
                    ask(attack, members, others), subjects, subjects.of(1), new AttackResult.Chance(SEED, 200, 999));
            assertTrue(result.area().low() < 0.5 && result.area().high() > 0.5, attack.name() + " " + result.area());
            assertTrue(result.p() > 0.01, attack.name() + " " + result.p());
            assertTrue(result.floor().isPresent(), attack.name());
        }
    }

    @Test
    void aDenoiserThatSeesTheNoiseHasNoLossAndAConstantOneItsVariance() {
        int n = 50;
        TrainedDenoiser blind = trained(LENGTH, (xt, t, label) -> new double[LENGTH]);
        double[][] scores = DenoiserAttacks.of(blind, SEED).get(0).scores(flat(normal(n, 1)), new int[n], 0);
        double mean = Arrays.stream(scores[3]).average().orElseThrow();
        assertEquals(-1, mean, 0.1);
        // The image is 0, so that xt is the noise alone.
        TrainedDenoiser seeing = trained(LENGTH, (xt, t, label) -> Arrays.stream(xt)
                .map(x -> x / Math.sqrt(SCHEDULE.noiseVariance(t)))
                .toArray());
        double[][] exact = DenoiserAttacks.of(seeing, SEED).get(0).scores(new float[n * LENGTH], new int[n], 0);
        for (double[] atTime : exact) {
            for (double score : atTime) {
                assertEquals(0, score, 1e-12);
            }
        }
    }

    @Test
    void thePartsOfAPartitionedSetHaveTheSameScores() {
        float[] images = flat(normal(6, 8));
        for (Attack attack : DenoiserAttacks.of(KNOWING_NOBODY, SEED)) {
            double[][] whole = attack.scores(images, new int[6], 0);
            double[][] end = attack.scores(Arrays.copyOfRange(images, 4 * LENGTH, 6 * LENGTH), new int[2], 4);
            for (int time = 0; time < whole.length; time++) {
                assertArrayEquals(Arrays.copyOfRange(whole[time], 4, 6), end[time], attack.name());
            }
        }
    }

    @Test
    void timeStepsStandWhereAlphaBarDoesWhateverTheSchedule() {
        assertArrayEquals(new int[] {28, 67, 98, 145, 203, 259, 368}, DenoiserAttacks.times(SCHEDULE, 0));
        for (NoiseSchedule schedule : List.of(SCHEDULE, NoiseSchedule.cosine(1000), NoiseSchedule.cosine(200))) {
            int[] times = DenoiserAttacks.times(schedule, 0);
            for (int i = 0; i < times.length; i++) {
                assertEquals(DenoiserAttacks.ALPHA_BARS.get(i), schedule.alphaBar(times[i]), 0.005);
            }
        }
        assertArrayEquals(new int[] {28, 67, 98, 145}, DenoiserAttacks.times(SCHEDULE, 0.8));
    }

    @Test
    void scoresAreThoseOfNumpy() {
        Map<String, double[]> golden = Golden.values();
        int length = 6;
        int[] labels = {0, 1, -1, 1};
        TrainedDenoiser model = trained(length, (xt, t, label) -> Arrays.stream(xt)
                .map(x -> Math.tanh(0.7 * x + 0.001 * t) + 0.1 * label)
                .toArray());
        float[] images = new float[labels.length * length];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) Math.sin(3 * (i / length) + i % length);
        }
        for (Attack attack : DenoiserAttacks.of(model, SEED)) {
            if (attack.name().equals("loss")) {
                continue;
            }
            double[][] scores = attack.scores(images, labels, 0);
            for (int time = 0; time < scores.length; time++) {
                double[] expected = golden.get(attack.name() + " " + attack.timeSteps()[time]);
                for (int i = 0; i < labels.length; i++) {
                    // SecMI's distances are squares of differences near the rounding of 32-bit images.
                    double tolerance = attack.name().equals("secmi") ? 0.01 * Math.abs(expected[i]) : 1e-6;
                    assertEquals(expected[i], scores[time][i], tolerance, attack.name());
                }
            }
        }
    }
}
