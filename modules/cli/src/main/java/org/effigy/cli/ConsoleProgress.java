package org.effigy.cli;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.effigy.base.Progress;

/**
 * Progress on the error stream: a bar with rate and time left on a terminal, else a plain line every 10 seconds and every
 * 10 % at most.
 */
final class ConsoleProgress {
    private static final int WIDTH = 100;
    private static final int UPDATE_MILLIS = 500;

    private ConsoleProgress() {}

    /** Returns the factory for this process; the launcher says with a system property whether it has a terminal. */
    static Progress.Factory ofProcess() {
        return Boolean.getBoolean("effigy.terminal") ? bars(System.err) : lines(System.err, System::nanoTime);
    }

    /** Returns progress as bars that are drawn over and over in one line. */
    static Progress.Factory bars(PrintStream err) {
        return (task, unit, total) -> new Bar(ProgressBar.builder()
                .setTaskName(task)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setUnit(" " + unit, 1)
                .setConsumer(new ConsoleProgressBarConsumer(err, WIDTH))
                .showSpeed());
    }

    /** Returns progress as plain lines; the clock counts nanoseconds. */
    static Progress.Factory lines(PrintStream err, LongSupplier clock) {
        return (task, unit, total) -> new Lines(err, clock, task, unit, total);
    }

    /** Returns from where the rate is counted: work that goes on starts with a call above 1. */
    private static long alreadyDone(long firstCount) {
        return firstCount > 1 ? firstCount : 0;
    }

    /** The bar appears with the first call, which tells from where the rate is counted. */
    private static final class Bar implements Progress {
        private final ProgressBarBuilder builder;
        private ProgressBar bar;

        Bar(ProgressBarBuilder builder) {
            this.builder = builder;
        }

        private ProgressBar bar(long first) {
            if (bar == null) {
                bar = builder.startsFrom(first, Duration.ZERO).build();
            }
            return bar;
        }

        @Override
        public void done(long count) {
            bar(alreadyDone(count)).stepTo(count);
        }

        @Override
        public void note(String text) {
            bar(0).setExtraMessage(" " + text);
        }

        @Override
        public void close() {
            if (bar != null) {
                bar.close();
            }
        }
    }

    private static final class Lines implements Progress {
        private static final double SECONDS_BETWEEN = 10;
        private static final double NANOS = 1e9;

        private final PrintStream err;
        private final LongSupplier clock;
        private final String task;
        private final String unit;
        private final long total;
        private final long started;
        private long first = -1;
        private double firstAt;
        private long printed;
        private double printedAt;
        private String note = "";

        Lines(PrintStream err, LongSupplier clock, String task, String unit, long total) {
            this.err = err;
            this.clock = clock;
            this.task = task;
            this.unit = unit;
            this.total = total;
            this.started = clock.getAsLong();
        }

        @Override
        public void done(long count) {
            double seconds = (clock.getAsLong() - started) / NANOS;
            if (first < 0) {
                first = alreadyDone(count);
                firstAt = first == 0 ? 0 : seconds;
                printed = first;
            }
            boolean late = seconds - printedAt >= SECONDS_BETWEEN;
            boolean tenth = total > 0 && seconds - printedAt >= 1 && 10 * count / total > 10 * printed / total;
            if (late || tenth || (count == total && printed != total)) {
                print(count, seconds);
            }
        }

        private void print(long count, double seconds) {
            printed = count;
            printedAt = seconds;
            long percent = total > 0 ? 100 * count / total : 0;
            StringBuilder line = new StringBuilder();
            line.append(task)
                    .append(": ")
                    .append(count)
                    .append(" of ")
                    .append(total)
                    .append(' ')
                    .append(unit);
            line.append(" (").append(percent).append(" %)");
            double rate = (count - first) / Math.max(seconds - firstAt, 1e-3);
            if (rate > 0) {
                line.append(", ").append(rate(rate)).append(' ').append(unit).append("/s");
                if (count < total) {
                    line.append(", ").append(left((long) Math.ceil((total - count) / rate)));
                }
            }
            err.println(note.isEmpty() ? line : line + ", " + note);
        }

        private static String rate(double rate) {
            // String.format loads the locales of the world, which a short command need not wait for.
            return rate < 10
                    ? BigDecimal.valueOf(rate).setScale(2, RoundingMode.HALF_UP).toString()
                    : Long.toString(Math.round(rate));
        }

        @Override
        public void note(String text) {
            note = text;
        }

        @Override
        public void close() {}

        private static String left(long seconds) {
            Duration time = Duration.ofSeconds(seconds);
            if (time.toHours() > 0) {
                return time.toHours() + " h " + time.toMinutesPart() + " min left";
            }
            return time.toMinutes() > 0 ? time.toMinutes() + " min left" : seconds + " s left";
        }
    }
}
