package org.effigy.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.effigy.base.InputException;
import org.effigy.diffusion.PredictionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The order, the shapes and the places of parameters against those of Deeplearning4j's networks, which checkpoints have. */
class ParameterLayoutTest {
    /** The presets' shapes, with and without classes, and some that no preset has. */
    static List<DdpmConfig> unets() {
        List<DdpmConfig> configs = new ArrayList<>(CompiledUNetTest.configs());
        for (int classes : new int[] {0, 3}) {
            configs.add(unet(64, 2, 32, List.of(1, 2, 2), 1, classes));
            configs.add(unet(64, 2, 48, List.of(1, 2, 3), 1, classes));
            configs.add(unet(64, 1, 16, List.of(1, 2, 4), 2, classes));
            configs.add(unet(128, 2, 16, List.of(2, 1, 4, 1), 3, classes));
        }
        return configs;
    }

    private static DdpmConfig unet(int size, int patch, int base, List<Integer> multipliers, int blocks, int classes) {
        return new DdpmConfig(
                size, patch, base, multipliers, blocks, 16, 8, classes, "cosine", 1000, PredictionType.VELOCITY);
    }

    static List<DcganConfig> gans() {
        return List.of(
                DcganConfig.of(8, 5, 4, 0),
                DcganConfig.of(16, 6, 4, 0),
                DcganConfig.of(64, 100, 8, 0),
                DcganConfig.of(128, 20, 2, 3));
    }

    @ParameterizedTest
    @MethodSource("unets")
    void theUnetIsLaidOutAsDeeplearning4jsGraph(DdpmConfig config) {
        ComputationGraph graph = new ComputationGraph(UNetGraph.of(config));
        graph.init();
        assertSame(table(graph.paramTable()), UNetLayout.of(config), graph.params());
    }

    @ParameterizedTest
    @MethodSource("gans")
    void theDcganIsLaidOutAsDeeplearning4jsLayers(DcganConfig config) {
        List<DcganLayers> networks = List.of(
                DcganLayers.generator(config, new BatchSync(), 0).init(),
                DcganLayers.discriminator(config, new BatchSync(), 0).init());
        List<ParameterLayout> layouts = List.of(DcganLayout.generator(config), DcganLayout.discriminator(config));
        for (int i = 0; i < networks.size(); i++) {
            assertEquals(withoutLayers(table(networks.get(i).table())), withoutLayers(rows(layouts.get(i))));
            assertEquals(networks.get(i).parameters().length(), layouts.get(i).length());
        }
    }

    /** The layers of a chain have numbers for names. */
    private static List<String> withoutLayers(List<String> rows) {
        return rows.stream()
                .map(row -> row.replaceFirst("^.*\\.(?=[a-z]+ )", ""))
                .toList();
    }

    private static void assertSame(List<String> expected, ParameterLayout layout, INDArray parameters) {
        assertEquals(expected, rows(layout));
        assertEquals(parameters.length(), layout.length());
        // The values too: a dense layer is stored column by column, which is (out, in) row by row.
        float[] values = Tensors.normal(new Random(1), layout.length());
        ArrayVector vector = new ArrayVector(parameters);
        vector.put(0, values);
        assertArrayEquals(values, vector.values());
    }

    private static List<String> rows(ParameterLayout layout) {
        return layout.parameters().stream()
                .map(p -> p.name() + " " + Arrays.toString(p.shape()) + " at " + p.offset())
                .toList();
    }

    /** Returns the rows of Deeplearning4j's views. */
    private static List<String> table(Map<String, INDArray> views) {
        List<String> rows = new ArrayList<>();
        views.forEach((key, view) -> {
            int cut = key.lastIndexOf('_');
            String kind = key.substring(cut + 1);
            String name =
                    key.substring(0, cut) + "." + (kind.equals("W") ? "weight" : kind.equals("b") ? "bias" : kind);
            INDArray tensor =
                    !kind.equals("W") ? view.reshape(view.length()) : view.rank() == 2 ? view.transpose() : view;
            assertEquals(Arrays.toString(cOrder(tensor.shape())), Arrays.toString(tensor.stride()), name);
            rows.add(name + " " + Arrays.toString(tensor.shape()) + " at " + view.offset());
        });
        return rows;
    }

    /** Returns the strides of values that lie row by row. */
    private static long[] cOrder(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= shape[i];
        }
        return strides;
    }

    @Test
    void tensorsAreWrittenWhereTheyAreRead() {
        ParameterLayout layout = UNetLayout.of(CompiledUNetTest.configs().get(1));
        try (HostVector vector = new HostVector(layout.length())) {
            float[] values = Tensors.normal(new Random(2), layout.length());
            vector.put(0, values);
            List<NamedTensor> tensors = layout.tensors(vector);
            vector.put(0, new float[layout.length()]);
            layout.write(tensors, vector);
            assertArrayEquals(values, vector.values());
        }
    }

    @Test
    void nothingIsWrittenOfAnotherNetworksWeights() {
        ParameterLayout layout = UNetLayout.of(CompiledUNetTest.configs().get(0));
        try (HostVector vector = HostVector.of(Tensors.normal(new Random(3), layout.length()))) {
            float[] before = vector.values();
            List<NamedTensor> tensors = new ArrayList<>(layout.tensors(vector));
            NamedTensor last = tensors.remove(tensors.size() - 1);
            assertThrows(InputException.class, () -> layout.write(tensors, vector));
            tensors.replaceAll(t -> new NamedTensor(t.name(), t.shape(), new float[t.values().length]));
            tensors.add(new NamedTensor("other", last.shape(), last.values()));
            assertThrows(InputException.class, () -> layout.write(tensors, vector));
            assertArrayEquals(before, vector.values());
        }
    }

    /** What one engine's optimiser has saved the other goes on with: the moments lie in the same order. */
    @Test
    void theOptimisersStateMovesBetweenTheEngines() {
        DdpmConfig config = CompiledUNetTest.configs().get(1);
        float[] x = Tensors.normal(new Random(4), 2 * config.size() * config.size());
        float[] target = Tensors.normal(new Random(5), x.length);
        int[] t = {5, 500};
        int[] labels = {2, -1};
        AdamSettings adam = new AdamSettings(1e-3, 0.9, 0.99, 1e-3);
        try (DdpmUNet first = DdpmUNet.create(config, 3, false);
                DdpmUNet second = DdpmUNet.create(config, 4, true)) {
            for (int step = 0; step < 3; step++) {
                first.backward(x, t, labels, target);
                first.update(adam, 1, 0.5);
            }
            second.setWeights(first.weights());
            second.setAveragedWeights(first.averagedWeights());
            second.setUpdaterState(first.updaterState());
            for (DdpmUNet net : List.of(first, second)) {
                net.backward(x, t, labels, target);
                net.update(adam, 1, 0.5);
            }
            for (int i = 0; i < first.weights().size(); i++) {
                String name = first.weights().get(i).name();
                Tensors.assertClose(
                        1e-4,
                        name,
                        second.weights().get(i).values(),
                        first.weights().get(i).values());
                Tensors.assertClose(
                        1e-4,
                        name,
                        second.averagedWeights().get(i).values(),
                        first.averagedWeights().get(i).values());
            }
        }
    }
}
