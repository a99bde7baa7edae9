package org.effigy.networks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.effigy.base.InputException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Sets up ND4J where it is needed, and runs the shards of a batch side by side.
 *
 * <p>Each native operation runs in the thread that calls it. A batch is cut into shards, one per worker thread, each
 * with its own replica of the network: the threads meet once per step, not after each of a thousand small operations,
 * which is faster on an idle machine and far faster on a busy one.
 *
 * <p>The threads are spread over devices, neighbours together. A device is a graphics card, which gets one thread, or on
 * the CPU a part of the threads with weights of its own. An array belongs to the device of the thread that made it, so
 * whoever touches one does so in a thread of that device: {@link #call}, {@link #run}.
 */
final class Engine implements AutoCloseable {
    private static final String OPENMP_THREADS = "OMP_NUM_THREADS";

    private final List<ExecutorService> workers = new ArrayList<>();
    private final int devices;

    /** Whether a thread must wait for what it has queued on a card. */
    private final boolean cards;

    /** Sets up ND4J and starts this many worker threads on one device. */
    Engine(int threads) {
        this(threads, 1);
    }

    /** Sets up ND4J and starts worker threads, as many on each of the devices. */
    Engine(int threads, int devices) {
        this(threads, devices, nd4jSetUp(), !Backend.isCpu());
    }

    private Engine(int threads, int devices, IntConsumer first, boolean cards) {
        this.devices = devices;
        this.cards = cards;
        int perDevice = Math.max(1, threads / devices);
        for (int i = 0; i < devices * perDevice; i++) {
            int device = i / perDevice;
            String name = "network-" + i;
            ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task, name);
                thread.setDaemon(true);
                return thread;
            });
            worker.execute(() -> first.accept(device));
            workers.add(worker);
        }
    }

    /**
     * Starts what the machine and the system properties effigy.threads and effigy.workers ask for.
     *
     * @param compiled for oneDNN's programs, not for Deeplearning4j's networks
     */
    static Engine start(boolean compiled) {
        int devices = Backend.workers();
        if (compiled) {
            return ofPrograms(defaultThreads(), devices);
        }
        return new Engine(Backend.isCpu() ? defaultThreads() : devices, devices);
    }

    /**
     * Starts worker threads for oneDNN's programs, as many on each of the devices, without ND4J where the environment has told
     * OpenMP already to use one thread per operation.
     */
    static Engine ofPrograms(int threads, int devices) {
        return "1".equals(System.getenv(OPENMP_THREADS))
                ? new Engine(threads, devices, device -> {}, false)
                : new Engine(threads, devices);
    }

    /** Sets up ND4J and returns what each worker thread does first, given its device. */
    private static IntConsumer nd4jSetUp() {
        Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
        // The periodic collector stops the world for nothing: workspaces hold all that is large.
        Nd4j.getMemoryManager().togglePeriodicGc(false);
        if (!Backend.isCpu()) {
            // Unsafe, says ND4J, for a thread that has arrays on another device; a new one has none.
            return device -> Nd4j.getAffinityManager().unsafeSetDevice(device);
        }
        Nd4j.getEnvironment().setMaxMasterThreads(1);
        Nd4j.factory().blas().setMaxThreads(1);
        // The number of OpenMP threads, which oneDNN obeys, belongs to the calling thread.
        return device -> NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    }

    /** Returns the number of threads to use: the system property {@code effigy.threads}, by default all processors. */
    static int defaultThreads() {
        return Integer.getInteger("effigy.threads", Runtime.getRuntime().availableProcessors());
    }

    int threads() {
        return workers.size();
    }

    int devices() {
        return devices;
    }

    /** Returns the device of a thread, from 0. */
    int device(int thread) {
        return thread * devices / threads();
    }

    /** Returns the first thread of a device. */
    int firstThread(int device) {
        return device * threads() / devices;
    }

    /** Runs the task in a thread and returns its result. */
    <T> T call(int thread, Supplier<T> task) {
        List<T> result = new ArrayList<>(1);
        await(List.of(workers.get(thread).submit(() -> {
            result.add(task.get());
            commit();
        })));
        return result.get(0);
    }

    /** Runs the task for 0..count-1, number i always on thread i modulo the threads, and waits for all. */
    void run(int count, IntConsumer task) {
        List<Future<?>> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int index = i;
            results.add(workers.get(i % workers.size()).submit(() -> {
                task.accept(index);
                commit();
            }));
        }
        await(results);
    }

    /** A share of the work on something that each device has. */
    interface DevicePart {
        /** Does part number {@code part} of {@code parts} for a device. */
        void run(int device, int part, int parts);
    }

    /** Runs the task in all threads: each device's is shared by the threads of that device. */
    void runOnDevices(DevicePart task) {
        run(threads(), thread -> {
            int device = device(thread);
            int first = firstThread(device);
            task.run(device, thread - first, firstThread(device + 1) - first);
        });
    }

    /** Waits for what the thread has queued on a card: another thread may read the result next. */
    private void commit() {
        if (cards) {
            Nd4j.getExecutioner().commit();
        }
    }

    /** Waits for all, even when interrupted: the tasks work on arrays of the caller. */
    private void await(List<Future<?>> results) {
        Throwable failure = null;
        int failed = 0;
        boolean interrupted = false;
        for (int i = 0; i < results.size(); i++) {
            try {
                interrupted |= await(results.get(i));
            } catch (ExecutionException e) {
                // Those that waited for the one that failed have failed, too.
                if (failure == null || failure instanceof BatchSync.Broken) {
                    failure = e.getCause();
                    failed = i;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure instanceof InputException input) {
            throw input;
        }
        if (failure != null) {
            throw new IllegalStateException(
                    "the network failed in shard " + failed + " of " + results.size() + ": " + failure, failure);
        }
        if (interrupted) {
            throw new IllegalStateException("interrupted");
        }
    }

    private static boolean await(Future<?> result) throws ExecutionException {
        boolean interrupted = false;
        while (true) {
            try {
                result.get();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    @Override
    public void close() {
        workers.forEach(ExecutorService::shutdown);
    }
}
