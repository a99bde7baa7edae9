package org.effigy.networks;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A dense array of ND4J, which may lie on a graphics card, as a vector.
 *
 * @param array (length) or (1, length), kept alive by whoever made it
 */
record ArrayVector(INDArray array) implements FlatVector {
    /** Returns the array of a vector that ND4J computes with; a view. */
    static INDArray array(FlatVector vector) {
        return ((ArrayVector) vector).array;
    }

    @Override
    public int length() {
        return Math.toIntExact(array.length());
    }

    @Override
    public boolean onHost() {
        return Backend.computesOnHost();
    }

    @Override
    public FloatBuffer memory() {
        return Heap.memory(array);
    }

    @Override
    public float[] values(int from, int count) {
        return Heap.values(part(from, count));
    }

    @Override
    public void put(int from, float[] values) {
        Heap.put(part(from, values.length), values);
    }

    private INDArray part(int from, int count) {
        return count == length() ? array : array.reshape(length()).get(NDArrayIndex.interval(from, from + count));
    }

    @Override
    public FlatVector like() {
        // It outlives the workspace of a step.
        try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            return new ArrayVector(array.ulike());
        }
    }

    @Override
    public void assign(FlatVector other) {
        array.assign(array(other));
    }

    @Override
    public void close() {}
}
