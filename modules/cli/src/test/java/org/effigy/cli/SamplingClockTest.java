package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.effigy.base.Progress;
import org.junit.jupiter.api.Test;

class SamplingClockTest {
    private Instant now = Instant.ofEpochSecond(1000);

    @Test
    void tellsTheRateAndWhenTheFirstStepWasDone() {
        List<Long> shown = new ArrayList<>();
        SamplingClock clock = new SamplingClock((task, unit, total) -> counting(shown), () -> now);
        try (Progress bar = clock.start("sample", "images", 6)) {
            now = now.plusMillis(500);
            bar.note("step 1 of 2");
            now = now.plusMillis(500);
            bar.note("step 2 of 2");
            now = now.plusMillis(3000);
            bar.done(6);
        }
        assertEquals(
                Optional.of("1.50 images/s, first step done 2.3 s after the start"),
                clock.line(Instant.ofEpochSecond(1000).minusMillis(1800)));
        assertEquals(List.of(6L), shown);
    }

    @Test
    void saysNothingWhereThereWasNothingToDo() {
        SamplingClock clock = new SamplingClock((task, unit, total) -> Progress.none(), () -> now);
        clock.start("sample", "images", 0).close();
        assertEquals(Optional.empty(), clock.line(now));
    }

    private static Progress counting(List<Long> counts) {
        return new Progress() {
            @Override
            public void done(long count) {
                counts.add(count);
            }

            @Override
            public void note(String text) {}

            @Override
            public void close() {}
        };
    }
}
