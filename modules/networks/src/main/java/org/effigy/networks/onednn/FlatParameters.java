package org.effigy.networks.onednn;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.effigy.networks.compute.HostVector;
import org.effigy.networks.net.Layout;

/** Parameters by name in one flat vector off the heap, which the caller keeps alive, or their gradient laid out the same way. */
record FlatParameters(HostVector vector, Layout layout) {
    /** Returns the memory of a parameter from this many floats into it. */
    Pointer pointer(String name, long skipped) {
        return vector.pointer().getPointer(layout.place(name).offset() + skipped);
    }

    /** Returns the memory of a parameter; a view. */
    FloatBuffer buffer(String name) {
        Layout.Place place = layout.place(name);
        FloatPointer start = vector.pointer().getPointer(place.offset());
        return start.capacity(place.length()).asBuffer();
    }

    /** Returns the values of a parameter; a copy. */
    float[] values(String name) {
        Layout.Place place = layout.place(name);
        return vector.values(place.offset(), place.length());
    }

    /** Writes the values of a parameter. */
    void put(String name, double[] values) {
        FloatBuffer buffer = buffer(name);
        for (int i = 0; i < values.length; i++) {
            buffer.put(i, (float) values[i]);
        }
    }
}
