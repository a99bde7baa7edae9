package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.effigy.base.Progress;
import org.junit.jupiter.api.Test;

final class ConsoleProgressTest {
    private static final long SECOND = 1_000_000_000L;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicLong clock = new AtomicLong();

    @Test
    void printsALineEveryTenSecondsWithRateAndTimeLeft() {
        try (Progress progress = lines(1000)) {
            for (int i = 1; i <= 25; i++) {
                clock.addAndGet(SECOND);
                progress.done(2 * i);
            }
        }
        assertEquals(
                "train: 20 of 1000 steps (2 %), 2.00 steps/s, 8 min left\n"
                        + "train: 40 of 1000 steps (4 %), 2.00 steps/s, 8 min left\n",
                printed());
    }

    @Test
    void printsALineEveryTenPercent() {
        try (Progress progress = lines(10)) {
            for (int i = 1; i <= 10; i++) {
                clock.addAndGet(2 * SECOND);
                progress.note("loss 0.5");
                progress.done(i);
            }
        }
        assertEquals(10, printed().lines().count(), printed());
        assertTrue(printed().endsWith("train: 10 of 10 steps (100 %), 0.50 steps/s, loss 0.5\n"), printed());
    }

    @Test
    void doesNotCountWhatWasDoneBeforeAResumption() {
        try (Progress progress = lines(1000)) {
            for (int i = 1; i <= 11; i++) {
                clock.addAndGet(SECOND);
                progress.done(500 + i);
            }
        }
        assertEquals("train: 510 of 1000 steps (51 %), 1.00 steps/s, 8 min left\n", printed());
    }

    @Test
    void saysNothingAboutWorkThatIsDoneAtOnceButItsEnd() {
        try (Progress progress = lines(3)) {
            progress.done(1);
            progress.done(2);
            progress.done(3);
        }
        assertEquals(1, printed().lines().count(), printed());
    }

    @Test
    void drawsABarOnATerminal() {
        try (Progress progress = ConsoleProgress.bars(new PrintStream(bytes, true, StandardCharsets.UTF_8))
                .start("sample", "images", 4)) {
            progress.note("class A");
            progress.done(4);
        }
        assertTrue(printed().contains("sample"), printed());
        assertTrue(printed().contains("4/4"), printed());
        assertTrue(printed().contains("class A"), printed());
    }

    private Progress lines(long total) {
        return ConsoleProgress.lines(new PrintStream(bytes, true, StandardCharsets.UTF_8), clock::get)
                .start("train", "steps", total);
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
