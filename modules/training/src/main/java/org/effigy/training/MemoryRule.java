package org.effigy.training;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.effigy.networks.checkpoint.RunMemory;

/**
 * Says from the figures of a run's checkpoints when its model began to remember single images. Either sign suffices:
 *
 * <ul>
 *   <li>The gap between held-out and train loss is above {@link #ERRORS} standard errors at checkpoint after checkpoint, and has
 *       grown from one of them to the next; it began at the first of these.
 *   <li>More of the generated images lie at one training image than chance and likeness explain: the 95 % interval of their share
 *       is above that of the held-out images.
 * </ul>
 */
final class MemoryRule {
    /** By chance a gap of the first checkpoint is above so many standard errors once in 700 runs. */
    static final double ERRORS = 3;

    /** The normal quantile of a 95 % interval. */
    private static final double QUANTILE = 1.959963984540054;

    /** The figures of a step. */
    record At(long step, MemoryFigures figures) {}

    private MemoryRule() {}

    /** Returns what the checkpoints show, the earliest sign; empty while there is none. */
    static Optional<RunMemory> found(List<At> checkpoints) {
        int streak = -1;
        for (int i = 0; i < checkpoints.size(); i++) {
            MemoryFigures now = checkpoints.get(i).figures();
            boolean wide = isWide(now);
            if (wide
                    && streak >= 0
                    && now.gap() > checkpoints.get(i - 1).figures().gap()) {
                return Optional.of(byGap(checkpoints.get(streak), checkpoints.get(i)));
            }
            streak = !wide ? -1 : streak >= 0 ? streak : i;
            if (now.copies().filter(MemoryRule::isAboveHeldOut).isPresent()) {
                return Optional.of(byCopies(checkpoints.get(streak >= 0 ? streak : i), checkpoints.get(i)));
            }
        }
        return Optional.empty();
    }

    /** Returns the first step that remembers or may turn out to do so at the next checkpoint; empty where there is none. */
    static OptionalLong suspectFrom(List<At> checkpoints) {
        Optional<RunMemory> found = found(checkpoints);
        if (found.isPresent()) {
            return OptionalLong.of(found.get().remembersFrom());
        }
        int first = checkpoints.size();
        while (first > 0 && isWide(checkpoints.get(first - 1).figures())) {
            first--;
        }
        return first < checkpoints.size()
                ? OptionalLong.of(checkpoints.get(first).step())
                : OptionalLong.empty();
    }

    private static boolean isWide(MemoryFigures figures) {
        return figures.gap() > ERRORS * figures.gapError();
    }

    private static boolean isAboveHeldOut(MemoryFigures.Copies copies) {
        return wilson(copies.close(), copies.generated(), -1) > wilson(copies.heldOutClose(), copies.heldOut(), 1);
    }

    /** Returns a bound of the 95 % score interval of a share (Wilson 1927); the sign says which. */
    static double wilson(int hits, int n, int sign) {
        double p = (double) hits / n;
        double z = QUANTILE;
        double half = z * Math.sqrt(p * (1 - p) / n + z * z / (4.0 * n * n));
        return (p + z * z / (2.0 * n) + sign * half) / (1 + z * z / n);
    }

    private static RunMemory byGap(At first, At last) {
        return RunMemory.of(
                first.step(),
                String.format(
                        Locale.ROOT,
                        "the loss on held-out images is above that on training images by %.1f standard errors at step %d and"
                                + " %.1f at step %d, and the gap grows",
                        first.figures().gap() / first.figures().gapError(),
                        first.step(),
                        last.figures().gap() / last.figures().gapError(),
                        last.step()));
    }

    private static RunMemory byCopies(At first, At last) {
        MemoryFigures.Copies copies = last.figures().copies().orElseThrow();
        return RunMemory.of(
                first.step(),
                "at step " + last.step() + " " + copies.close() + " of " + copies.generated()
                        + " images made lie at one training image, " + copies.heldOutClose() + " of " + copies.heldOut()
                        + " held-out images do");
    }
}
