package org.effigy.networks.dl4j;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Operations that ND4J knows by name and every backend has; their results go where one says. */
final class NamedOps {
    private NamedOps() {}

    /** Runs one with integer arguments. */
    static void run(String name, List<INDArray> in, List<INDArray> out, int... arguments) {
        Nd4j.exec(DynamicCustomOp.builder(name)
                .addInputs(in.toArray(INDArray[]::new))
                .addOutputs(out.toArray(INDArray[]::new))
                .addIntegerArguments(arguments)
                .build());
    }

    private static INDArray run(String name, INDArray a, INDArray b, INDArray out, int... arguments) {
        run(name, List.of(a, b), List.of(out), arguments);
        return out;
    }

    /** Returns a + b, written to out; b is repeated along the dimensions where it has length 1, here and below. */
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

    /** How the factors of a product are taken. */
    enum Factors {
        PLAIN,
        FIRST_TRANSPOSED,
        SECOND_TRANSPOSED
    }

    /** Returns the product of two matrices, or of each pair of them, written to out. */
    static INDArray product(INDArray a, INDArray b, Factors factors, INDArray out) {
        int first = factors == Factors.FIRST_TRANSPOSED ? 1 : 0;
        int second = factors == Factors.SECOND_TRANSPOSED ? 1 : 0;
        return run("matmul", a, b, out, first, second, 0);
    }
}
