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

    /** Returns a + b, written to out; b is repeated along the dimensions where it has length 1, here and below. */
    static INDArray add(INDArray a, INDArray b, INDArray out) {
        run("add", List.of(a, b), List.of(out));
        return out;
    }

    /** Returns a - b, written to out. */
    static INDArray subtract(INDArray a, INDArray b, INDArray out) {
        run("subtract", List.of(a, b), List.of(out));
        return out;
    }

    /** Returns a * b, written to out. */
    static INDArray multiply(INDArray a, INDArray b, INDArray out) {
        run("multiply", List.of(a, b), List.of(out));
        return out;
    }

    /** How the factors of a product are taken. */
    enum Factors {
        /** As they are. */
        PLAIN,
        /** The first one transposed. */
        FIRST_TRANSPOSED,
        /** The second one transposed. */
        SECOND_TRANSPOSED
    }

    /** Returns the product of two matrices, or of each pair of them, written to out. */
    static INDArray product(INDArray a, INDArray b, Factors factors, INDArray out) {
        int first = factors == Factors.FIRST_TRANSPOSED ? 1 : 0;
        int second = factors == Factors.SECOND_TRANSPOSED ? 1 : 0;
        run("matmul", List.of(a, b), List.of(out), first, second, 0);
        return out;
    }
}
