package org.effigy.networks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/** The generator or the discriminator of {@link Dcgan}: a replica per shard, parameters per device, and the optimiser. */
final class GanReplicas implements AutoCloseable {
    /** Returns the compiled layers of a shard over the parameters of its device. */
    interface Compiler {
        GanLayers compile(CompiledDcgan.Shared shared, int shard);
    }

    private final Engine engine;
    private final ParameterLayout layout;
    private final List<GanLayers> shards = new ArrayList<>();
    private final ParameterCopies copies;
    /** By device, where the layers are compiled. */
    private final List<CompiledDcgan.Shared> shared = new ArrayList<>();

    private final Adam adam;
    /** By shard; null for one that has kept none. */
    private final FlatVector[] kept;
    /** Whether the parameters may have changed since the latest pass. */
    private boolean changed = true;

    private GanReplicas(Engine engine, ParameterLayout layout, IntFunction<GanLayers> maker, ParameterCopies copies) {
        this.engine = engine;
        this.layout = layout;
        this.copies = copies;
        for (int shard = 0; shard < engine.threads(); shard++) {
            int thread = shard;
            shards.add(engine.call(thread, () -> maker.apply(thread)));
        }
        kept = new FlatVector[engine.threads()];
        adam = new Adam(engine, copies.trained());
    }

    /** Returns Deeplearning4j's layers. */
    static GanReplicas of(Engine engine, ParameterLayout layout, IntFunction<DcganLayers> layers) {
        ParameterCopies copies = new ParameterCopies(engine);
        return new GanReplicas(
                engine,
                layout,
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

    /** Returns compiled layers. */
    static GanReplicas compiled(Engine engine, ParameterLayout layout, Compiler compiler) {
        ParameterCopies copies = new ParameterCopies(engine);
        List<CompiledDcgan.Shared> shared = new ArrayList<>();
        for (int device = 0; device < engine.devices(); device++) {
            shared.add(CompiledDcgan.Shared.of(layout));
            copies.add(shared.get(device).parameters());
        }
        GanReplicas replicas = new GanReplicas(
                engine, layout, shard -> compiler.compile(shared.get(engine.device(shard)), shard), copies);
        replicas.shared.addAll(shared);
        return replicas;
    }

    /** Returns the layers of a shard. */
    GanLayers shard(int shard) {
        return shards.get(shard);
    }

    /** Keeps a shard's gradient, which the next backward pass replaces; called by the thread of the shard. */
    void keepGradient(int shard) {
        FlatVector gradient = shards.get(shard).gradient();
        if (kept[shard] == null) {
            kept[shard] = gradient.like();
        }
        kept[shard].assign(gradient);
    }

    /** Brings all devices up to date with parameters that have changed. */
    void refresh() {
        if (changed) {
            copies.broadcast();
            if (!shared.isEmpty()) {
                engine.runOnDevices(
                        (device, part, parts) -> shared.get(device).weights().refresh(part, parts));
            }
            changed = false;
        }
    }

    /**
     * One step of the optimiser against the sum of the gradients of the first shards.
     *
     * @param withKept whether those kept are added
     */
    void update(int count, boolean withKept, AdamSettings settings, double averageDecay) {
        List<FlatVector> gradients = new ArrayList<>();
        for (int shard = 0; shard < count; shard++) {
            gradients.add(shards.get(shard).gradient());
        }
        if (withKept) {
            gradients.addAll(Arrays.asList(kept).subList(0, count));
        }
        adam.combine(gradients, count);
        adam.update(gradients.get(0), 1, settings, averageDecay);
        changed = true;
    }

    Adam adam() {
        return adam;
    }

    long parameterCount() {
        return layout.length();
    }

    /** Returns the parameters; copies. */
    List<NamedTensor> weights() {
        return named(copies.trained());
    }

    /** Sets each parameter. */
    void fill(Function<ParameterLayout.Parameter, float[]> values) {
        engine.run(1, thread -> layout.fill(copies.trained(), values));
        changed = true;
    }

    void setWeights(List<NamedTensor> weights) {
        engine.run(1, thread -> layout.write(weights, copies.trained()));
        changed = true;
    }

    /** Returns a flat vector by the parameters' names; copies. */
    List<NamedTensor> named(FlatVector vector) {
        return engine.call(0, () -> layout.tensors(vector));
    }

    /** Returns the moving average, or the parameters before the first update with one; copies. */
    List<NamedTensor> averagedWeights() {
        return named(adam.average());
    }

    void setAveragedWeights(List<NamedTensor> weights) {
        layout.check(weights);
        FlatVector average = adam.makeAverage();
        engine.run(1, thread -> layout.write(weights, average));
    }

    @Override
    public void close() {
        shards.forEach(GanLayers::close);
        shared.forEach(device -> device.weights().close());
        copies.close();
        adam.close();
        for (FlatVector gradient : kept) {
            if (gradient != null) {
                gradient.close();
            }
        }
    }
}
