package org.effigy.networks;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** A vector in memory of its own, which Java and oneDNN share; knows nothing of ND4J, which then need not be loaded. */
final class HostVector implements FlatVector {
    private final FloatPointer pointer;
    private final FloatBuffer buffer;

    /** Starts with zeros. */
    HostVector(int length) {
        pointer = new FloatPointer((long) length);
        Pointer.memset(pointer, 0, (long) Float.BYTES * length);
        buffer = pointer.asBuffer();
    }

    /** Returns a vector of these values. */
    static HostVector of(float... values) {
        HostVector vector = new HostVector(values.length);
        vector.put(0, values);
        return vector;
    }

    /** Returns where the memory begins; valid as long as the vector is open. */
    FloatPointer pointer() {
        return pointer;
    }

    @Override
    public int length() {
        return buffer.capacity();
    }

    @Override
    public boolean onHost() {
        return true;
    }

    @Override
    public FloatBuffer memory() {
        return buffer;
    }

    @Override
    public float[] values(int from, int count) {
        float[] values = new float[count];
        buffer.get(from, values);
        return values;
    }

    @Override
    public void put(int from, float[] values) {
        buffer.put(from, values);
    }

    @Override
    public FlatVector like() {
        return new HostVector(length());
    }

    @Override
    public void assign(FlatVector other) {
        buffer.put(0, other.memory(), 0, length());
    }

    @Override
    public void close() {
        pointer.close();
    }
}
