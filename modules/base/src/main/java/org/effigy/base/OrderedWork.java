package org.effigy.base;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Works on many files on all cores, with one step in each that is taken in the order of the files, such as choosing a name.
 * Files whose sizes together would fill the memory wait for each other.
 */
public final class OrderedWork {
    private static final int MOST_THREADS = 8;
    /** How much memory a file takes on its way, as a multiple of its size. */
    private static final int MEMORY_PER_BYTE = 4;

    private static final long UNIT = 1 << 20;

    /** One file's way: what comes before the ordered step, that step, and what comes after. */
    public interface Job {
        /** Prepares; the thread holds nothing. */
        void before() throws IOException;

        /** Runs for one file after the other, in order. */
        void inOrder() throws IOException;

        /** Finishes. */
        void after() throws IOException;
    }

    private final List<Path> files;
    private final List<? extends Job> jobs;
    private final Progress progress;
    private final Semaphore memory;
    private final int allMemory;
    private final int[] taken;
    private int picked;
    private int turn;
    private int done;
    private Throwable failure;

    private OrderedWork(List<Path> files, List<? extends Job> jobs, Progress progress) {
        this.files = files;
        this.jobs = jobs;
        this.progress = progress;
        this.allMemory = (int) Math.max(1, Runtime.getRuntime().maxMemory() / 2 / UNIT);
        this.memory = new Semaphore(allMemory);
        this.taken = new int[jobs.size()];
    }

    /**
     * Runs one job per file; a job that throws ends the work, after those in progress.
     *
     * @throws InterruptedIOException if the calling thread is interrupted
     */
    public static void run(List<Path> files, List<? extends Job> jobs, Progress progress) throws IOException {
        new OrderedWork(files, jobs, progress).run();
    }

    private void run() throws IOException {
        int count = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Math.min(count, jobs.size()); i++) {
            Thread thread = new Thread(this::work, "files-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            threads.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        rethrow();
    }

    private void rethrow() throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        if (failure != null) {
            throw new IOException(failure);
        }
    }

    private void work() {
        try {
            for (int index = pick(); index >= 0; index = pick()) {
                try {
                    one(index);
                } finally {
                    memory.release(taken[index]);
                }
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** Takes the next file and, before anybody takes a later one, the memory for it; -1 if there is none. */
    private int pick() throws InterruptedException {
        synchronized (memory) {
            int index;
            synchronized (this) {
                if (picked == jobs.size() || failure != null) {
                    return -1;
                }
                index = picked++;
            }
            taken[index] = units(index);
            memory.acquire(taken[index]);
            return index;
        }
    }

    private int units(int index) {
        long bytes;
        try {
            bytes = Files.size(files.get(index));
        } catch (IOException e) {
            bytes = 0;
        }
        return (int) Math.min(allMemory, 1 + bytes * MEMORY_PER_BYTE / UNIT);
    }

    private void one(int index) throws IOException, InterruptedException {
        Job job = jobs.get(index);
        job.before();
        synchronized (this) {
            while (turn != index && failure == null) {
                wait();
            }
            if (failure != null) {
                return;
            }
            job.inOrder();
            turn++;
            notifyAll();
        }
        job.after();
        synchronized (this) {
            progress.done(++done);
        }
    }

    private synchronized void fail(Throwable e) {
        failure = failure == null ? e : failure;
        notifyAll();
    }
}
