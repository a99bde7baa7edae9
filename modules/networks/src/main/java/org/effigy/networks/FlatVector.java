package org.effigy.networks;

import java.nio.FloatBuffer;

/**
 * A flat vector of floats off the heap: the parameters of a network, or their gradient. It belongs to the device of the thread
 * that made it; what is said of memory is for those that Java shares.
 */
interface FlatVector extends AutoCloseable {
    int length();

    /** Returns whether Java computes with it, in {@link #memory}; otherwise ND4J does. */
    boolean onHost();

    /**
     * Returns the memory, in which position 0 is the first value; a view.
     *
     * @throws IllegalStateException if it lies on a graphics card
     */
    FloatBuffer memory();

    /** Returns so many values; a copy. */
    float[] values(int from, int count);

    /** Writes values from this position on. */
    void put(int from, float[] values);

    /** Returns another one of the same kind and length, its values not defined. */
    FlatVector like();

    /** Takes over the values of another one of the same kind and length. */
    void assign(FlatVector other);

    /** Gives back the memory, where it is the vector's own. */
    @Override
    void close();

    /** Returns all values; a copy. */
    default float[] values() {
        return values(0, length());
    }
}
