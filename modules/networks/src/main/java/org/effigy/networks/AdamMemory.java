package org.effigy.networks;

import java.util.List;
import java.util.Optional;

/** The moments of {@link Adam} and the moving average, and what is done with them: in Java or by ND4J, with equal results. */
interface AdamMemory {
    /** Adds up gradients, number i of shard i modulo shards, into the first and returns the 2-norm of the sum. */
    double combine(List<FlatVector> gradients, int shards);

    /** Changes the parameters, the moments and the moving average by one step. */
    void update(FlatVector parameters, FlatVector gradient, Adam.Factors factors);

    /** Returns a view; zeros before the first step. */
    FlatVector firstMoment();

    /** Returns a view; zeros before the first step. */
    FlatVector secondMoment();

    void setMoments(float[] first, float[] second);

    /** Returns a view; empty where there is none yet. */
    Optional<FlatVector> average();

    /** Returns the moving average, made where there is none yet; a view. */
    FlatVector makeAverage();

    /** Gives back the memory. */
    void close();
}
