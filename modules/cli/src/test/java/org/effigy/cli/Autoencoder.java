package org.effigy.cli;

import java.util.List;
import org.effigy.base.Check;
import org.effigy.base.Size;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.families.Batch;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.LossModel;
import org.effigy.networks.families.Model;
import org.effigy.networks.net.Activation;
import org.effigy.networks.net.Init;
import org.effigy.networks.net.Loss;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Net.Window;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Shape;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;

/**
 * A small convolutional autoencoder. It is a family that only tests have, to show that a new one is one file and the line in
 * {@code META-INF/services} that registers it.
 */
public final class Autoencoder implements Family {
    static final String NAME = "autoencoder";

    /**
     * The network.
     *
     * @param size side of the square image in pixels; a multiple of 4
     * @param code channels of the code, whose side is a quarter of the image's
     * @param classes of the data, which it does not look at
     */
    public record Config(int size, int code, int classes) implements ModelConfig {
        public Config {
            Check.inRange("size", size, 8, 1024);
            Check.argument(size % 4 == 0, () -> "size is " + size + ", it must be a multiple of 4");
            Check.inRange("code", code, 1, 64);
        }

        @Override
        public Size imageSize() {
            return Size.square(size);
        }

        @Override
        public String family() {
            return NAME;
        }
    }

    /** Returns the network: from images, (1, H, W), over their codes back to images. */
    static Net net(Config config) {
        Net.Recorder net = new Net.Recorder();
        Node x = net.input("image", new Shape(1, config.size(), config.size()));
        x = net.conv("encoder.conv1", x, 8, Window.same(3, 2), true, Init.HE);
        x = net.activate("encoder.silu1", x, Activation.SILU);
        x = net.conv("encoder.conv2", x, 16, Window.same(3, 2), true, Init.HE);
        x = net.activate("encoder.silu2", net.groupNorm("encoder.norm", x, 4), Activation.SILU);
        x = net.conv("code", x, config.code(), Window.same(1), true, Init.HE);
        x = net.conv("decoder.conv1", net.nearest("decoder.double", x), 16, Window.same(3), true, Init.HE);
        x = net.activate("decoder.silu1", net.groupNorm("decoder.norm", x, 4), Activation.SILU);
        x = net.transposed("decoder.conv2", x, 8, new Window(4, 2, 1), Init.HE);
        x = net.activate("decoder.silu2", x, Activation.SILU);
        x = net.conv("out", x, 1, Window.same(3), true, Init.HE);
        return net.done(net.activate("out.tanh", x, Activation.TANH));
    }

    @Override
    public Model create(ModelConfig config, Recipe recipe, Compute compute) {
        return new LossModel(net((Config) config), recipe, compute) {
            @Override
            protected Loss loss() {
                return Loss.SQUARED_ERROR;
            }

            @Override
            protected Example example(Batch batch) {
                return new Example(new float[][] {batch.images()}, batch.images(), batch.images().length);
            }
        };
    }

    @Override
    public Preset preset(String preset, Size size, int classes) {
        Optimisation optimisation = new Optimisation(AdamSettings.of(3e-3), 0, 1, 0.99);
        return new Preset(new Config(size.side(NAME), 8, classes), 100L << PRESETS.indexOf(preset), 8, optimisation, 0);
    }

    @Override
    public List<Setting> settings() {
        return List.of(new Setting("code", "N", "Channels of the code.", (config, value) -> {
            return new Config(config.imageSize().rows(), Integer.parseInt(value), config.classes());
        }));
    }

    @Override
    public Help help() {
        return new Help(
                "Train an autoencoder.",
                List.of("It makes no images."),
                List.of("effigy train autoencoder --data ct.json --out runs/code --code 4"));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }
}
