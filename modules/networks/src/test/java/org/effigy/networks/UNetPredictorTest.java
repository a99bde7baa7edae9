package org.effigy.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.effigy.base.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UNetPredictorTest {
    static List<DdpmConfig> configs() {
        return CompiledUNetTest.configs();
    }

    private static List<NamedTensor> weights(DdpmConfig config) {
        Random random = new Random(7);
        List<NamedTensor> weights = new ArrayList<>();
        UNetLayout.of(config)
                .parameters()
                .forEach(p -> weights.add(new NamedTensor(p.name(), p.shape(), Tensors.normal(random, p.length()))));
        weights.replaceAll(w -> new NamedTensor(w.name(), w.shape(), scaled(w.values())));
        return weights;
    }

    private static float[] scaled(float[] values) {
        float[] out = values.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] *= 0.2f;
        }
        return out;
    }

    @ParameterizedTest
    @MethodSource("configs")
    void predictsBitForBitWhatTheTrainedNetworkDoes(DdpmConfig config) {
        List<NamedTensor> weights = weights(config);
        for (boolean compiled : new boolean[] {true, false}) {
            try (DdpmUNet network = DdpmUNet.create(config, 1, compiled);
                    UNetPredictor predictor = UNetPredictor.of(config, weights, compiled)) {
                network.setWeights(weights);
                float[] x = Tensors.normal(new Random(5), 6 * config.size() * config.size());
                int[] t = {1, 10, 100, 500, 999, 1000};
                int[] labels = config.classes() == 0 ? new int[0] : new int[] {0, 1, -1, 1, 0, -1};
                assertArrayEquals(network.predict(x, t, labels), predictor.predict(x, t, labels));
            }
        }
    }

    @Test
    void refusesTheWeightsOfAnotherNetwork() {
        DdpmConfig config = configs().get(0);
        List<NamedTensor> tooFew = weights(config);
        tooFew.remove(3);
        assertThrows(InputException.class, () -> UNetPredictor.of(config, tooFew, true));

        List<NamedTensor> renamed = weights(config);
        renamed.set(
                0,
                new NamedTensor("other", renamed.get(0).shape(), renamed.get(0).values()));
        assertTrue(assertThrows(InputException.class, () -> UNetPredictor.of(config, renamed, true))
                .getMessage()
                .contains("time1.weight is missing"));

        List<NamedTensor> turned = weights(config);
        long[] shape = turned.get(0).shape();
        turned.set(
                0,
                new NamedTensor(
                        "time1.weight",
                        new long[] {shape[1], shape[0]},
                        turned.get(0).values()));
        assertTrue(assertThrows(InputException.class, () -> UNetPredictor.of(config, turned, true))
                .getMessage()
                .contains("has shape"));
    }

    @Test
    void refusesABatchThatDoesNotFit() {
        DdpmConfig config = configs().get(1);
        try (UNetPredictor predictor = UNetPredictor.of(config, weights(config), true)) {
            float[] x = new float[config.size() * config.size()];
            assertThrows(IllegalArgumentException.class, () -> predictor.predict(x, new int[] {0}, new int[0]));
            assertThrows(IllegalArgumentException.class, () -> predictor.predict(x, new int[] {1001}, new int[0]));
            assertThrows(IllegalArgumentException.class, () -> predictor.predict(x, new int[] {1}, new int[] {3}));
            assertThrows(IllegalArgumentException.class, () -> predictor.predict(x, new int[] {1, 2}, new int[0]));
        }
    }
}
