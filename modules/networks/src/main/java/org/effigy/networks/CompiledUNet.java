package org.effigy.networks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.effigy.networks.onednn.FlatParameters;
import org.effigy.networks.onednn.Maps;
import org.effigy.networks.onednn.PackedWeights;
import org.effigy.networks.onednn.Program;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The U-Net compiled for the CPU: the same architecture and parameters as {@link GraphUNet}, as programs of oneDNN
 * primitives and fused loops, one per shard and batch size.
 */
final class CompiledUNet implements UNetCompute {
    private final DdpmConfig config;
    private final Map<String, INDArray> table;
    private final INDArray parameters;
    private final List<INDArray> gradients = new ArrayList<>();
    private final List<FlatParameters> flatGradients = new ArrayList<>();
    private final PackedWeights weights;
    /** By shard, purpose and batch size. */
    private final Map<String, Program> programs = new ConcurrentHashMap<>();

    private int version;
    private final Map<Program, Integer> refreshed = new ConcurrentHashMap<>();

    CompiledUNet(DdpmConfig config, int shards) {
        this.config = config;
        ComputationGraph layout = new ComputationGraph(UNetGraph.of(config));
        layout.init();
        parameters = layout.params();
        table = new LinkedHashMap<>(layout.paramTable());
        weights = new PackedWeights(Parameters.flat(table, parameters));
        for (int shard = 0; shard < shards; shard++) {
            INDArray gradient = Nd4j.create(parameters.dataType(), parameters.shape());
            gradients.add(gradient);
            flatGradients.add(Parameters.flat(table, gradient));
        }
    }

    @Override
    public INDArray parameters() {
        return parameters;
    }

    @Override
    public Map<String, INDArray> table() {
        return table;
    }

    @Override
    public Map<String, INDArray> gradientTable(int shard) {
        INDArray flat = gradients.get(shard).reshape(parameters.length());
        Map<String, INDArray> views = new LinkedHashMap<>();
        table.forEach((key, view) -> {
            INDArray part = flat.get(NDArrayIndex.interval(view.offset(), view.offset() + view.length()));
            views.put(key, part.reshape(view.ordering(), view.shape()));
        });
        return views;
    }

    @Override
    public INDArray gradient(int shard) {
        return gradients.get(shard);
    }

    @Override
    public void refresh() {
        weights.refresh();
        version++;
    }

    @Override
    public float[] predict(int shard, UNetBatch batch) {
        Program program = program(shard, batch.size(), false);
        return images(forward(program, batch));
    }

    @Override
    public double backward(int shard, UNetBatch batch, float[] target) {
        Program program = program(shard, batch.size(), true);
        float[] y = forward(program, batch);
        float[] wanted = Pixels.foldLast(target, config.size(), config.patch());
        int pixels = config.patch() * config.patch();
        float[] slope = new float[y.length];
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            float error = y[i] - wanted[i];
            sum += error * error;
            slope[i] = 2 * error / pixels;
        }
        program.backward(slope);
        return sum / pixels;
    }

    private float[] forward(Program program, UNetBatch batch) {
        if (refreshed.getOrDefault(program, -1) != version) {
            program.refresh();
            refreshed.put(program, version);
        }
        float[] x = Pixels.foldLast(batch.images(), config.size(), config.patch());
        float[] time = TimeEmbedding.of(batch.t(), 0, batch.size(), config.baseChannels());
        return program.forward(x, time, batch.classes());
    }

    private float[] images(float[] folded) {
        return Pixels.unfoldLast(folded, config.size(), config.patch());
    }

    /** Returns the program of a shard for this batch size, compiled at first use. */
    Program program(int shard, int images, boolean training) {
        return programs.computeIfAbsent(shard + " " + images + " " + training, key -> {
            Program program = new Program(weights, training ? flatGradients.get(shard) : null, images, config.groups());
            program.compile(new Architecture(program).build());
            return program;
        });
    }

    @Override
    public void close() {
        programs.values().forEach(Program::close);
        weights.close();
    }

    /** The layers, in the order and under the names of {@link UNetGraph}. */
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
