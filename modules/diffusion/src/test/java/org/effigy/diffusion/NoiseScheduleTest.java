package org.effigy.diffusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NoiseScheduleTest {
    /** Identities hold to a few roundings of a double. */
    private static final double IDENTITY = 1e-12;
    /** Relative; numpy computes 1 - alphaBar by subtraction, which loses digits near t = 1. */
    private static final double GOLDEN = 1e-9;

    private static final List<NoiseSchedule> SCHEDULES = List.of(
            NoiseSchedule.linear(1000),
            NoiseSchedule.cosine(1000),
            NoiseSchedule.sigmoid(1000),
            NoiseSchedule.sigmoid(37),
            NoiseSchedule.sigmoid(1),
            NoiseSchedule.linear(37),
            NoiseSchedule.cosine(37),
            NoiseSchedule.linear(1),
            NoiseSchedule.cosine(1),
            NoiseSchedule.of(0.1, 0.5, 0.2),
            NoiseSchedule.linear(1000).respaced(10, 400, 1000));

    @Test
    void agreesWithTheReference() {
        int compared = 0;
        for (Map.Entry<String, double[]> golden : Golden.values().entrySet()) {
            String[] name = golden.getKey().split(" ", -1);
            if (name.length != 2 || !name[0].matches("[a-z]+[0-9]+")) {
                continue;
            }
            String shape = name[0].replaceAll("[0-9]", "");
            NoiseSchedule schedule = NoiseSchedule.named(shape, Integer.parseInt(name[0].substring(shape.length())));
            int t = Integer.parseInt(name[1]);
            double[] actual = {
                schedule.beta(t), schedule.alphaBar(t), schedule.snr(t),
                schedule.posteriorVariance(t), schedule.posteriorMeanX0(t), schedule.posteriorMeanXt(t)
            };
            for (int i = 0; i < actual.length; i++) {
                double expected = golden.getValue()[i];
                assertEquals(expected, actual[i], GOLDEN * Math.abs(expected), golden.getKey() + " value " + i);
            }
            compared++;
        }
        assertEquals(26, compared);
    }

    @Test
    void startsAtTheCleanImage() {
        for (NoiseSchedule schedule : SCHEDULES) {
            assertEquals(1.0, schedule.alphaBar(0));
            assertEquals(0.0, schedule.noiseVariance(0));
            assertEquals(0.0, schedule.posteriorVariance(1));
            assertEquals(1.0, schedule.posteriorMeanX0(1));
            assertEquals(0.0, schedule.posteriorMeanXt(1));
        }
    }

    @Test
    void signalAndNoiseVarianceSumToOne() {
        for (NoiseSchedule schedule : SCHEDULES) {
            double product = 1;
            for (int t = 1; t <= schedule.steps(); t++) {
                product *= schedule.alpha(t);
                assertEquals(1, schedule.alpha(t) + schedule.beta(t), IDENTITY);
                assertEquals(product, schedule.alphaBar(t), IDENTITY);
                assertEquals(1, schedule.alphaBar(t) + schedule.noiseVariance(t), IDENTITY);
            }
        }
    }

    @Test
    void signalFallsAndNoiseGrowsWithEveryStep() {
        for (NoiseSchedule schedule : SCHEDULES) {
            for (int t = 1; t <= schedule.steps(); t++) {
                assertTrue(schedule.beta(t) > 0 && schedule.beta(t) < 1);
                assertTrue(schedule.alphaBar(t) < schedule.alphaBar(t - 1));
                assertTrue(schedule.alphaBar(t) > 0);
                assertTrue(t == 1 || schedule.snr(t) < schedule.snr(t - 1));
                assertTrue(schedule.posteriorVariance(t) < schedule.beta(t));
            }
        }
    }

    @Test
    void posteriorFollowsFromBayesRule() {
        for (NoiseSchedule schedule : SCHEDULES) {
            for (int t = 2; t <= schedule.steps(); t++) {
                double prior = 1 / schedule.noiseVariance(t - 1);
                double likelihood = schedule.alpha(t) / schedule.beta(t);
                double variance = 1 / (prior + likelihood);
                assertEquals(variance, schedule.posteriorVariance(t), IDENTITY);
                assertEquals(
                        variance * prior * Math.sqrt(schedule.alphaBar(t - 1)), schedule.posteriorMeanX0(t), IDENTITY);
                assertEquals(
                        variance * Math.sqrt(schedule.alpha(t)) / schedule.beta(t),
                        schedule.posteriorMeanXt(t),
                        IDENTITY);
            }
        }
    }

    @Test
    void posteriorStepKeepsTheMarginals() {
        for (NoiseSchedule schedule : SCHEDULES) {
            for (int t = 1; t <= schedule.steps(); t++) {
                double fromXt = schedule.posteriorMeanXt(t);
                double mean = schedule.posteriorMeanX0(t) + fromXt * Math.sqrt(schedule.alphaBar(t));
                double variance = fromXt * fromXt * schedule.noiseVariance(t) + schedule.posteriorVariance(t);
                assertEquals(Math.sqrt(schedule.alphaBar(t - 1)), mean, IDENTITY);
                assertEquals(schedule.noiseVariance(t - 1), variance, IDENTITY);
            }
        }
    }

    @Test
    void linearHasTheEndsOfThePaperAndEqualSteps() {
        NoiseSchedule schedule = NoiseSchedule.linear(1000);
        assertEquals(1e-4, schedule.beta(1), 0.0);
        assertEquals(0.02, schedule.beta(1000), IDENTITY);
        for (int t = 2; t <= 1000; t++) {
            assertEquals((0.02 - 1e-4) / 999, schedule.beta(t) - schedule.beta(t - 1), IDENTITY);
        }
    }

    @Test
    void linearEndsAtAlmostPureNoiseForAnyNumberOfSteps() {
        for (int steps : new int[] {1, 2, 10, 50, 100, 400, 1000, 4000}) {
            double last = NoiseSchedule.linear(steps).alphaBar(steps);
            assertTrue(last < 1.001e-3, steps + " steps end at " + last);
        }
        assertEquals(0.999, NoiseSchedule.linear(1).beta(1));
        assertEquals(4.04e-5, NoiseSchedule.linear(1000).alphaBar(1000), 1e-7);
    }

    @Test
    void cosineFollowsItsFormulaWhereBetaIsNotCut() {
        NoiseSchedule schedule = NoiseSchedule.cosine(1000);
        double f0 = Math.pow(Math.cos(0.008 / 1.008 * Math.PI / 2), 2);
        for (int t = 1; t < 1000; t++) {
            double f = Math.pow(Math.cos((t / 1000.0 + 0.008) / 1.008 * Math.PI / 2), 2);
            assertEquals(f / f0, schedule.alphaBar(t), IDENTITY);
        }
        assertEquals(0.999, schedule.beta(1000));
        assertTrue(schedule.alphaBar(1000) > 0);
    }

    /** Lin et al. 2023, algorithm 1, written with alphaBar alone. */
    @Test
    void zeroTerminalSnrShiftsAndStretchesTheSignal() {
        for (NoiseSchedule schedule :
                List.of(NoiseSchedule.linear(1000), NoiseSchedule.sigmoid(50), NoiseSchedule.cosine(2))) {
            int last = schedule.steps();
            NoiseSchedule rescaled = schedule.withZeroTerminalSnr();
            assertEquals(0, rescaled.alphaBar(last));
            assertEquals(0, rescaled.snr(last));
            assertEquals(1, rescaled.noiseVariance(last));
            assertEquals(schedule.alphaBar(1), rescaled.alphaBar(1), IDENTITY);
            double first = Math.sqrt(schedule.alphaBar(1));
            double end = Math.sqrt(schedule.alphaBar(last));
            for (int t = 1; t < last; t++) {
                double root = (Math.sqrt(schedule.alphaBar(t)) - end) / (first - end) * first;
                assertEquals(root * root, rescaled.alphaBar(t), IDENTITY);
                assertEquals(1, rescaled.alphaBar(t) + rescaled.noiseVariance(t), IDENTITY);
                assertTrue(rescaled.beta(t) > 0 && rescaled.beta(t) < 1);
            }
        }
    }

    @Test
    void zeroTerminalSnrStaysWhenStepsAreLeftOut() {
        NoiseSchedule schedule = NoiseSchedule.linear(1000).withZeroTerminalSnr();
        for (int n : new int[] {1, 2, 7, 50}) {
            NoiseSchedule respaced = schedule.respaced(schedule.spaced(n));
            assertEquals(0, respaced.alphaBar(n), IDENTITY);
            assertTrue(respaced.alphaBar(n) >= 0);
        }
    }

    /** 0.5 in the middle, by symmetry, and the slope of the logistic function. */
    @Test
    void sigmoidIsSymmetricAboutItsMiddle() {
        NoiseSchedule schedule = NoiseSchedule.sigmoid(1000);
        assertEquals(0.5, schedule.alphaBar(500), IDENTITY);
        for (int t = 1; t < 500; t++) {
            assertEquals(1, schedule.alphaBar(t) + schedule.alphaBar(1000 - t), IDENTITY);
        }
    }

    @Test
    void spacedStepsAreEqualAndEndAtTheLast() {
        NoiseSchedule schedule = NoiseSchedule.linear(1000);
        assertArrayEquals(new int[] {250, 500, 750, 1000}, schedule.spaced(4));
        assertArrayEquals(new int[] {143, 286, 429, 571, 714, 857, 1000}, schedule.spaced(7));
        assertArrayEquals(new int[] {1000}, schedule.spaced(1));
        assertArrayEquals(new int[] {3, 5, 8, 10}, NoiseSchedule.linear(10).spaced(4));
        assertArrayEquals(new int[] {1, 2, 3}, NoiseSchedule.linear(3).spaced(3));
        assertArrayEquals(new int[] {1}, NoiseSchedule.linear(1).spaced(1));
    }

    @Test
    void spacedStepsAscendForEveryNumberOfSteps() {
        for (int steps : new int[] {1, 2, 50, 97}) {
            NoiseSchedule schedule = NoiseSchedule.cosine(steps);
            for (int n = 1; n <= steps; n++) {
                int[] times = schedule.spaced(n);
                assertEquals(n, times.length);
                assertEquals(steps, times[n - 1]);
                for (int i = 0; i < n; i++) {
                    assertTrue(times[i] > (i == 0 ? 0 : times[i - 1]));
                }
            }
        }
    }

    @Test
    void respacedScheduleHasTheSameSignalAtItsSteps() {
        NoiseSchedule schedule = NoiseSchedule.linear(1000);
        int[] times = schedule.spaced(13);
        NoiseSchedule respaced = schedule.respaced(times);
        assertEquals(13, respaced.steps());
        int previous = 0;
        for (int i = 1; i <= 13; i++) {
            int t = times[i - 1];
            assertEquals(schedule.alphaBar(t), respaced.alphaBar(i), IDENTITY);
            assertEquals(1 - schedule.alphaBar(t) / schedule.alphaBar(previous), respaced.beta(i), IDENTITY);
            previous = t;
        }
        assertSame(schedule, schedule.respaced(schedule.spaced(1000)));
    }

    @Test
    void refusesWhatIsOutOfRange() {
        NoiseSchedule schedule = NoiseSchedule.linear(10);
        List<Runnable> wrong = List.of(
                () -> NoiseSchedule.linear(0),
                () -> NoiseSchedule.cosine(-1),
                () -> NoiseSchedule.named("sigmoidal", 10),
                () -> NoiseSchedule.linear(1).withZeroTerminalSnr(),
                () -> NoiseSchedule.of(),
                () -> NoiseSchedule.of(0.1, 0),
                () -> NoiseSchedule.of(1),
                () -> NoiseSchedule.of(Double.NaN),
                () -> schedule.beta(0),
                () -> schedule.beta(11),
                () -> schedule.alpha(0),
                () -> schedule.alphaBar(-1),
                () -> schedule.alphaBar(11),
                () -> schedule.snr(0),
                () -> schedule.posteriorVariance(0),
                () -> schedule.posteriorMeanX0(0),
                () -> schedule.posteriorMeanXt(11),
                () -> schedule.spaced(0),
                () -> schedule.spaced(11),
                () -> schedule.respaced(),
                () -> schedule.respaced(0, 5),
                () -> schedule.respaced(5, 5),
                () -> schedule.respaced(5, 11));
        for (int i = 0; i < wrong.size(); i++) {
            assertThrows(IllegalArgumentException.class, wrong.get(i)::run, "case " + i);
        }
    }
}
