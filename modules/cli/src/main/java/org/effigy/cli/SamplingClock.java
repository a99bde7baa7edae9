package org.effigy.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.effigy.base.Progress;

/** Measures while it hands progress on: when the first denoising step was done, and how many images a second came after it began. */
final class SamplingClock implements Progress.Factory {
    private static final double MILLIS = 1e3;

    private final Progress.Factory progress;
    private final Supplier<Instant> clock;
    private Instant began;
    private Instant firstStep;
    private Instant latest;
    private long images;

    SamplingClock(Progress.Factory progress, Supplier<Instant> clock) {
        this.progress = progress;
        this.clock = clock;
    }

    @Override
    public Progress start(String task, String unit, long total) {
        began = clock.get();
        Progress shown = progress.start(task, unit, total);
        return new Progress() {
            @Override
            public void done(long count) {
                shown.done(count);
                images = count;
                latest = clock.get();
            }

            @Override
            public void note(String text) {
                shown.note(text);
                firstStep = firstStep == null ? clock.get() : firstStep;
            }

            @Override
            public void close() {
                shown.close();
            }
        };
    }

    /** Returns the speed in a line, empty if there was nothing to do; the start is that of the command. */
    Optional<String> line(Instant start) {
        if (images == 0) {
            return Optional.empty();
        }
        BigDecimal rate = BigDecimal.valueOf(images / Math.max(seconds(began, latest), 1e-3));
        StringBuilder line =
                new StringBuilder(rate.setScale(2, RoundingMode.HALF_UP).toPlainString());
        line.append(" images/s");
        if (firstStep != null) {
            BigDecimal first = BigDecimal.valueOf(seconds(start, firstStep));
            line.append(", first step done ")
                    .append(first.setScale(1, RoundingMode.HALF_UP).toPlainString());
            line.append(" s after the start");
        }
        return Optional.of(line.toString());
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / MILLIS;
    }
}
