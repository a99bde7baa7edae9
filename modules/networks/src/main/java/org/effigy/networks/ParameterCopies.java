package org.effigy.networks;

import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of one network as a flat vector, a copy on each device. The first is the one that is trained; {@link
 * #broadcast} brings the others up to date, through the heap, so that no operation ever reaches over to another device.
 */
final class ParameterCopies implements AutoCloseable {
    private final Engine engine;
    private final List<FlatVector> copies = new ArrayList<>();

    ParameterCopies(Engine engine) {
        this.engine = engine;
    }

    /** Adds the copy of the next device, which a thread of that device has made, and takes it over. */
    void add(FlatVector copy) {
        copies.add(copy);
    }

    /** Returns the parameters that are trained; a view. */
    FlatVector trained() {
        return copies.get(0);
    }

    /** Returns the copy that a thread's shard computes with; a view. */
    FlatVector of(int thread) {
        return copies.get(engine.device(thread));
    }

    /** Writes the trained parameters into all other copies. */
    void broadcast() {
        if (copies.size() == 1) {
            return;
        }
        float[] values = engine.call(0, () -> trained().values());
        engine.run(engine.threads(), thread -> {
            int device = engine.device(thread);
            if (device > 0 && engine.firstThread(device) == thread) {
                copies.get(device).put(0, values);
            }
        });
    }

    @Override
    public void close() {
        copies.forEach(FlatVector::close);
    }
}
