package org.effigy.networks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.effigy.networks.onednn.FlatParameters;
import org.effigy.networks.onednn.Program;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The U-Net compiled for the CPU: the same architecture and parameters as {@link GraphUNet}, as programs of oneDNN
 * primitives and fused loops, one per shard and batch size.
 */
final class CompiledUNet implements UNetCompute {
    private final DdpmConfig config;
    private final Engine engine;
    private final Map<String, INDArray> table;
    private final ParameterCopies copies;
    private final List<INDArray> gradients = new ArrayList<>();
    private final List<FlatParameters> flatGradients = new ArrayList<>();
    /** By device. */
    private final List<UNetPrograms> programs = new ArrayList<>();

    CompiledUNet(DdpmConfig config, Engine engine) {
        this.config = config;
        this.engine = engine;
        ComputationGraph layout = new ComputationGraph(UNetGraph.of(config));
        layout.init();
        table = new LinkedHashMap<>(layout.paramTable());
        copies = new ParameterCopies(engine);
        for (int device = 0; device < engine.devices(); device++) {
            INDArray parameters =
                    device == 0 ? layout.params() : layout.params().ulike();
            copies.add(parameters);
            programs.add(new UNetPrograms(config, Parameters.flat(table, parameters)));
        }
        for (int shard = 0; shard < engine.threads(); shard++) {
            INDArray gradient = layout.params().ulike();
            gradients.add(gradient);
            flatGradients.add(Parameters.flat(table, gradient));
        }
    }

    @Override
    public INDArray parameters() {
        return copies.trained();
    }

    @Override
    public Map<String, INDArray> table() {
        return table;
    }

    @Override
    public INDArray gradient(int shard) {
        return gradients.get(shard);
    }

    @Override
    public void refresh() {
        copies.broadcast();
        programs.forEach(UNetPrograms::refresh);
    }

    @Override
    public float[] predict(int shard, UNetBatch batch) {
        return of(shard).predict(shard, batch);
    }

    @Override
    public double backward(int shard, UNetBatch batch, float[] target) {
        Program program = training(shard, batch.size());
        float[] y = of(shard).forward(program, batch);
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

    private UNetPrograms of(int shard) {
        return programs.get(engine.device(shard));
    }

    /** Returns the program that trains a shard with this batch size. */
    Program training(int shard, int images) {
        return of(shard).training(shard, images, flatGradients.get(shard));
    }

    @Override
    public void close() {
        programs.forEach(UNetPrograms::close);
    }
}
