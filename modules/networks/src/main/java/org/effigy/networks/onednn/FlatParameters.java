package org.effigy.networks.onednn;

import java.nio.FloatBuffer;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Parameters by name in one flat vector off the heap, or their gradient laid out the same way. Convolutions are (out, in,
 * height, width), dense layers (out, in).
 */
public final class FlatParameters {
    /** Where a parameter lies in the vector, in floats. */
    public record Place(long offset, int length) {}

    private final FloatPointer memory;
    private final Map<String, Place> places;

    /** Takes a vector, which the caller keeps alive, and the places in it. */
    public FlatParameters(FloatPointer memory, Map<String, Place> places) {
        this.memory = memory;
        this.places = Map.copyOf(places);
    }

    /** Returns the memory of a parameter from this many floats into it. */
    Pointer pointer(String name, long skipped) {
        return memory.getPointer(place(name).offset() + skipped);
    }

    /** Returns the memory of a parameter; a view. */
    FloatBuffer buffer(String name) {
        Place place = place(name);
        FloatPointer start = memory.getPointer(place.offset());
        return start.capacity(place.length()).asBuffer();
    }

    /** Returns the values of a parameter; a copy. */
    float[] values(String name) {
        float[] values = new float[place(name).length()];
        buffer(name).get(0, values);
        return values;
    }

    private Place place(String name) {
        Place place = places.get(name);
        if (place == null) {
            throw new IllegalArgumentException("there is no parameter " + name);
        }
        return place;
    }
}
