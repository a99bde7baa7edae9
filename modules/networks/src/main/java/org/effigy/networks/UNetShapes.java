package org.effigy.networks;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/** The parameters of {@link DdpmUNet} by name, with their shapes in PyTorch's layouts. */
final class UNetShapes {
    private final DdpmConfig config;
    private final int timeChannels;
    private final Map<String, long[]> shapes = new LinkedHashMap<>();

    private UNetShapes(DdpmConfig config) {
        this.config = config;
        timeChannels = 4 * config.baseChannels();
    }

    /** Returns the shapes of a network's parameters. */
    static Map<String, long[]> of(DdpmConfig config) {
        UNetShapes shapes = new UNetShapes(config);
        shapes.add();
        return shapes.shapes;
    }

    private void add() {
        int base = config.baseChannels();
        dense("time1", base, timeChannels);
        dense("time2", timeChannels, timeChannels);
        if (config.classes() > 0) {
            put("class.weight", timeChannels, config.classes());
        }
        int pixels = config.patch() * config.patch();
        conv("in", pixels, base, 3);
        int side = config.size() / config.patch();
        int channels = base;
        Deque<Integer> skips = new ArrayDeque<>();
        skips.push(channels);
        int levels = config.multipliers().size();
        for (int level = 0; level < levels; level++) {
            int out = base * config.multipliers().get(level);
            for (int block = 0; block < config.blocksPerLevel(); block++) {
                level("down" + level + ".block" + block, channels, out, side);
                channels = out;
                skips.push(channels);
            }
            if (level < levels - 1) {
                conv("down" + level + ".halve", channels, channels, 3);
                side /= 2;
                skips.push(channels);
            }
        }
        residual("middle.block0", channels, channels);
        attention("middle.attention", channels);
        residual("middle.block1", channels, channels);
        for (int level = levels - 1; level >= 0; level--) {
            int out = base * config.multipliers().get(level);
            for (int block = 0; block <= config.blocksPerLevel(); block++) {
                level("up" + level + ".block" + block, channels + skips.pop(), out, side);
                channels = out;
            }
            if (level > 0) {
                conv("up" + level + ".double", channels, channels, 3);
                side *= 2;
            }
        }
        norm("out.norm", channels);
        conv("out", channels, pixels, 3);
    }

    private void level(String name, int in, int out, int side) {
        residual(name, in, out);
        if (side == config.attentionResolution()) {
            attention(name + ".attention", out);
        }
    }

    private void residual(String name, int in, int out) {
        norm(name + ".norm1", in);
        conv(name + ".conv1", in, out, 3);
        dense(name + ".time", timeChannels, out);
        norm(name + ".norm2", out);
        conv(name + ".conv2", out, out, 3);
        if (in != out) {
            conv(name + ".shortcut", in, out, 1);
        }
    }

    private void attention(String name, int channels) {
        norm(name + ".norm", channels);
        conv(name + ".qkv", channels, 3 * channels, 1);
        conv(name + ".projection", channels, channels, 1);
    }

    private void norm(String name, int channels) {
        put(name + ".gamma", channels);
        put(name + ".beta", channels);
    }

    private void conv(String name, int in, int out, int kernel) {
        put(name + ".weight", out, in, kernel, kernel);
        put(name + ".bias", out);
    }

    private void dense(String name, int in, int out) {
        put(name + ".weight", out, in);
        put(name + ".bias", out);
    }

    private void put(String name, long... shape) {
        shapes.put(name, shape);
    }
}
