package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Random;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.Tensors;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.Precision;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.onednn.OneDnn;
import org.junit.jupiter.api.Test;

/** Convolutions with factors of bfloat16, also where the processor has to emulate them: near float32, and learning alike. */
class Bfloat16Test {

    /** Eight bits of mantissa in each factor, errors of both signs in sums of many: well under the format's 2^-8. */
    private static final double TOLERANCE = 0.03;

    private static final Ddpm.Config CONFIG =
            new Ddpm.Config(32, 2, 16, List.of(1, 2, 3), 1, 8, 8, 3, "cosine", 1000, PredictionType.VELOCITY);

    private final float[] x = Tensors.normal(new Random(6), 3 * 32 * 32);
    private final float[] target = Tensors.normal(new Random(7), x.length);
    private final int[] t = {3, 77, 901};
    private final int[] labels = {-1, 1, 0};

    private static UNet unet(Precision precision) {
        UNet net = UNet.create(CONFIG, 1, Compute.standard().withPrecision(precision));
        Random random = new Random(3);
        net.setWeights(net.weights().stream()
                .map(w -> {
                    float[] values = w.values().clone();
                    for (int i = 0; i < values.length; i++) {
                        values[i] += (float) (0.05 * random.nextGaussian());
                    }
                    return new NamedTensor(w.name(), w.shape(), values);
                })
                .toList());
        return net;
    }

    @Test
    void predictionAndGradientsAreNearThoseOfFloat32() {
        assumeTrue(OneDnn.version().isPresent() && OneDnn.supportsBfloat16(), "skipped: needs AVX-512");
        try (UNet rounded = unet(Precision.BFLOAT16)) {
            double loss = rounded.backward(x, t, labels, target);
            float[] output = rounded.predict(x, t, labels);
            List<NamedTensor> gradients = rounded.gradients();
            try (UNet exact = unet(Precision.FLOAT32)) {
                assertEquals(exact.backward(x, t, labels, target), loss, 0.01 * loss);
                float[] expected = exact.predict(x, t, labels);
                Tensors.assertClose(TOLERANCE, "output", output, expected);
                assertTrue(distance(output, expected) > 1e-5, "bfloat16 was not used");
                List<NamedTensor> wanted = exact.gradients();
                for (int i = 0; i < wanted.size(); i++) {
                    assertTrue(
                            distance(gradients.get(i).values(), wanted.get(i).values()) < TOLERANCE,
                            wanted.get(i).name() + ": "
                                    + distance(
                                            gradients.get(i).values(),
                                            wanted.get(i).values()));
                }
            }
        }
    }

    /** The 2-norm of the difference over that of the expected values. */
    private static double distance(float[] actual, float[] expected) {
        double difference = 0;
        double whole = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow((double) actual[i] - expected[i], 2);
            whole += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / whole);
    }
}
