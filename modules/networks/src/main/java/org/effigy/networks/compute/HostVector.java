package org.effigy.networks.compute;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A flat vector of floats off the heap, in memory that Java and oneDNN share: the parameters of a network, their gradient, the
 * state of an optimiser.
 */
public final class HostVector implements AutoCloseable {
    private static final int CHUNK = 1 << 13;

    private final FloatPointer pointer;
    private final FloatBuffer buffer;

    /** Starts with zeros. */
    public HostVector(int length) {
        pointer = new FloatPointer((long) length);
        Pointer.memset(pointer, 0, (long) Float.BYTES * length);
        buffer = pointer.asBuffer();
    }

    /** Returns a vector of these values. */
    public static HostVector of(float... values) {
        HostVector vector = new HostVector(values.length);
        vector.put(0, values);
        return vector;
    }

    /** Returns where the memory begins; valid as long as the vector is open. */
    public FloatPointer pointer() {
        return pointer;
    }

    /** Returns the number of values. */
    public int length() {
        return buffer.capacity();
    }

    /** Returns the memory, in which position 0 is the first value; a view. */
    public FloatBuffer memory() {
        return buffer;
    }

    /** Returns all values; a copy. */
    public float[] values() {
        return values(0, length());
    }

    /** Returns so many values; a copy. */
    public float[] values(int from, int count) {
        float[] values = new float[count];
        buffer.get(from, values);
        return values;
    }

    /** Writes values from this position on. */
    public void put(int from, float[] values) {
        buffer.put(from, values);
    }

    /** Takes over the values of another one of the same length. */
    public void assign(HostVector other) {
        buffer.put(0, other.memory(), 0, length());
    }

    /** Adds the values of another one of the same length. */
    public void add(HostVector other) {
        float[] sum = new float[Math.min(CHUNK, length())];
        float[] more = new float[sum.length];
        for (int from = 0; from < length(); from += CHUNK) {
            int n = Math.min(CHUNK, length() - from);
            buffer.get(from, sum, 0, n);
            other.memory().get(from, more, 0, n);
            for (int i = 0; i < n; i++) {
                sum[i] += more[i];
            }
            buffer.put(from, sum, 0, n);
        }
    }

    @Override
    public void close() {
        pointer.close();
    }
}
