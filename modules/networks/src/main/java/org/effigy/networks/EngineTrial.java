package org.effigy.networks;

import java.util.Arrays;
import java.util.Optional;
import org.effigy.networks.onednn.OneDnnTrial;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Small sums with a known result, to see whether the engines work on this machine. */
public final class EngineTrial {
    private EngineTrial() {}

    /** Convolves with oneDNN; returns what went wrong, in one line, or nothing. */
    public static Optional<String> oneDnn() {
        try {
            return OneDnnTrial.isRight() ? Optional.empty() : Optional.of("a convolution gave a wrong result");
        } catch (LinkageError | RuntimeException e) {
            return Optional.of(reason(e));
        }
    }

    /** Multiplies matrices with ND4J's backend; returns what went wrong, in one line, or nothing. */
    public static Optional<String> nd4j() {
        try (INDArray a = Nd4j.createFromArray(new float[][] {{1, 2}, {3, 4}});
                INDArray product = a.mmul(a)) {
            float[] expected = {7, 10, 15, 22};
            return Arrays.equals(product.ravel().toFloatVector(), expected)
                    ? Optional.empty()
                    : Optional.of("a product of matrices gave a wrong result");
        } catch (LinkageError | RuntimeException e) {
            return Optional.of(reason(e));
        }
    }

    /** Returns the first line of the first cause. */
    static String reason(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = Optional.ofNullable(cause.getMessage())
                .orElse("")
                .lines()
                .findFirst()
                .orElse("");
        return cause.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message);
    }
}
