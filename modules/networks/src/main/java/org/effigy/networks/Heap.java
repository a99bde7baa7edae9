package org.effigy.networks;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/** Bulk copies between the heap and a dense, c-ordered array off the heap; the hand-written layers compute in between. */
final class Heap {
    private Heap() {}

    /** Returns the array itself where its values lie dense in c-order, a copy otherwise. */
    static INDArray dense(INDArray array) {
        return array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array) ? array : array.dup('c');
    }

    /** Returns the memory of a dense array: a view whose position 0 is the first value. */
    static FloatBuffer memory(INDArray dense) {
        FloatBuffer buffer = dense.data().asNioFloat();
        int offset = Math.toIntExact(dense.offset());
        return offset == 0 ? buffer : buffer.slice(offset, Math.toIntExact(dense.length()));
    }

    /** Returns the values of a dense array; a copy. */
    static float[] values(INDArray dense) {
        float[] out = new float[Math.toIntExact(dense.length())];
        memory(dense).get(0, out);
        return out;
    }
}
