package org.effigy.networks;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The parameters of one network as a flat vector, a copy on each device. The first is the one that is trained; {@link
 * #broadcast} brings the others up to date, through the heap, so that no operation ever reaches over to another device.
 */
final class ParameterCopies {
    private final Engine engine;
    private final List<INDArray> copies = new ArrayList<>();

    ParameterCopies(Engine engine) {
        this.engine = engine;
    }

    /** Adds the copy of the next device, which a thread of that device has made. */
    void add(INDArray copy) {
        copies.add(copy);
    }

    /** Returns the parameters that are trained; a view. */
    INDArray trained() {
        return copies.get(0);
    }

    /** Returns the copy that a thread's shard computes with; a view. */
    INDArray of(int thread) {
        return copies.get(engine.device(thread));
    }

    /** Writes the trained parameters into all other copies. */
    void broadcast() {
        if (copies.size() == 1) {
            return;
        }
        float[] values = engine.call(0, () -> Heap.values(trained()));
        engine.run(engine.threads(), thread -> {
            int device = engine.device(thread);
            if (device > 0 && engine.firstThread(device) == thread) {
                Heap.put(copies.get(device), values);
            }
        });
    }
}
