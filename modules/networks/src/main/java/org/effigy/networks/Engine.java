package org.effigy.networks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Sets up ND4J where it is needed, and runs the shards of a batch side by side.
 *
 * <p>Each native operation runs in the thread that calls it. A batch is cut into shards, one per worker thread, each
 * with its own replica of the network: the threads meet once per step, not after each of a thousand small operations,
 * which is faster on an idle machine and far faster on a busy one.
 */
final class Engine implements AutoCloseable {
    private static final String OPENMP_THREADS = "OMP_NUM_THREADS";

    private final List<ExecutorService> workers = new ArrayList<>();

    /** Sets up ND4J and starts this many worker threads. */
    Engine(int threads) {
        this(threads, nd4jSetUp());
    }

    private Engine(int threads, Runnable first) {
        for (int i = 0; i < threads; i++) {
            String name = "network-" + i;
            ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task, name);
                thread.setDaemon(true);
                return thread;
            });
            worker.execute(first);
            workers.add(worker);
        }
    }

    /**
     * Starts this many worker threads for oneDNN's programs, without ND4J where the environment has told OpenMP already to
     * use one thread per operation.
     */
    static Engine ofPrograms(int threads) {
        return "1".equals(System.getenv(OPENMP_THREADS)) ? new Engine(threads, () -> {}) : new Engine(threads);
    }

    /** Sets up ND4J and returns what each worker thread does first. */
    private static Runnable nd4jSetUp() {
        Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
        // The periodic collector stops the world for nothing: workspaces hold all that is large.
        Nd4j.getMemoryManager().togglePeriodicGc(false);
        Nd4j.getEnvironment().setMaxMasterThreads(1);
        Nd4j.factory().blas().setMaxThreads(1);
        // The number of OpenMP threads, which oneDNN obeys, belongs to the calling thread.
        return () -> NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    }

    /** Returns the number of threads to use: the system property {@code effigy.threads}, by default all processors. */
    static int defaultThreads() {
        return Integer.getInteger("effigy.threads", Runtime.getRuntime().availableProcessors());
    }

    int threads() {
        return workers.size();
    }

    /** Runs the task for 0..count-1, number i always on thread i modulo the threads, and waits for all. */
    void run(int count, IntConsumer task) {
        List<Future<?>> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int index = i;
            results.add(workers.get(i % workers.size()).submit(() -> task.accept(index)));
        }
        RuntimeException failure = null;
        for (Future<?> result : results) {
            try {
                result.get();
            } catch (ExecutionException e) {
                failure = new IllegalStateException("the network failed", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failure = new IllegalStateException("interrupted", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        workers.forEach(ExecutorService::shutdown);
    }
}
