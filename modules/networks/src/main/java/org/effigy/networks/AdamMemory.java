package org.effigy.networks;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The moments of {@link Adam} and the moving average, and what is done with them: on the heap or by ND4J, with equal results. */
interface AdamMemory {
    /** Adds up gradients, number i of shard i modulo shards, into the first and returns the 2-norm of the sum. */
    double combine(List<INDArray> gradients, int shards);

    /** Changes the parameters, the moments and the moving average by one step. */
    void update(INDArray parameters, INDArray gradient, Adam.Factors factors);

    /** Returns a copy; zeros before the first step. */
    float[] firstMoment();

    /** Returns a copy; zeros before the first step. */
    float[] secondMoment();

    void setMoments(float[] first, float[] second);

    /** Returns a copy; empty where there is none yet. */
    float[] average();

    void setAverage(float[] values);
}
