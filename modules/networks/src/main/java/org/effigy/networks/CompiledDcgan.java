package org.effigy.networks;

import java.util.HashMap;
import java.util.Map;
import org.effigy.networks.onednn.Exchange;
import org.effigy.networks.onednn.FlatParameters;
import org.effigy.networks.onednn.Maps;
import org.effigy.networks.onednn.PackedWeights;
import org.effigy.networks.onednn.Program;

/**
 * A network of the DCGAN compiled for the CPU: the architecture and the parameters of {@link DcganLayers}. Knows nothing of
 * ND4J, which then need not be loaded.
 */
final class CompiledDcgan implements GanLayers {
    /** Parameters in memory, and their packed weights, which all shards of a device share. */
    record Shared(ParameterLayout layout, HostVector parameters, PackedWeights weights) {
        /** Returns parameters that are zero. */
        static Shared of(ParameterLayout layout) {
            HostVector parameters = new HostVector(layout.length());
            return new Shared(layout, parameters, new PackedWeights(layout.in(parameters)));
        }
    }

    private final DcganConfig config;
    private final boolean generator;
    private final Shared shared;
    private final Exchange exchange;
    private final int shard;
    private final Map<String, Program> programs = new HashMap<>();
    private Program latest;
    /** Null where it has not been asked for. */
    private HostVector gradient;

    private boolean inputWanted;

    private CompiledDcgan(DcganConfig config, boolean generator, Shared shared, BatchSync sync, int shard) {
        this.config = config;
        this.generator = generator;
        this.shared = shared;
        this.shard = shard;
        exchange = numbers -> sync.exchange(shard, numbers);
    }

    static CompiledDcgan generator(DcganConfig config, Shared shared, BatchSync sync, int shard) {
        return new CompiledDcgan(config, true, shared, sync, shard);
    }

    static CompiledDcgan discriminator(DcganConfig config, Shared shared, BatchSync sync, int shard) {
        return new CompiledDcgan(config, false, shared, sync, shard);
    }

    private int inputChannels() {
        return generator ? config.latentSize() + config.classes() : 1 + config.classes();
    }

    private int inputSide() {
        return generator ? 1 : config.size();
    }

    @Override
    public Memory open() {
        // The programs have planned theirs.
        return () -> {};
    }

    @Override
    public float[] forward(float[] input, Wanted wanted) {
        int area = inputSide() * inputSide();
        int n = input.length / (inputChannels() * area);
        latest = programs.computeIfAbsent(n + " " + wanted, key -> program(n, wanted));
        inputWanted = wanted == Wanted.INPUT;
        return latest.forward(channelsLast(input, inputChannels(), area), new float[0], new int[0]);
    }

    @Override
    public float[] backward(float[] slope) {
        latest.backward(slope);
        return inputWanted
                ? channelsFirst(latest.inputGradient(), inputChannels(), inputSide() * inputSide())
                : new float[0];
    }

    /** The output has one channel, so only the input is moved. */
    private static float[] channelsLast(float[] values, int channels, int area) {
        return channels == 1 || area == 1 ? values : transposed(values, channels, area);
    }

    private static float[] channelsFirst(float[] values, int channels, int area) {
        return channels == 1 || area == 1 ? values : transposed(values, area, channels);
    }

    /** Returns (N, columns, rows) for (N, rows, columns). */
    private static float[] transposed(float[] values, int rows, int columns) {
        float[] out = new float[values.length];
        int length = rows * columns;
        for (int image = 0; image < values.length; image += length) {
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    out[image + column * rows + row] = values[image + row * columns + column];
                }
            }
        }
        return out;
    }

    private Program program(int n, Wanted wanted) {
        Program program = wanted == Wanted.INPUT
                ? Program.forInputGradient(shared.weights, n)
                : new Program(shared.weights, wanted == Wanted.WEIGHTS ? gradientByName() : null, n, 1);
        Maps input = program.input(inputSide(), inputChannels());
        program.compile(generator ? generator(program, input) : discriminator(program, input));
        return program;
    }

    private Maps generator(Program program, Maps z) {
        Maps x = z;
        int doublings = DcganLayout.doublings(config);
        for (int i = 0; i <= doublings; i++) {
            int out = i == doublings ? 1 : DcganLayout.channels(config, doublings - 1 - i);
            x = program.transposed("generator.conv" + i, x, out, DcganLayout.KERNEL, i == 0 ? 1 : 2, i == 0 ? 0 : 1);
            if (i < doublings) {
                x = program.batchNorm("generator.norm" + i, x, 0, shard == 0, exchange);
            }
        }
        return x;
    }

    private Maps discriminator(Program program, Maps images) {
        Maps x = images;
        int halvings = DcganLayout.doublings(config);
        for (int i = 0; i <= halvings; i++) {
            boolean last = i == halvings;
            int out = last ? 1 : DcganLayout.channels(config, i);
            x = program.convWithoutBias(
                    "discriminator.conv" + i, x, out, DcganLayout.KERNEL, last ? 1 : 2, last ? 0 : 1, i == 0);
            if (i > 0 && !last) {
                x = program.batchNorm("discriminator.norm" + i, x, DcganLayout.LEAKY_SLOPE, false, exchange);
            }
        }
        return x;
    }

    private FlatParameters gradientByName() {
        gradient();
        return shared.layout.in(gradient);
    }

    @Override
    public FlatVector gradient() {
        if (gradient == null) {
            gradient = new HostVector(shared.layout.length());
        }
        return gradient;
    }

    @Override
    public void close() {
        programs.values().forEach(Program::close);
        if (gradient != null) {
            gradient.close();
        }
    }
}
