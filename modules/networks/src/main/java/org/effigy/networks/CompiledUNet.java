package org.effigy.networks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.effigy.networks.onednn.FlatParameters;
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
    private final UNetPrograms programs;

    CompiledUNet(DdpmConfig config, int shards) {
        this.config = config;
        ComputationGraph layout = new ComputationGraph(UNetGraph.of(config));
        layout.init();
        parameters = layout.params();
        table = new LinkedHashMap<>(layout.paramTable());
        programs = new UNetPrograms(config, Parameters.flat(table, parameters));
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
        programs.refresh();
    }

    @Override
    public float[] predict(int shard, UNetBatch batch) {
        return programs.predict(shard, batch);
    }

    @Override
    public double backward(int shard, UNetBatch batch, float[] target) {
        Program program = training(shard, batch.size());
        float[] y = programs.forward(program, batch);
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

    /** Returns the program that trains a shard with this batch size. */
    Program training(int shard, int images) {
        return programs.training(shard, images, flatGradients.get(shard));
    }

    @Override
    public void close() {
        programs.close();
    }
}
