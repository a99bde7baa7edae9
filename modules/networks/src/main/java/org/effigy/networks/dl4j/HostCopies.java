package org.effigy.networks.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/** Bulk copies between the heap and arrays off the heap, which may lie on a graphics card. */
final class HostCopies {
    private HostCopies() {}

    /** Returns the array itself where its values lie dense in c-order, a copy otherwise. */
    static INDArray dense(INDArray array) {
        return array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array) ? array : array.dup('c');
    }

    /** Returns the values in c-order; a copy. Waits for the card. */
    static float[] values(INDArray array) {
        // On a card a buffer is read from its beginning, so a view is copied first.
        INDArray whole = array.isView() ? array.dup('c') : dense(array);
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
