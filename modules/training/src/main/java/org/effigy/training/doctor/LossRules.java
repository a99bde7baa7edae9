package org.effigy.training.doctor;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.effigy.training.doctor.Warning.Kind;

/** What is wrong with a training by its losses; one object watches one run, step by step. */
public final class LossRules {
    /** Steps that a loss is compared with. */
    static final int WINDOW = 200;

    private static final int LEAST_STEPS = 100;
    /**
     * A spike is this many times as far above the median of the window as nine tenths of its losses are at most. In nine runs of
     * DDPMs and DCGANs, of 480 to 2,600 steps each, no loss was further than 6.4.
     */
    static final double SPIKE = 8;

    private static final int SPIKES = 3;
    private static final int SPIKES_WITHIN = 500;
    /** The moving mean above its lowest value so far; 1.3 at most in those runs. */
    static final double RISE = 2;

    /** A discriminator whose losses, real and synthetic, add up to less has nothing left to teach. */
    static final double SURE = 0.02;

    /** One whose losses are the logarithm of 2, the one for even odds, to within this tells nothing apart. */
    static final double EVEN = 0.005;

    private final double[] losses = new double[WINDOW];
    private final double[] real = new double[WINDOW];
    private final double[] synthetic = new double[WINDOW];
    private int seen;
    private int judged;
    private double lowest = Double.POSITIVE_INFINITY;
    private long[] spikes = new long[0];

    /**
     * Takes one more step; returns what it shows, if anything.
     *
     * @param loss of the step
     * @param meanLoss the moving mean
     */
    public Optional<Warning> spikes(long step, double loss, double meanLoss) {
        Optional<Warning> found = Optional.empty();
        if (seen >= LEAST_STEPS) {
            double[] before = Arrays.copyOf(losses, Math.min(seen, WINDOW));
            Arrays.sort(before);
            double median = before[before.length / 2];
            double high = before[before.length * 9 / 10];
            if (loss - median > SPIKE * Math.max(high - median, 1e-6 + 1e-3 * Math.abs(median))) {
                spikes = Arrays.copyOf(spikes, spikes.length + 1);
                spikes[spikes.length - 1] = step;
            }
            lowest = Math.min(lowest, meanLoss);
            found = judgeSpikes(step, meanLoss);
        }
        losses[seen++ % WINDOW] = loss;
        return found;
    }

    private Optional<Warning> judgeSpikes(long step, double meanLoss) {
        long recent =
                Arrays.stream(spikes).filter(at -> at > step - SPIKES_WITHIN).count();
        boolean rising = lowest > 0 && meanLoss > RISE * lowest;
        if (recent < SPIKES && !rising) {
            return Optional.empty();
        }
        String found = rising
                ? String.format(Locale.ROOT, "the mean loss is %.4f, it was %.4f before", meanLoss, lowest)
                : "the loss leapt far above the last " + WINDOW + " steps' " + recent + " times";
        return Optional.of(new Warning(
                Kind.LOSS_SPIKES,
                step,
                found,
                "train in a new run directory with half the learning rate or a larger batch"));
    }

    /**
     * Takes one more step of a GAN; returns whether its discriminator is of no use to the generator.
     *
     * @param parts of the loss by name; without {@code discriminatorReal} and {@code discriminatorSynthetic} nothing is judged
     */
    public Optional<Warning> discriminator(long step, Map<String, Double> parts) {
        if (!parts.containsKey("discriminatorReal") || !parts.containsKey("discriminatorSynthetic")) {
            return Optional.empty();
        }
        real[judged % WINDOW] = parts.get("discriminatorReal");
        synthetic[judged++ % WINDOW] = parts.get("discriminatorSynthetic");
        if (judged < WINDOW) {
            return Optional.empty();
        }
        double sum = Arrays.stream(real).average().orElseThrow()
                + Arrays.stream(synthetic).average().orElseThrow();
        if (sum < SURE) {
            return Optional.of(new Warning(
                    Kind.DISCRIMINATOR,
                    step,
                    String.format(
                            Locale.ROOT,
                            "the discriminator has been sure of all images for %d steps (losses %.4f), so the generator"
                                    + " learns nothing",
                            WINDOW,
                            sum),
                    "train in a new run directory with a lower learning rate or with more images"));
        }
        boolean even = Arrays.stream(real).allMatch(LossRules::isEven)
                && Arrays.stream(synthetic).allMatch(LossRules::isEven);
        return even
                ? Optional.of(new Warning(
                        Kind.DISCRIMINATOR,
                        step,
                        "the discriminator has told nothing apart for " + WINDOW
                                + " steps, so the generator learns nothing",
                        "train in a new run directory with another seed or a lower learning rate"))
                : Optional.empty();
    }

    private static boolean isEven(double loss) {
        return Math.abs(loss - Math.log(2)) < EVEN;
    }

    /**
     * How the averaged weights compare with the raw ones at a checkpoint, on held-out images under the same noise.
     *
     * @param difference mean loss of the averaged weights minus that of the raw ones
     * @param error its standard error, over patients
     * @param raw mean loss of the raw weights
     */
    public record Averaged(double difference, double error, double raw) {
        /** Standard errors and part of the loss by which the average must be worse. */
        boolean isWorse() {
            return difference > 3 * error && difference > 0.02 * Math.abs(raw);
        }
    }

    /** Warns if the average was worse than the raw weights at both of the last two checkpoints. */
    public static Optional<Warning> average(long step, List<Averaged> checkpoints) {
        int n = checkpoints.size();
        if (n < 2
                || !checkpoints.get(n - 1).isWorse()
                || !checkpoints.get(n - 2).isWorse()) {
            return Optional.empty();
        }
        Averaged last = checkpoints.get(n - 1);
        return Optional.of(new Warning(
                Kind.AVERAGE,
                step,
                String.format(
                        Locale.ROOT,
                        "on held-out images the loss of the averaged weights is %.5f, that of the raw ones"
                                + " %.5f: the average has not caught up",
                        last.raw() + last.difference(),
                        last.raw()),
                "images are made with the average: train for more steps, or in a new run directory with a"
                        + " smaller emaDecay"));
    }
}
