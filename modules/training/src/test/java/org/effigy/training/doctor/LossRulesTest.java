package org.effigy.training.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LossRulesTest {
    /** Losses as those of a DDPM: they fall, and scatter by a log-normal factor. */
    private static double loss(Random random, int step) {
        return (0.03 + 0.5 / (1 + step / 20.0)) * Math.exp(0.35 * random.nextGaussian());
    }

    private static List<Warning> watch(int steps, double[] leaps, double drift) {
        LossRules rules = new LossRules();
        Random random = new Random(3);
        List<Warning> found = new ArrayList<>();
        double mean = Double.NaN;
        for (int step = 1; step <= steps; step++) {
            double loss = loss(random, step) + drift * Math.max(0, step - 1000);
            for (double leap : leaps) {
                loss += step == (int) leap ? 20 : 0;
            }
            mean = step == 1 ? loss : mean + (loss - mean) / Math.min(step, 100);
            rules.spikes(step, loss, mean).ifPresent(found::add);
        }
        return found;
    }

    @Test
    void isSilentOnALossThatFallsAndScatters() {
        assertEquals(List.of(), watch(5000, new double[0], 0));
    }

    @Test
    void isSilentOnLossesThatAreAllOne() {
        LossRules rules = new LossRules();
        for (int step = 1; step <= 400; step++) {
            assertEquals(Optional.empty(), rules.spikes(step, 0.25, 0.25));
        }
    }

    @Test
    void warnsOfRepeatedLeapsAndOfALossThatRises() {
        Warning leaps = watch(1300, new double[] {900, 1000, 1100}, 0).get(0);
        assertEquals(Warning.Kind.LOSS_SPIKES, leaps.kind());
        assertTrue(leaps.advice().contains("learning rate"));
        assertTrue(leaps.step() >= 900 && leaps.step() <= 1100, leaps.text());
        Warning rise = watch(2000, new double[0], 1e-3).get(0);
        assertTrue(rise.found().startsWith("the mean loss is "), rise.found());
    }

    private static List<Warning> gan(double real, double synthetic, double scatter) {
        LossRules rules = new LossRules();
        Random random = new Random(5);
        List<Warning> found = new ArrayList<>();
        for (int step = 1; step <= 300; step++) {
            Map<String, Double> parts = Map.of(
                    "discriminatorReal", real * Math.exp(scatter * random.nextGaussian()),
                    "discriminatorSynthetic", synthetic * Math.exp(scatter * random.nextGaussian()),
                    "generator", 3.0);
            rules.discriminator(step, parts).ifPresent(found::add);
        }
        return found;
    }

    @Test
    void warnsOfADiscriminatorThatIsSureOrTellsNothingApart() {
        Warning sure = gan(1e-4, 1e-3, 0.5).get(0);
        assertEquals(Warning.Kind.DISCRIMINATOR, sure.kind());
        assertEquals(LossRules.WINDOW, sure.step());
        Warning even = gan(Math.log(2), Math.log(2), 0.001).get(0);
        assertTrue(even.found().contains("told nothing apart"), even.found());
    }

    @Test
    void isSilentOnADiscriminatorThatTeaches() {
        assertEquals(List.of(), gan(0.21, 0.5, 0.6));
        assertEquals(List.of(), gan(0.69, 0.69, 0.2));
        assertEquals(Optional.empty(), new LossRules().discriminator(1, Map.of("loss", 0.0)));
    }

    @Test
    void warnsWhereTheAverageIsWorseTwiceInARow() {
        LossRules.Averaged worse = new LossRules.Averaged(0.01, 0.001, 0.05);
        LossRules.Averaged better = new LossRules.Averaged(-0.01, 0.001, 0.05);
        LossRules.Averaged unsure = new LossRules.Averaged(0.01, 0.005, 0.05);
        assertEquals(Optional.empty(), LossRules.average(100, List.of(worse)));
        assertEquals(Optional.empty(), LossRules.average(200, List.of(worse, unsure)));
        assertEquals(Optional.empty(), LossRules.average(300, List.of(worse, better, worse)));
        assertEquals(
                "step 400: on held-out images the loss of the averaged weights is 0.06000, that of the raw ones"
                        + " 0.05000: the average has not caught up; images are made with the average: train for more"
                        + " steps, or in a new run directory with a smaller emaDecay",
                LossRules.average(400, List.of(worse, worse)).orElseThrow().text());
    }
}
