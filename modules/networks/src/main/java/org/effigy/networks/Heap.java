package org.effigy.networks;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/** Bulk copies between the heap and a dense, c-ordered array off the heap, which may lie on a graphics card. */
final class Heap {
    private Heap() {}

    /** Returns the array itself where its values lie dense in c-order, a copy otherwise. */
    static INDArray dense(INDArray array) {
        return array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array) ? array : array.dup('c');
    }

    /**
     * Returns the memory of a dense array: a view whose position 0 is the first value.
     *
     * @throws IllegalStateException if ND4J does not compute on the CPU: it would not see what is written here
     */
    static FloatBuffer memory(INDArray dense) {
        if (!Backend.isCpu()) {
            throw new IllegalStateException("an array on a graphics card has no memory that Java could share");
        }
        FloatBuffer buffer = dense.data().asNioFloat();
        int offset = Math.toIntExact(dense.offset());
        return offset == 0 ? buffer : buffer.slice(offset, Math.toIntExact(dense.length()));
    }

    /** Returns the values of a dense array; a copy. */
    static float[] values(INDArray dense) {
        float[] out = new float[Math.toIntExact(dense.length())];
        if (Backend.computesOnHost()) {
            memory(dense).get(0, out);
            return out;
        }
        // On a card a buffer is read from its beginning, so a view is copied first; reading waits for the card.
        INDArray whole = dense.isView() ? dense.dup('c') : dense;
        whole.data().asNioFloat().get(0, out);
        if (whole != dense && whole.closeable()) {
            whole.close();
        }
        return out;
    }

    /** Writes the values of a dense array, or of a view. */
    static void put(INDArray dense, float[] values) {
        if (Backend.computesOnHost()) {
            memory(dense).put(0, values);
            return;
        }
        INDArray from = Nd4j.createFromArray(values);
        dense.assign(from.reshape('c', dense.shape()));
        if (from.closeable()) {
            from.close();
        }
    }
}
