package org.effigy.networks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The U-Net as Deeplearning4j graphs, one replica per shard with shared parameters: the reference, and what runs on CUDA. */
final class GraphUNet implements UNetCompute {
    private final DdpmConfig config;
    private final List<ComputationGraph> replicas = new ArrayList<>();

    GraphUNet(DdpmConfig config, int shards) {
        this.config = config;
        ComputationGraph first = new ComputationGraph(UNetGraph.of(config));
        first.init();
        replicas.add(first);
        while (replicas.size() < shards) {
            ComputationGraph replica = new ComputationGraph(UNetGraph.of(config));
            replica.init(first.params(), false);
            replicas.add(replica);
        }
        replicas.forEach(ComputationGraph::initGradientsView);
    }

    @Override
    public INDArray parameters() {
        return replicas.get(0).params();
    }

    @Override
    public Map<String, INDArray> table() {
        return replicas.get(0).paramTable();
    }

    @Override
    public Map<String, INDArray> gradientTable(int shard) {
        Map<String, INDArray> views = replicas.get(shard).gradient().gradientForVariable();
        Map<String, INDArray> table = new LinkedHashMap<>();
        table().keySet().forEach(key -> table.put(key, views.get(key)));
        return table;
    }

    @Override
    public INDArray gradient(int shard) {
        return replicas.get(shard).getFlattenedGradients();
    }

    @Override
    public void refresh() {}

    @Override
    public float[] predict(int shard, UNetBatch batch) {
        INDArray y = replicas.get(shard).outputSingle(false, inputs(batch));
        return Pixels.unfold(Heap.values(Heap.dense(y)), config.size(), config.patch());
    }

    @Override
    public double backward(int shard, UNetBatch batch, float[] target) {
        ComputationGraph replica = replicas.get(shard);
        replica.setInputs(inputs(batch));
        replica.setLabels(images(target, batch.size()));
        replica.computeGradientAndScore();
        // The score is per image, but a sum over the pixels.
        return replica.score() * batch.size();
    }

    @Override
    public void close() {}

    private INDArray[] inputs(UNetBatch batch) {
        int n = batch.size();
        INDArray x = images(batch.images(), n);
        INDArray time = Nd4j.createFromArray(TimeEmbedding.of(batch.t(), 0, n, config.baseChannels()))
                .reshape(n, config.baseChannels());
        if (config.classes() == 0) {
            return new INDArray[] {x, time};
        }
        float[] oneHot = new float[n * config.classes()];
        int[] classes = batch.classes();
        for (int i = 0; i < n; i++) {
            if (classes[i] >= 0) {
                oneHot[i * config.classes() + classes[i]] = 1;
            }
        }
        return new INDArray[] {x, time, Nd4j.createFromArray(oneHot).reshape(n, config.classes())};
    }

    private INDArray images(float[] images, int n) {
        int side = config.size() / config.patch();
        return Nd4j.createFromArray(Pixels.fold(images, config.size(), config.patch()))
                .reshape(n, config.patch() * config.patch(), side, side);
    }
}
