package org.effigy.base;

/**
 * Receives how far a long piece of work is. The command line shows it as a bar with rate and time left; tests and
 * libraries use {@link #none()}. Implementations accept calls from one thread at a time.
 */
public interface Progress extends AutoCloseable {
    /** Says how many of the total are done. */
    void done(long count);

    /** Says something short about the current state, e.g. the loss. */
    void note(String text);

    @Override
    void close();

    /** Starts a {@link Progress}: the task's name, the unit that is counted, and the total. */
    @FunctionalInterface
    interface Factory {
        Progress start(String task, String unit, long total);
    }

    /** Returns a progress that says nothing. */
    static Progress none() {
        return new Progress() {
            @Override
            public void done(long count) {}

            @Override
            public void note(String text) {}

            @Override
            public void close() {}
        };
    }
}
