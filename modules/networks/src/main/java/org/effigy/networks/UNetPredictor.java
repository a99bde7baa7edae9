package org.effigy.networks;

import java.util.List;
import org.effigy.diffusion.Denoiser;

/**
 * A trained U-Net that only predicts: {@link DdpmUNet} without gradients and optimiser. Where networks are compiled for the
 * CPU it goes from the weights to oneDNN's programs without ND4J, which takes seconds to load.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class UNetPredictor implements Denoiser, AutoCloseable {
    private final DdpmConfig config;
    private final Engine engine;
    private final UNetBatch.Network network;
    private final Runnable closing;

    private UNetPredictor(DdpmConfig config, Engine engine, UNetBatch.Network network, Runnable closing) {
        this.config = config;
        this.engine = engine;
        this.network = network;
        this.closing = closing;
    }

    /**
     * Returns a network with these weights.
     *
     * @throws org.effigy.base.InputException if names or shapes are another network's
     */
    public static UNetPredictor of(DdpmConfig config, List<NamedTensor> weights) {
        return of(config, weights, Backend.compilesForCpu());
    }

    static UNetPredictor of(DdpmConfig config, List<NamedTensor> weights, boolean compiled) {
        ParameterLayout layout = UNetLayout.of(config);
        if (!compiled) {
            Engine engine = Engine.start(false);
            GraphUNet graph = new GraphUNet(config, engine);
            engine.run(1, thread -> layout.write(weights, graph.parameters()));
            graph.refresh();
            return new UNetPredictor(config, engine, graph::predict, graph::close);
        }
        HostVector memory = new HostVector(layout.length());
        layout.write(weights, memory);
        UNetPrograms programs = new UNetPrograms(config, layout.in(memory));
        return new UNetPredictor(config, Engine.ofPrograms(Engine.defaultThreads(), 1), programs::predict, () -> {
            programs.close();
            memory.close();
        });
    }

    @Override
    public int imageLength() {
        return config.size() * config.size();
    }

    @Override
    public float[] predict(float[] xt, int[] t, int[] labels) {
        return UNetBatch.checked(config, xt, t, labels).predictedBy(network, engine);
    }

    /** Returns how many images all threads predict at once. */
    public int imagesPerRound() {
        return engine.threads() * UNetBatch.IMAGES_PER_PASS;
    }

    @Override
    public void close() {
        closing.run();
        engine.close();
    }
}
