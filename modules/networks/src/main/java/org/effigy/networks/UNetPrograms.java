package org.effigy.networks;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.effigy.networks.onednn.FlatParameters;
import org.effigy.networks.onednn.Maps;
import org.effigy.networks.onednn.PackedWeights;
import org.effigy.networks.onednn.Program;

/**
 * The programs of a U-Net over one set of parameters, compiled at first use: one per shard, purpose and batch size. Knows
 * nothing of ND4J, which prediction then need not load.
 */
final class UNetPrograms implements AutoCloseable {
    private final DdpmConfig config;
    private final PackedWeights weights;
    /** By shard, purpose and batch size. */
    private final Map<String, Program> programs = new ConcurrentHashMap<>();

    private int version;
    private final Map<Program, Integer> refreshed = new ConcurrentHashMap<>();

    /** Takes parameters under the names of {@link UNetLayout}; the caller keeps their memory alive. */
    UNetPrograms(DdpmConfig config, FlatParameters parameters) {
        this.config = config;
        weights = new PackedWeights(parameters);
    }

    /** Takes over a part of parameters that have changed; all parts, which may run side by side, make the whole. */
    void refresh(int part, int parts) {
        weights.refresh(part, parts);
        if (part == 0) {
            version++;
        }
    }

    /** Returns the program of a shard that predicts, for this batch size. */
    Program predicting(int shard, int images) {
        return program(shard + " " + images, images, () -> null);
    }

    /** Returns the program of a shard that trains, for this batch size; the shard's gradient goes where it is told. */
    Program training(int shard, int images, Supplier<FlatParameters> gradient) {
        return program(shard + " " + images + " training", images, gradient);
    }

    private Program program(String key, int images, Supplier<FlatParameters> gradient) {
        return programs.computeIfAbsent(key, missing -> {
            Program program = new Program(weights, gradient.get(), images, config.groups());
            program.compile(new Architecture(program).build());
            return program;
        });
    }

    /** Returns the network's output for a part of a batch, flattened (N, 1, H, W). */
    float[] predict(int shard, UNetBatch batch) {
        float[] folded = forward(predicting(shard, batch.size()), batch);
        return Pixels.unfoldLast(folded, config.size(), config.patch());
    }

    /** Returns what a program gives for a part of a batch, folded with the channels last. */
    float[] forward(Program program, UNetBatch batch) {
        if (refreshed.getOrDefault(program, -1) != version) {
            program.refresh();
            refreshed.put(program, version);
        }
        float[] x = Pixels.foldLast(batch.images(), config.size(), config.patch());
        float[] time = TimeEmbedding.of(batch.t(), 0, batch.size(), config.baseChannels());
        return program.forward(x, time, batch.classes());
    }

    @Override
    public void close() {
        programs.values().forEach(Program::close);
        weights.close();
    }

    /** The layers, in the order and under the names of {@link UNetArchitecture}. */
    private final class Architecture {
        private final Program program;

        Architecture(Program program) {
            this.program = program;
        }

        Maps build() {
            int base = config.baseChannels();
            int pixels = config.patch() * config.patch();
            program.time(base, 4 * base, config.classes());
            Maps x = program.conv("in", program.input(config.size() / config.patch(), pixels), base, 3, 1);
            Deque<Maps> skips = new ArrayDeque<>();
            skips.push(x);
            int levels = config.multipliers().size();
            for (int level = 0; level < levels; level++) {
                int out = base * config.multipliers().get(level);
                for (int block = 0; block < config.blocksPerLevel(); block++) {
                    x = level("down" + level + ".block" + block, List.of(x), out);
                    skips.push(x);
                }
                if (level < levels - 1) {
                    x = program.conv("down" + level + ".halve", x, out, 3, 2);
                    skips.push(x);
                }
            }

            int middle = x.channels();
            x = residual("middle.block0", List.of(x), middle);
            x = attention("middle.attention", x);
            x = residual("middle.block1", List.of(x), middle);

            for (int level = levels - 1; level >= 0; level--) {
                int out = base * config.multipliers().get(level);
                for (int block = 0; block <= config.blocksPerLevel(); block++) {
                    x = level("up" + level + ".block" + block, List.of(x, skips.pop()), out);
                }
                if (level > 0) {
                    x = program.doubled("up" + level + ".double", x, out);
                }
            }
            return program.conv("out", program.norm("out.norm", List.of(x), true), pixels, 3, 1);
        }

        private Maps level(String name, List<Maps> in, int out) {
            Maps y = residual(name, in, out);
            return y.side() == config.attentionResolution() ? attention(name + ".attention", y) : y;
        }

        private Maps residual(String name, List<Maps> in, int out) {
            Maps y = program.conv(name + ".conv1", program.norm(name + ".norm1", in, true), out, 3, 1);
            y = program.normWithTime(name + ".norm2", y, name + ".time");
            int channels = in.stream().mapToInt(Maps::channels).sum();
            return in.size() == 1 && channels == out
                    ? program.convPlus(name + ".conv2", y, in.get(0), 3)
                    : program.convPlusShortcut(name + ".conv2", y, out, name + ".shortcut", in);
        }

        private Maps attention(String name, Maps x) {
            Maps qkv = program.conv(
                    name + ".qkv", program.norm(name + ".norm", List.of(x), false), 3 * x.channels(), 1, 1);
            return program.convPlus(name + ".projection", program.attention(qkv), x, 1);
        }
    }
}
