package org.effigy.networks.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.effigy.networks.Rig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.compute.Wanted;
import org.effigy.networks.net.Activation;
import org.effigy.networks.net.Init;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Net.Window;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Op;
import org.effigy.networks.net.Shape;
import org.junit.jupiter.api.Test;

class GraphReplicasTest {
    private static Net chain() {
        Net.Recorder net = new Net.Recorder();
        Node x = net.input("x", new Shape(1, 4, 4));
        x = net.conv("a", x, 2, Window.same(3), true, Init.ZERO);
        x = net.activate("b", x, Activation.SILU);
        return net.done(net.conv("c", x, 1, Window.same(3), true, Init.ZERO));
    }

    private static Rig rig(Net net, int threads, int devices) {
        return new Rig(net, Compute.of(EngineName.DL4J).withThreads(threads).withDevices(devices));
    }

    @Test
    void changedParametersReachEveryShardOfEveryDeviceWithARefresh() {
        try (Rig rig = rig(chain(), 4, 2)) {
            assertEquals(4, rig.workers().count());
            float[] x = rig.inputs(4)[0];
            float[] before = rig.forward(Wanted.NOTHING, 4, x);
            float[] changed = rig.parameters().values();
            for (int i = 0; i < changed.length; i++) {
                changed[i] = -changed[i] + 0.1f;
            }
            rig.parameters().put(0, changed);
            assertArrayEquals(before, rig.forward(Wanted.NOTHING, 4, x), "devices compute with copies");
            rig.replicas().refresh();
            double[] expected = rig.formula(false, x);
            float[] y = rig.forward(Wanted.NOTHING, 4, x);
            for (int i = 0; i < y.length; i++) {
                assertEquals(expected[i], y[i], 1e-5);
            }
        }
    }

    @Test
    void gradientsAreThoseOfTheLatestPassThatWantedThem() {
        try (Rig rig = rig(chain(), 1, 1)) {
            float[] x = rig.inputs(2)[0];
            float[] slope = Rig.normal(new Random(1), 32);
            float[] twice = new float[32];
            for (int i = 0; i < 32; i++) {
                twice[i] = 2 * slope[i];
            }
            rig.step(Wanted.WEIGHTS, 1, slope, x);
            float[] first = rig.replicas().shard(0).gradient().values();
            rig.step(Wanted.INPUTS, 1, twice, x);
            assertArrayEquals(first, rig.replicas().shard(0).gradient().values());
            rig.step(Wanted.WEIGHTS, 1, twice, x);
            float[] second = rig.replicas().shard(0).gradient().values();
            for (int i = 0; i < first.length; i++) {
                assertEquals(2 * first[i], second[i], 1e-4);
            }
        }
    }

    @Test
    void shardsHaveGradientsOfTheirOwn() {
        try (Rig rig = rig(chain(), 2, 1)) {
            float[] x = rig.inputs(2)[0];
            float[] slope = new float[32];
            Arrays.fill(slope, 0, 16, 1);
            rig.step(Wanted.WEIGHTS, 2, slope, x);
            assertTrue(rig.replicas().shard(0).gradient().values(0, 1)[0] != 0);
            assertArrayEquals(
                    new float[rig.layout().length()],
                    rig.replicas().shard(1).gradient().values());
        }
    }

    @Test
    void severalForwardPassesShareOneMemory() {
        try (Rig rig = rig(chain(), 1, 1)) {
            float[] x = rig.inputs(2)[0];
            float[] expected = rig.forward(Wanted.NOTHING, 1, x);
            List<float[]> outputs = new ArrayList<>();
            rig.workers().runShards(1, shard -> {
                try (var memory = rig.replicas().shard(0).open()) {
                    for (int i = 0; i < 3; i++) {
                        outputs.add(rig.replicas().shard(0).forward(Wanted.NOTHING, x));
                    }
                }
            });
            outputs.forEach(y -> assertArrayEquals(expected, y));
        }
    }

    @Test
    void inputsAreAsManyAndAsLongAsTheNetSays() {
        try (Rig rig = rig(chain(), 1, 1)) {
            for (float[][] wrong :
                    new float[][][] {{}, {new float[0]}, {new float[17]}, {new float[16], new float[16]}}) {
                assertThrows(
                        IllegalArgumentException.class,
                        () -> rig.replicas().shard(0).forward(Wanted.NOTHING, wrong));
            }
        }
    }

    @Test
    void aBackwardPassFollowsAForwardPassThatWantsIt() {
        try (Rig rig = rig(chain(), 1, 1)) {
            assertThrows(
                    IllegalStateException.class, () -> rig.replicas().shard(0).backward(new float[16]));
            rig.forward(Wanted.NOTHING, 1, rig.inputs(1)[0]);
            assertThrows(
                    IllegalStateException.class, () -> rig.replicas().shard(0).backward(new float[16]));
        }
    }

    private record Unheard() implements Op {}

    @Test
    void anUnknownOperationIsRefusedByName() {
        Node x = new Node("x", new Op.Input(), List.of(), new Shape(1, 2, 2), List.of());
        Node y = new Node("strange", new Unheard(), List.of(x), x.shape(), List.of());
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> rig(new Net(List.of(x, y), y), 1, 1));
        assertTrue(e.getMessage().contains("strange") && e.getMessage().contains("Unheard"), e.getMessage());
    }
}
