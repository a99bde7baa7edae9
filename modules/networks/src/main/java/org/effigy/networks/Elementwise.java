package org.effigy.networks;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Arithmetic of ND4J between arrays of which the second is repeated along the dimensions where it has length 1. */
final class Elementwise {
    private Elementwise() {}

    /** Returns a + b, written to out. */
    static INDArray add(INDArray a, INDArray b, INDArray out) {
        return run("add", a, b, out);
    }

    /** Returns a - b, written to out. */
    static INDArray subtract(INDArray a, INDArray b, INDArray out) {
        return run("subtract", a, b, out);
    }

    /** Returns a * b, written to out. */
    static INDArray multiply(INDArray a, INDArray b, INDArray out) {
        return run("multiply", a, b, out);
    }

    private static INDArray run(String name, INDArray a, INDArray b, INDArray out) {
        Nd4j.exec(DynamicCustomOp.builder(name).addInputs(a, b).addOutputs(out).build());
        return out;
    }
}
