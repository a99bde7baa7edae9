package org.effigy.networks.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.effigy.networks.Tensors;
import org.effigy.networks.compute.HostVector;
import org.effigy.networks.compute.Wanted;
import org.effigy.networks.net.Init;
import org.effigy.networks.net.Layout;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Net.Window;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Shape;
import org.junit.jupiter.api.Test;

class PackedWeightsTest {
    private static final int CHANNELS = 8;

    /** Convolutions, the last of them doubling. */
    private static Net net() {
        Net.Recorder net = new Net.Recorder();
        Node x = net.input("x", new Shape(CHANNELS, 8, 8));
        for (String layer : List.of("a", "b", "c", "d")) {
            x = net.conv(layer, x, CHANNELS, Window.same(3), true, Init.ZERO);
        }
        x = net.nearest("double", x);
        return Fusion.all(net.done(net.conv("e", x, CHANNELS, Window.same(3), true, Init.ZERO)));
    }

    private static Program program(Net net, PackedWeights weights) {
        return new Program(net, weights, Optional.empty(), new Program.Purpose(1, Wanted.NOTHING, false, numbers ->
                new double[][] {numbers}));
    }

    private static float[] values(int n, long seed) {
        float[] values = Tensors.normal(new Random(seed), n);
        for (int i = 0; i < n; i++) {
            values[i] /= 8;
        }
        return values;
    }

    @Test
    void allPartsTogetherBringAllWeightsUpToDate() {
        assumeTrue(OneDnn.version().isPresent(), "skipped: there is no oneDNN for this platform");
        Net net = net();
        Layout layout = new Layout(net);
        float[] input = Tensors.normal(new Random(1), 8 * 8 * CHANNELS);
        float[] later = values(layout.length(), 3);
        for (int parts : new int[] {1, 2, 3, 8}) {
            try (HostVector memory = HostVector.of(values(later.length, 2));
                    PackedWeights weights = new PackedWeights(new FlatParameters(memory, layout));
                    Program program = program(net, weights);
                    HostVector other = HostVector.of(later);
                    PackedWeights fresh = new PackedWeights(new FlatParameters(other, layout));
                    Program expected = program(net, fresh)) {
                float[] before = program.forward(input);
                memory.put(0, later);
                for (int part = 0; part < parts; part++) {
                    weights.refresh(part, parts);
                }
                float[] wanted = expected.forward(input);
                assertFalse(Arrays.equals(before, wanted));
                assertArrayEquals(wanted, program.forward(input), parts + " parts");
            }
        }
    }
}
