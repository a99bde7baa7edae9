package org.effigy.sampling;

/** How many images to sample at a time where nobody says: enough for all threads, within the memory. It changes no image. */
final class AutomaticBatch {
    /** Values of a batch above one round of the threads; more would only delay the first file. */
    private static final int VALUES = 1 << 16;

    private static final int MOST_IMAGES = 1024;
    /** What samplers hold per value at a time: xt, x0 and the last one in double, predictions, copies. */
    private static final int BYTES_PER_VALUE = 96;
    /** The part of the free heap that a batch may take. */
    private static final int PART = 4;

    private AutomaticBatch() {}

    /**
     * Returns the number of images at a time: whole rounds, in each of which every thread predicts one group. A network's own
     * memory does not depend on it, for it always takes groups of one size.
     *
     * @param round images that all threads predict at once
     * @param imageLength values of an image
     * @param guided whether each image is predicted twice in a step
     * @param freeBytes of heap
     */
    static int of(int round, int imageLength, boolean guided, long freeBytes) {
        int rounds = Math.max(1, (int) Math.min(VALUES / ((long) imageLength * round), MOST_IMAGES / round));
        long perImage = (long) imageLength * BYTES_PER_VALUE * (guided ? 2 : 1);
        long fits = Math.max(1, freeBytes / PART / perImage);
        long batch = Math.min((long) rounds * round, fits);
        return (int) (batch > round ? batch / round * round : batch);
    }

    /** Returns the heap that Java may still fill; its limit follows the memory of the machine or of the container. */
    static long freeBytes() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    }
}
