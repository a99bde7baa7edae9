package org.effigy.networks;

import java.util.ArrayList;
import java.util.List;
import org.effigy.networks.onednn.Program;

/**
 * The U-Net compiled for the CPU: the same architecture and parameters as {@link GraphUNet}, as programs of oneDNN
 * primitives and fused loops, one per shard and batch size. Knows nothing of ND4J, which then need not be loaded.
 */
final class CompiledUNet implements UNetCompute {
    private final DdpmConfig config;
    private final Engine engine;
    private final ParameterLayout layout;
    private final ParameterCopies copies;
    /** By shard; null for one that has not trained. */
    private final HostVector[] gradients;
    /** By device. */
    private final List<UNetPrograms> programs = new ArrayList<>();

    CompiledUNet(DdpmConfig config, Engine engine) {
        this.config = config;
        this.engine = engine;
        layout = UNetLayout.of(config);
        copies = new ParameterCopies(engine);
        for (int device = 0; device < engine.devices(); device++) {
            HostVector parameters = new HostVector(layout.length());
            copies.add(parameters);
            programs.add(new UNetPrograms(config, layout.in(parameters)));
        }
        gradients = new HostVector[engine.threads()];
    }

    @Override
    public FlatVector parameters() {
        return copies.trained();
    }

    @Override
    public FlatVector gradient(int shard) {
        if (gradients[shard] == null) {
            gradients[shard] = new HostVector(layout.length());
        }
        return gradients[shard];
    }

    @Override
    public void refresh() {
        copies.broadcast();
        engine.runOnDevices((device, part, parts) -> programs.get(device).refresh(part, parts));
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
        gradient(shard);
        return of(shard).training(shard, images, () -> layout.in(gradients[shard]));
    }

    @Override
    public void close() {
        programs.forEach(UNetPrograms::close);
        copies.close();
        for (HostVector gradient : gradients) {
            if (gradient != null) {
                gradient.close();
            }
        }
    }
}
