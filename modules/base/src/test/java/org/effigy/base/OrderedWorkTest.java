package org.effigy.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OrderedWorkTest {
    private static final int FILES = 300;
    private static final List<Path> ABSENT = Collections.nCopies(FILES, Path.of("absent"));

    private final List<Integer> order = new ArrayList<>();
    private final AtomicInteger finished = new AtomicInteger();

    private final class Recorded implements OrderedWork.Job {
        private final int number;
        private final int fails;

        Recorded(int number, int fails) {
            this.number = number;
            this.fails = fails;
        }

        @Override
        public void before() {
            // Uneven work, so that threads overtake each other.
            for (int i = 0; i < number * 7919 % 1000; i++) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void inOrder() throws IOException {
            if (number == fails) {
                throw new IOException("planted");
            }
            order.add(number);
        }

        @Override
        public void after() {
            finished.incrementAndGet();
        }
    }

    private List<Recorded> jobs(int fails) {
        return IntStream.range(0, FILES).mapToObj(i -> new Recorded(i, fails)).toList();
    }

    @Test
    void takesTheMiddleStepInTheOrderOfTheFiles() throws IOException {
        OrderedWork.run(ABSENT, jobs(-1), Progress.none());
        assertEquals(IntStream.range(0, FILES).boxed().toList(), order);
        assertEquals(FILES, finished.get());
    }

    @Test
    void aFailureEndsTheWorkAndIsThrown() {
        IOException e = assertThrows(IOException.class, () -> OrderedWork.run(ABSENT, jobs(50), Progress.none()));
        assertEquals("planted", e.getMessage());
        assertEquals(50, order.size());
        assertTrue(finished.get() <= 50);
    }
}
