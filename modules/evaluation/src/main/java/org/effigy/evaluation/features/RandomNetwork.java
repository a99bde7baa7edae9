package org.effigy.evaluation.features;

import org.effigy.networks.Network;
import org.effigy.networks.net.Activation;
import org.effigy.networks.net.Init;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Net.Window;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Shape;

/**
 * The feature space of a convolutional network that was never trained: four layers of 3x3 convolutions with 32, 64, 128 and 256
 * channels and rectifiers, the last three with stride 2, and of each layer the mean over all positions, 480 features.
 *
 * <p>Its weights are those that {@link Init#HE} draws from the seed {@link #SEED}; biases are 0. Anybody has the same network.
 */
public final class RandomNetwork extends NetworkSpace {
    /** The name of the space. */
    public static final String NAME = "random";

    /** From which the weights follow. */
    public static final long SEED = 20261127;

    private static final int[] CHANNELS = {32, 64, 128, 256};

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String key() {
        return "random network 1, seed " + SEED;
    }

    @Override
    public boolean standardised() {
        return true;
    }

    @Override
    protected Net net(int side) {
        Net.Recorder net = new Net.Recorder();
        Node x = net.input("image", new Shape(1, side, side));
        Node means = null;
        for (int layer = 0; layer < CHANNELS.length; layer++) {
            Window window = Window.same(3, layer == 0 ? 1 : 2);
            x = net.conv("layer" + layer, x, CHANNELS[layer], window, true, Init.HE);
            x = net.activate("layer" + layer + ".relu", x, Activation.RELU);
            Node mean = net.globalPool("layer" + layer + ".mean", x);
            means = layer == 0 ? mean : net.join("join" + layer, means, mean);
        }
        return net.done(means);
    }

    @Override
    protected void begin(Network network) {
        network.init(SEED);
    }
}
