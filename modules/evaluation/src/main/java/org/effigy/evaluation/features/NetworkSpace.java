package org.effigy.evaluation.features;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.function.IntFunction;
import org.effigy.base.Check;
import org.effigy.base.Progress;
import org.effigy.evaluation.images.ImageSet;
import org.effigy.networks.Engines;
import org.effigy.networks.Network;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.Precision;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.net.Net;

/** A feature space that a network computes, its output being the features; in float32 on the processor. */
abstract class NetworkSpace implements FeatureSpace {
    private static final int IMAGES_PER_PASS = 8;
    private static final int IMAGES_PER_ROUND = 64;

    /** Returns the net for images of this side. */
    protected abstract Net net(int side);

    /** Sets the network's weights. */
    protected abstract void begin(Network network);

    /** Returns how a network computes with so many threads. */
    static Compute compute(int threads) {
        Engines.Wishes wishes =
                Engines.Wishes.NONE.withPrecision(Precision.FLOAT32).shared(threads, 1);
        return Engines.settle(wishes, Compute.CPU);
    }

    @Override
    public final FeatureTable features(ImageSet images, int threads, Progress progress) throws IOException {
        return features(images.size(), images::scaled, images.side(), threads, progress);
    }

    /**
     * Returns the features of images that are no set.
     *
     * @param image the i-th, shape (side, side), in [-1, 1]
     */
    public final FeatureTable features(int count, IntFunction<float[]> image, int side, int threads, Progress progress)
            throws IOException {
        Net net = net(side);
        int width = net.output().shape().length();
        float[] values = new float[Math.multiplyExact(count, width)];
        Compute compute = compute(threads);
        try (Workers workers = Engines.workers(compute);
                Network network = new Network(net, compute, workers)) {
            begin(network);
            int length = side * side;
            for (int from = 0; from < count; from += IMAGES_PER_ROUND) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("interrupted");
                }
                int some = Math.min(IMAGES_PER_ROUND, count - from);
                float[] batch = new float[some * length];
                for (int i = 0; i < some; i++) {
                    System.arraycopy(image.apply(from + i), 0, batch, i * length, length);
                }
                float[] out = network.predict(IMAGES_PER_PASS, batch);
                System.arraycopy(out, 0, values, from * width, out.length);
                progress.done(from + some);
            }
        }
        Check.argument(allFinite(values), () -> name() + ": a feature is not finite");
        return new FeatureTable(count, width, values);
    }

    private static boolean allFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }
}
