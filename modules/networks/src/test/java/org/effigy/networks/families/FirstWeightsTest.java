package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;
import org.junit.jupiter.api.Test;

/** The first weights of every family are spread as its papers say, by the shapes of the tensors alone. */
class FirstWeightsTest {
    private static List<NamedTensor> weights(Family family, ModelConfig config) {
        Optimisation optimisation = new Optimisation(AdamSettings.of(1e-3), 0, 1, 0.9);
        Family.Recipe recipe = new Family.Recipe(3, optimisation, 0);
        try (Model model = family.create(config, recipe, Compute.standard().withThreads(1))) {
            return model.weights();
        }
    }

    private static List<NamedTensor> weights(Family family, int classes) {
        return weights(family, family.preset("small", 64, classes).model());
    }

    private static long area(NamedTensor tensor) {
        return Arrays.stream(tensor.shape()).skip(2).reduce(1, (a, b) -> a * b);
    }

    private static boolean vector(NamedTensor tensor) {
        return tensor.shape().length == 1;
    }

    private static void assertVector(NamedTensor tensor) {
        boolean one = tensor.name().endsWith(".gamma") || tensor.name().endsWith(".variance");
        for (float value : tensor.values()) {
            assertEquals(one ? 1 : 0, value, tensor.name());
        }
    }

    private static double largest(NamedTensor tensor) {
        double largest = 0;
        for (float value : tensor.values()) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static double meanSquare(NamedTensor tensor) {
        double sum = 0;
        for (float value : tensor.values()) {
            sum += (double) value * value;
        }
        return sum / tensor.values().length;
    }

    /** Uniform: nothing beyond the bound, something near it, and the mean square of a uniform distribution. */
    private static void assertUniform(NamedTensor tensor, double bound) {
        int n = tensor.values().length;
        assertTrue(largest(tensor) <= bound * (1 + 1e-6), tensor.name() + ": " + largest(tensor) + " of " + bound);
        // All of n draws stay below this part of the bound with a probability of e^-20.
        assertTrue(largest(tensor) >= bound * (1 - 20.0 / n), tensor.name() + ": " + largest(tensor) + " of " + bound);
        // Six standard errors: the variance of u^2 is 4/45 of the bound to the fourth.
        assertEquals(bound * bound / 3, meanSquare(tensor), 6 * bound * bound * Math.sqrt(4.0 / 45 / n), tensor.name());
    }

    /** Glorot and Bengio 2010, eq. 16, the kernel's area counted; zero where a residual block or the network ends. */
    @Test
    void theUnetsAreUniformByFanInAndFanOut() {
        List<String> zero = new ArrayList<>();
        for (NamedTensor tensor : weights(new Ddpm(), 3)) {
            if (vector(tensor)) {
                assertVector(tensor);
            } else if (largest(tensor) == 0) {
                zero.add(tensor.name());
            } else {
                double fans = area(tensor) * (tensor.shape()[0] + tensor.shape()[1]);
                assertUniform(tensor, Math.sqrt(6 / fans));
            }
        }
        assertTrue(zero.contains("out.weight") && zero.contains("middle.block0.conv2.weight"), zero.toString());
        for (String name : zero) {
            assertTrue(name.matches("out\\.weight|.*\\.conv2\\.weight|.*\\.projection\\.weight"), name);
        }
    }

    /** Glorot and Bengio 2010; zero where a residual block ends. */
    @Test
    void theAutoencodersAreUniformByFanInAndFanOut() {
        for (NamedTensor tensor : weights(new Vae(), 3)) {
            if (vector(tensor)) {
                assertVector(tensor);
            } else if (tensor.name().endsWith(".conv2.weight")) {
                assertEquals(0, largest(tensor), tensor.name());
            } else {
                assertUniform(tensor, Math.sqrt(6.0 / (area(tensor) * (tensor.shape()[0] + tensor.shape()[1]))));
            }
        }
    }

    /** Radford et al. 2015, section 4: normal with standard deviation 0.02. */
    @Test
    void theDcgansAreNormalWithADeviationOfTwoHundredths() {
        for (NamedTensor tensor : weights(new Dcgan(), 2)) {
            if (vector(tensor)) {
                assertVector(tensor);
                continue;
            }
            int n = tensor.values().length;
            double error = 0.02 * 0.02 * Math.sqrt(2.0 / n);
            assertEquals(0.02 * 0.02, meanSquare(tensor), 6 * error, tensor.name());
            double sum = 0;
            for (float value : tensor.values()) {
                sum += value;
            }
            assertEquals(0, sum / n, 6 * 0.02 / Math.sqrt(n), tensor.name());
        }
    }

    /** He et al. 2015, eq. 10, before a rectifier; the last map is Glorot's. */
    @Test
    void theClassifiersAreUniformByFanIn() {
        for (NamedTensor tensor : weights(new Classifier(), 2)) {
            if (vector(tensor)) {
                assertVector(tensor);
            } else if (tensor.name().equals("out.weight")) {
                assertUniform(tensor, Math.sqrt(6.0 / (tensor.shape()[0] + tensor.shape()[1])));
            } else {
                assertUniform(tensor, Math.sqrt(6.0 / (area(tensor) * tensor.shape()[1])));
            }
        }
    }
}
