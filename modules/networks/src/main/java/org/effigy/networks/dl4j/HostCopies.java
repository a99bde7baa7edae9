package org.effigy.networks.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Bulk copies between the heap and arrays off the heap, which may lie on a graphics card. */
final class HostCopies {
    private HostCopies() {}

    /** Returns the values in c-order; a copy. Waits for the card. */
    static float[] values(INDArray array) {
        // A buffer is read from its beginning, and a view begins elsewhere.
        INDArray whole = array.dup('c');
        float[] out = new float[Math.toIntExact(whole.length())];
        whole.data().asNioFloat().get(0, out);
        return out;
    }

    /** Returns an array of these values. */
    static INDArray array(float[] values, long... shape) {
        return Nd4j.createFromArray(values).reshape('c', shape);
    }

    /** Returns one value per channel as (1, C, 1, 1). */
    static INDArray channels(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return array(floats, 1, floats.length, 1, 1);
    }
}
