package org.effigy.networks;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The U-Net as Deeplearning4j graphs, one replica per shard, with shared parameters on each device: the reference, and what runs on CUDA. */
final class GraphUNet implements UNetCompute {
    private final DdpmConfig config;
    private final ParameterCopies copies;
    private final List<ComputationGraph> replicas = new ArrayList<>();

    GraphUNet(DdpmConfig config, Engine engine) {
        this.config = config;
        copies = new ParameterCopies(engine);
        for (int shard = 0; shard < engine.threads(); shard++) {
            int thread = shard;
            boolean first = engine.firstThread(engine.device(shard)) == shard;
            replicas.add(engine.call(thread, () -> replica(first, thread)));
        }
    }

    private ComputationGraph replica(boolean first, int thread) {
        ComputationGraph replica = new ComputationGraph(UNetGraph.of(config));
        if (first) {
            replica.init();
            copies.add(new ArrayVector(replica.params()));
        } else {
            replica.init(ArrayVector.array(copies.of(thread)), false);
        }
        replica.initGradientsView();
        return replica;
    }

    @Override
    public FlatVector parameters() {
        return copies.trained();
    }

    @Override
    public FlatVector gradient(int shard) {
        return new ArrayVector(replicas.get(shard).getFlattenedGradients());
    }

    @Override
    public void refresh() {
        copies.broadcast();
    }

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
