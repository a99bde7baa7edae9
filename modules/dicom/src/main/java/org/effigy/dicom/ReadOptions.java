package org.effigy.dicom;

import org.effigy.base.Check;

/**
 * How much of a file is read, and the limits that keep a hostile one from using up time or memory.
 *
 * @param headerOnly stop before pixel data (7FE0,0010), (7FE0,0008) and (7FE0,0009) of the data set itself
 * @param maxDepth how deep sequences may nest
 * @param maxElements how many elements, items and fragments the file may have together
 * @param maxBytes how long one value may be, and how much a deflated data set may inflate to
 */
public record ReadOptions(boolean headerOnly, int maxDepth, int maxElements, long maxBytes) {
    public ReadOptions {
        Check.inRange("maxDepth", maxDepth, 0, 1000);
        Check.positive("maxElements", maxElements);
        Check.argument(maxBytes >= 0, () -> "maxBytes is " + maxBytes + ", allowed are 0 and more");
    }

    /** Returns the usual options: everything, within generous limits that adapt to the memory of the Java machine. */
    public static ReadOptions whole() {
        long memory = Runtime.getRuntime().maxMemory();
        int elements = (int) Math.min(2_000_000, memory / 512);
        return new ReadOptions(false, 64, elements, Math.min(memory / 4, Integer.MAX_VALUE - 16));
    }

    /** Returns options that stop at the pixel data. */
    public static ReadOptions header() {
        ReadOptions whole = whole();
        return new ReadOptions(true, whole.maxDepth(), whole.maxElements(), whole.maxBytes());
    }
}
