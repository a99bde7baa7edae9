package org.effigy.networks.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.FloatPointer;
import org.effigy.networks.Backend;
import org.junit.jupiter.api.Test;

class PackedWeightsTest {
    private static final List<String> LAYERS = List.of("a", "b", "c", "d", "e");
    private static final int CHANNELS = 8;
    private static final int LENGTH = 9 * CHANNELS * CHANNELS + CHANNELS;

    private static float[] random(int n, long seed) {
        Random random = new Random(seed);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian() / 8;
        }
        return values;
    }

    private static FlatParameters parameters(FloatPointer memory) {
        Map<String, FlatParameters.Place> places = new HashMap<>();
        for (int i = 0; i < LAYERS.size(); i++) {
            places.put(LAYERS.get(i) + ".weight", new FlatParameters.Place((long) i * LENGTH, LENGTH - CHANNELS));
            places.put(LAYERS.get(i) + ".bias", new FlatParameters.Place((long) (i + 1) * LENGTH - CHANNELS, CHANNELS));
        }
        return new FlatParameters(memory, places);
    }

    /** Convolutions, the last of them doubling. */
    private static Program program(PackedWeights weights) {
        Program program = new Program(weights, null, 1, 1);
        Maps x = program.input(8, CHANNELS);
        for (String layer : LAYERS.subList(0, 4)) {
            x = program.conv(layer, x, CHANNELS, 3, 1);
        }
        program.compile(program.doubled("e", x, CHANNELS));
        return program;
    }

    private static float[] output(Program program, float[] input) {
        return program.forward(input, new float[0], new int[0]);
    }

    @Test
    void allPartsTogetherBringAllWeightsUpToDate() {
        assumeTrue(Backend.compilesForCpu());
        float[] input = random(8 * 8 * CHANNELS, 1);
        float[] later = random(LAYERS.size() * LENGTH, 3);
        for (int parts : new int[] {1, 2, 3, 8}) {
            FloatPointer memory = new FloatPointer(random(later.length, 2));
            try (PackedWeights weights = new PackedWeights(parameters(memory));
                    Program program = program(weights);
                    PackedWeights fresh = new PackedWeights(parameters(new FloatPointer(later)));
                    Program expected = program(fresh)) {
                float[] before = output(program, input);
                memory.put(later, 0, later.length);
                for (int part = 0; part < parts; part++) {
                    weights.refresh(part, parts);
                }
                float[] wanted = output(expected, input);
                assertFalse(Arrays.equals(before, wanted));
                assertArrayEquals(wanted, output(program, input), parts + " parts");
            }
        }
    }
}
