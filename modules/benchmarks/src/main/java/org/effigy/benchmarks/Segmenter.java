package org.effigy.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongConsumer;
import org.effigy.base.Seeds;
import org.effigy.dataset.image.Augmentation;
import org.effigy.dataset.image.EpochSampler;
import org.effigy.networks.Engines;
import org.effigy.networks.Network;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.net.Activation;
import org.effigy.networks.net.Init;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Net.Window;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Shape;
import org.effigy.networks.optim.AdamSettings;

/**
 * A small U-Net (Ronneberger et al. 2015) from grey images to the logits of a region's mask. Differs: padded convolutions, group
 * normalisation and SiLU, strided convolutions down, nearest neighbour up.
 */
final class Segmenter implements AutoCloseable {
    private static final int GROUPS = 4;
    private static final int PER_PASS = 8;
    private static final double RATE = 1e-3;
    private static final int WARM_UP = 50;
    private static final double CLIP = 1;

    private final int size;
    private final Workers workers;
    private final Network network;

    /**
     * Draws the first weights.
     *
     * @param size side of the images in pixels, a multiple of 4
     * @param channels of the finest level, a multiple of 4; they double twice
     */
    Segmenter(int size, int channels, long seed, Compute compute) {
        this.size = size;
        workers = Engines.workers(compute);
        network = new Network(net(size, channels), compute, workers).init(Seeds.derive(seed, "segmenter", 0));
    }

    /** Returns the network: input image (1, size, size), output logits of the same shape. */
    static Net net(int size, int channels) {
        Net.Recorder net = new Net.Recorder();
        Node x = net.input("image", new Shape(1, size, size));
        List<Node> skips = new ArrayList<>();
        for (int level = 0; level < 3; level++) {
            int out = channels << level;
            String name = "down" + level;
            x = block(net, name + ".a", x, out, level == 0 ? 1 : 2);
            x = block(net, name + ".b", x, out, 1);
            skips.add(x);
        }
        for (int level = 1; level >= 0; level--) {
            String name = "up" + level;
            x = net.nearest(name + ".nearest", x);
            x = block(net, name + ".a", net.join(name + ".skip", x, skips.get(level)), channels << level, 1);
            x = block(net, name + ".b", x, channels << level, 1);
        }
        return net.done(net.conv("out", x, 1, Window.same(1), true, Init.ZERO));
    }

    private static Node block(Net.Recorder net, String name, Node x, int out, int stride) {
        Node y = net.conv(name, x, out, Window.same(3, stride), true, Init.HE);
        return net.activate(name + ".silu", net.groupNorm(name + ".norm", y, GROUPS), Activation.SILU);
    }

    /** Returns the network, for tests. */
    Network network() {
        return network;
    }

    /**
     * Learns from pairs, in the order of epochs, each turned, scaled and shifted a little.
     *
     * @param images flattened (N, 1, size, size), [-1, 1]
     * @param masks as long, 1 in the region and 0 elsewhere
     * @param told the number of each step that is done
     */
    void train(float[] images, float[] masks, int steps, int batch, long seed, LongConsumer told) {
        int pixels = size * size;
        EpochSampler order = new EpochSampler(images.length / pixels, batch, seed);
        float[] x = new float[batch * pixels];
        float[] target = new float[x.length];
        for (int step = 1; step <= steps; step++) {
            int[] chosen = order.batch(step - 1);
            for (int i = 0; i < batch; i++) {
                long place = (long) (step - 1) * batch + i;
                copyMoved(images, chosen[i], seed, place, x, i);
                copyMoved(masks, chosen[i], seed, place, target, i);
                for (int j = i * pixels; j < (i + 1) * pixels; j++) {
                    target[j] = target[j] >= 0.5f ? 1 : 0;
                }
            }
            network.backward(SegmentationLoss.of(pixels), batch, target, x);
            double warm = Math.min(1, (double) step / WARM_UP);
            double falling = 0.5 * (1 + Math.cos(Math.PI * (step - 1) / steps));
            network.update(AdamSettings.of(RATE * warm * falling), CLIP, 1);
            told.accept(step);
        }
    }

    private void copyMoved(float[] all, int image, long seed, long place, float[] out, int to) {
        int pixels = size * size;
        float[] own = Arrays.copyOfRange(all, image * pixels, (image + 1) * pixels);
        Random random = Seeds.of(seed, "segmenter augmentation", place);
        System.arraycopy(Augmentation.AFFINE.apply(own, size, random), 0, out, to * pixels, pixels);
    }

    /**
     * Returns for each image the region that is found: where the logit is above 0.
     *
     * @param images flattened (N, 1, size, size), [-1, 1]
     */
    List<boolean[]> regions(float[] images) {
        int pixels = size * size;
        float[] logits = network.predict(PER_PASS, images);
        List<boolean[]> regions = new ArrayList<>();
        for (int from = 0; from < logits.length; from += pixels) {
            boolean[] region = new boolean[pixels];
            for (int i = 0; i < pixels; i++) {
                region[i] = logits[from + i] > 0;
            }
            regions.add(region);
        }
        return regions;
    }

    @Override
    public void close() {
        network.close();
        workers.close();
    }
}
