package org.effigy.testsupport;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Strict comparisons: a NaN on either side, another shape or another data type is a failure. */
public final class TensorAssertions {
    private TensorAssertions() {}

    /** Fails unless shape and data type agree and every element is within the absolute tolerance. */
    public static void assertClose(INDArray actual, INDArray expected, double atol) {
        if (!Arrays.equals(actual.shape(), expected.shape()) || actual.dataType() != expected.dataType()) {
            fail("is " + actual.dataType() + Arrays.toString(actual.shape()) + ", expected " + expected.dataType()
                    + Arrays.toString(expected.shape()));
        }
        assertClose(doubles(actual), doubles(expected), atol);
    }

    /** Fails unless the lengths agree and every element is within the absolute tolerance. */
    public static void assertClose(double[] actual, double[] expected, double atol) {
        if (actual.length != expected.length) {
            fail("has length " + actual.length + ", expected " + expected.length);
        }
        for (int i = 0; i < actual.length; i++) {
            // Written so that NaN fails.
            if (!(Math.abs(actual[i] - expected[i]) <= atol)) {
                fail("element " + i + " is " + actual[i] + ", expected " + expected[i] + " within " + atol);
            }
        }
    }

    /** Fails unless the lengths agree and every element is within the absolute tolerance. */
    public static void assertClose(float[] actual, float[] expected, double atol) {
        assertClose(doubles(actual), doubles(expected), atol);
    }

    private static double[] doubles(float[] values) {
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i];
        }
        return out;
    }

    private static double[] doubles(INDArray array) {
        return array.castTo(DataType.DOUBLE).dup('c').reshape(array.length()).toDoubleVector();
    }
}
