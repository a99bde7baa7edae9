package org.effigy.networks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The generator or the discriminator of {@link Dcgan}: a replica per shard, parameters per device, and the optimiser. */
final class GanReplicas implements AutoCloseable {
    /** Returns the compiled layers of a shard over the parameters of its device. */
    interface Compiler {
        GanLayers compile(CompiledDcgan.Shared shared, int shard);
    }

    private final Engine engine;
    private final List<GanLayers> shards = new ArrayList<>();
    private final ParameterCopies copies;
    /** By device, where the layers are compiled. */
    private final List<CompiledDcgan.Shared> shared = new ArrayList<>();

    private final Adam adam;
    /** Whether the parameters may have changed since the latest pass. */
    private boolean changed = true;

    private GanReplicas(Engine engine, IntFunction<GanLayers> maker, ParameterCopies copies) {
        this.engine = engine;
        this.copies = copies;
        for (int shard = 0; shard < engine.threads(); shard++) {
            int thread = shard;
            shards.add(engine.call(thread, () -> maker.apply(thread)));
        }
        adam = new Adam(engine, copies.trained().length());
    }

    /** Returns Deeplearning4j's layers. */
    static GanReplicas of(Engine engine, IntFunction<DcganLayers> layers) {
        ParameterCopies copies = new ParameterCopies(engine);
        return new GanReplicas(
                engine,
                shard -> {
                    DcganLayers replica = layers.apply(shard);
                    if (engine.firstThread(engine.device(shard)) != shard) {
                        return replica.init(copies.of(shard));
                    }
                    copies.add(replica.init().parameters());
                    return replica;
                },
                copies);
    }

    /** Returns compiled layers, with the parameters laid out as by Deeplearning4j's. */
    static GanReplicas compiled(Engine engine, IntFunction<DcganLayers> layers, Compiler compiler) {
        ParameterCopies copies = new ParameterCopies(engine);
        List<CompiledDcgan.Shared> shared = new ArrayList<>();
        GanReplicas replicas = new GanReplicas(
                engine,
                shard -> {
                    if (engine.firstThread(engine.device(shard)) == shard) {
                        CompiledDcgan.Shared device =
                                CompiledDcgan.Shared.of(layers.apply(shard).init());
                        shared.add(device);
                        copies.add(device.parameters());
                    }
                    return compiler.compile(shared.get(engine.device(shard)), shard);
                },
                copies);
        replicas.shared.addAll(shared);
        return replicas;
    }

    /** Returns the layers of a shard. */
    GanLayers shard(int shard) {
        return shards.get(shard);
    }

    /** Returns the gradients of the first shards; views. */
    List<INDArray> gradients(int count) {
        return shards.stream().limit(count).map(GanLayers::gradient).toList();
    }

    /** Returns for each shard an array like its gradient. */
    List<INDArray> gradientMemory() {
        List<INDArray> out = new ArrayList<>();
        for (int shard = 0; shard < shards.size(); shard++) {
            GanLayers layers = shards.get(shard);
            out.add(engine.call(shard, () -> layers.gradient().ulike()));
        }
        return out;
    }

    /** Brings all devices up to date with parameters that have changed. */
    void refresh() {
        if (changed) {
            copies.broadcast();
            shared.forEach(device -> device.weights().refresh());
            changed = false;
        }
    }

    /** One step of the optimiser against the sum of gradients, number i of shard i modulo the count. */
    void update(List<INDArray> gradients, int count, AdamSettings settings, double averageDecay) {
        adam.combine(gradients, count);
        adam.update(copies.trained(), gradients.get(0), 1, settings, averageDecay);
        changed = true;
    }

    Adam adam() {
        return adam;
    }

    long parameterCount() {
        return copies.trained().length();
    }

    /** Returns the parameters; copies. */
    List<NamedTensor> weights() {
        return engine.call(0, () -> Parameters.read(table()));
    }

    void setWeights(List<NamedTensor> weights) {
        engine.run(1, thread -> Parameters.write(weights, table()));
        changed = true;
    }

    /** Returns a flat vector by the parameters' names; copies. */
    List<NamedTensor> named(float[] vector) {
        return engine.call(0, () -> Parameters.read(Parameters.views(table(), Nd4j.createFromArray(vector))));
    }

    /** Returns the moving average, or the parameters before the first update with one; copies. */
    List<NamedTensor> averagedWeights() {
        float[] average = adam.average();
        return average.length == 0 ? weights() : named(average);
    }

    void setAveragedWeights(List<NamedTensor> weights) {
        adam.setAverage(engine.call(0, () -> {
            INDArray average = Nd4j.create(DataType.FLOAT, parameterCount());
            Parameters.write(weights, Parameters.views(table(), average));
            return Heap.values(average);
        }));
    }

    private Map<String, INDArray> table() {
        return shards.get(0).table();
    }

    @Override
    public void close() {
        shards.forEach(GanLayers::close);
        shared.forEach(device -> device.weights().close());
    }
}
