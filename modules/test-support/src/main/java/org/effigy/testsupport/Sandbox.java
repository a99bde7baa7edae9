package org.effigy.testsupport;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.effigy.base.InputException;

/**
 * Runs work on hostile input on a thread of its own and judges how it ends: well, with an InputException or an
 * IOException, and within its limits of processor time and of allocated memory; anything else is a finding.
 */
public final class Sandbox implements AutoCloseable {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long PATIENCE_SECONDS = 60;
    private static final int STACK_LINES = 8;

    /** What hostile input is given to. */
    @FunctionalInterface
    public interface Work {
        void run() throws IOException;
    }

    /**
     * What the work may use.
     *
     * @param millis of processor time
     * @param bytes allocated on the heap, garbage included
     */
    public record Limits(long millis, long bytes) {}

    private ExecutorService thread = thread();

    private static ExecutorService thread() {
        return Executors.newSingleThreadExecutor(task -> {
            Thread worker = new Thread(task, "hostile input");
            worker.setDaemon(true);
            return worker;
        });
    }

    /** Returns what is wrong with how the work ended, or "". */
    public String run(Work work, Limits limits) {
        Future<String> result = thread.submit(() -> judge(work, limits));
        try {
            return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            // The thread cannot be stopped; another one takes its place.
            String where = Thread.getAllStackTraces().entrySet().stream()
                    .filter(t -> t.getKey().getName().equals("hostile input"))
                    .map(t -> stack(t.getValue()))
                    .collect(Collectors.joining(" | "));
            thread.shutdownNow();
            thread = thread();
            return "still running after " + PATIENCE_SECONDS + " s: " + where;
        } catch (ExecutionException e) {
            return describe(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static String judge(Work work, Limits limits) {
        long id = Thread.currentThread().getId();
        long bytes = THREADS.getThreadAllocatedBytes(id);
        long nanos = THREADS.getThreadCpuTime(id);
        String outcome = "";
        try {
            work.run();
        } catch (InputException | IOException e) {
            outcome = "";
        } catch (Throwable e) {
            outcome = describe(e);
        }
        long millis = (THREADS.getThreadCpuTime(id) - nanos) / 1_000_000;
        long allocated = THREADS.getThreadAllocatedBytes(id) - bytes;
        if (millis > limits.millis()) {
            outcome += " took " + millis + " ms of processor time, allowed are " + limits.millis();
        }
        if (allocated > limits.bytes()) {
            outcome += " allocated " + allocated + " bytes, allowed are " + limits.bytes();
        }
        return outcome;
    }

    private static String describe(Throwable e) {
        return e.getClass().getName() + " at " + stack(e.getStackTrace());
    }

    private static String stack(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .limit(STACK_LINES)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining(" < "));
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
