package org.effigy.networks;

import java.util.Map;
import java.util.TreeMap;
import org.effigy.networks.onednn.Program;

/** Where the time of a compiled network's step goes, by layer and pass. */
public final class NetworkProfile {
    private NetworkProfile() {}

    /**
     * Returns the nanoseconds that each pass of the U-Net took in one thread, over some training steps.
     *
     * @param images in the batch
     * @param steps counted, after as many that are not
     */
    public static Map<String, Long> ofUNet(DdpmConfig config, int images, int steps) {
        Map<String, Long> nanos = new TreeMap<>();
        Engine engine = new Engine(1);
        CompiledUNet network = new CompiledUNet(config, engine);
        Program program = network.training(0, images);
        UNetBatch batch = new UNetBatch(new float[images * config.size() * config.size()], new int[images], new int[0]);
        java.util.Arrays.fill(batch.t(), 1);
        float[] target = new float[batch.images().length];
        java.util.Arrays.fill(target, 0.5f);
        for (int step = 0; step < 2 * steps; step++) {
            if (step == steps) {
                program.profile(nanos);
            }
            network.backward(0, batch, target);
        }
        network.close();
        engine.close();
        return nanos;
    }
}
