package org.effigy.networks.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.effigy.base.InputException;

/**
 * The threads that share a batch.
 *
 * <p>Each native operation runs in the thread that calls it. A batch is cut into shards, one per worker thread, each
 * with its own replica of the network: the threads meet once per step, not after each of a thousand small operations,
 * which is faster on an idle machine and far faster on a busy one.
 *
 * <p>The threads are spread over devices, neighbours together. A device is a graphics card, which gets one thread, or on
 * the CPU a part of the threads with weights of its own. An array of an engine belongs to the device of the thread that made
 * it, so whoever touches one does so in a thread of that device: {@link #run}.
 */
public final class Workers implements AutoCloseable {
    /** What an engine asks of the threads. */
    public interface Setup {
        /** Nothing. */
        Setup NONE = new Setup() {};

        /** Is called once in each thread, before all else. */
        default void begin(int device) {}

        /** Waits for what the calling thread has queued: another thread may read the result next. */
        default void commit() {}
    }

    private final List<ExecutorService> threads = new ArrayList<>();
    private final int devices;
    private final Setup setup;
    private final BatchSync sync = new BatchSync();

    /** Starts the threads of a computation, as many on each of its devices. */
    public Workers(Compute compute, Setup setup) {
        this.devices = compute.devices();
        this.setup = setup;
        int perDevice = Math.max(1, compute.threads() / devices);
        for (int i = 0; i < devices * perDevice; i++) {
            int device = i / perDevice;
            String name = "network-" + i;
            ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task, name);
                thread.setDaemon(true);
                return thread;
            });
            worker.execute(() -> setup.begin(device));
            threads.add(worker);
        }
    }

    /** Returns the number of threads, which is the most shards that a batch is cut into. */
    public int count() {
        return threads.size();
    }

    /** Returns the number of devices. */
    public int devices() {
        return devices;
    }

    /** Returns the device of a thread, from 0. */
    public int device(int thread) {
        return thread * devices / count();
    }

    /** Returns the first thread of a device. */
    public int firstThread(int device) {
        return device * count() / devices;
    }

    /** Runs the task for 0..count-1, number i always on thread i modulo the threads, and waits for all. */
    public void run(int count, IntConsumer task) {
        List<Future<?>> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int index = i;
            results.add(threads.get(i % threads.size()).submit(() -> {
                task.accept(index);
                setup.commit();
            }));
        }
        await(results);
    }

    /**
     * Runs the shards of a batch side by side, each in its thread; they may meet by {@link #exchange}.
     *
     * @param shards at most {@link #count}
     */
    public void runShards(int shards, IntConsumer task) {
        sync.start(shards);
        run(shards, shard -> {
            try {
                task.accept(shard);
            } catch (RuntimeException | Error e) {
                sync.fail();
                throw e;
            }
        });
    }

    /** Gives a shard's numbers, waits for all shards of the batch, and returns the numbers of all in the order of the shards. */
    public double[][] exchange(int shard, double[] numbers) {
        return sync.exchange(shard, numbers);
    }

    /** A share of the work on something that each device has. */
    public interface DevicePart {
        /** Does part number {@code part} of {@code parts} for a device. */
        void run(int device, int part, int parts);
    }

    /** Runs the task in all threads: each device's is shared by the threads of that device. */
    public void runOnDevices(DevicePart task) {
        run(count(), thread -> {
            int device = device(thread);
            int first = firstThread(device);
            task.run(device, thread - first, firstThread(device + 1) - first);
        });
    }

    /** Waits for all, even when interrupted: the tasks work on arrays of the caller. */
    private static void await(List<Future<?>> results) {
        Throwable failure = null;
        int failed = 0;
        boolean interrupted = false;
        for (int i = 0; i < results.size(); ) {
            try {
                results.get(i).get();
                i++;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                // Those that waited for the one that failed have failed, too.
                if (failure == null || failure instanceof BatchSync.Broken) {
                    failure = e.getCause();
                    failed = i;
                }
                i++;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure instanceof InputException input) {
            throw input;
        }
        if (failure != null || interrupted) {
            throw new IllegalStateException(
                    failure == null
                            ? "interrupted"
                            : "the network failed in shard " + failed + " of " + results.size() + ": " + failure,
                    failure);
        }
    }

    @Override
    public void close() {
        threads.forEach(ExecutorService::shutdown);
    }
}
