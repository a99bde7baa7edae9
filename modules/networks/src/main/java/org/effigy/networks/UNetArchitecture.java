package org.effigy.networks;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The architecture of {@link DdpmUNet}, top to bottom, as vertices by name; what a vertex becomes is up to the subclass. Each
 * method returns the vertex's name.
 */
abstract class UNetArchitecture {
    static final String IMAGE = "image";
    static final String TIME = "time";
    static final String LABEL = "label";

    private final DdpmConfig config;
    private final int timeChannels;

    UNetArchitecture(DdpmConfig config) {
        this.config = config;
        timeChannels = 4 * config.baseChannels();
    }

    /** Declares the inputs, before all else. */
    abstract void inputs(String... names);

    abstract String conv(String name, String x, int in, int out, int kernel, int stride);

    abstract String dense(String name, String x, int in, int out, boolean bias);

    abstract String norm(String name, String x, int channels, boolean silu);

    abstract String silu(String name, String x);

    abstract String add(String name, String x, String y);

    /** Adds (N, channels) of the time embedding to maps. */
    abstract String addTime(String name, String x, String time);

    /** Puts maps side by side. */
    abstract String join(String name, String x, String skip);

    /** Doubles maps by nearest neighbour. */
    abstract String nearest(String name, String x);

    /** The core of self-attention: q, k and v side by side. */
    abstract String attentionCore(String name, String qkv);

    /** Makes all vertices and returns the output's name. */
    final String build() {
        if (config.classes() > 0) {
            inputs(IMAGE, TIME, LABEL);
        } else {
            inputs(IMAGE, TIME);
        }
        int base = config.baseChannels();
        String time = dense("time1", TIME, base, timeChannels, true);
        time = dense("time2", silu("time1.silu", time), timeChannels, timeChannels, true);
        if (config.classes() > 0) {
            time = add("time.class", time, dense("class", LABEL, config.classes(), timeChannels, false));
        }
        time = silu("time.silu", time);

        int pixels = config.patch() * config.patch();
        int side = config.size() / config.patch();
        int channels = base;
        String x = conv("in", IMAGE, pixels, channels, 3, 1);
        Deque<String> skips = new ArrayDeque<>();
        Deque<Integer> skipChannels = new ArrayDeque<>();
        skips.push(x);
        skipChannels.push(channels);

        int levels = config.multipliers().size();
        for (int level = 0; level < levels; level++) {
            int out = base * config.multipliers().get(level);
            for (int block = 0; block < config.blocksPerLevel(); block++) {
                x = level("down" + level + ".block" + block, x, time, channels, out, side);
                channels = out;
                skips.push(x);
                skipChannels.push(channels);
            }
            if (level < levels - 1) {
                x = conv("down" + level + ".halve", x, channels, channels, 3, 2);
                side /= 2;
                skips.push(x);
                skipChannels.push(channels);
            }
        }

        x = residual("middle.block0", x, time, channels, channels);
        x = attention("middle.attention", x, channels);
        x = residual("middle.block1", x, time, channels, channels);

        for (int level = levels - 1; level >= 0; level--) {
            int out = base * config.multipliers().get(level);
            for (int block = 0; block <= config.blocksPerLevel(); block++) {
                String name = "up" + level + ".block" + block;
                x = join(name + ".skip", x, skips.pop());
                x = level(name, x, time, channels + skipChannels.pop(), out, side);
                channels = out;
            }
            if (level > 0) {
                String name = "up" + level + ".double";
                x = conv(name, nearest(name + ".nearest", x), channels, channels, 3, 1);
                side *= 2;
            }
        }
        return conv("out", norm("out.norm", x, channels, true), channels, pixels, 3, 1);
    }

    /** A residual block, followed by attention at the resolution that has it. */
    private String level(String name, String x, String time, int in, int out, int side) {
        String y = residual(name, x, time, in, out);
        return side == config.attentionResolution() ? attention(name + ".attention", y, out) : y;
    }

    private String residual(String name, String x, String time, int in, int out) {
        String y = conv(name + ".conv1", norm(name + ".norm1", x, in, true), in, out, 3, 1);
        y = addTime(name + ".addTime", y, dense(name + ".time", time, timeChannels, out, true));
        y = norm(name + ".norm2", y, out, true);
        y = conv(name + ".conv2", y, out, out, 3, 1);
        return add(name, y, in == out ? x : conv(name + ".shortcut", x, in, out, 1, 1));
    }

    private String attention(String name, String x, int channels) {
        String qkv = conv(name + ".qkv", norm(name + ".norm", x, channels, false), channels, 3 * channels, 1, 1);
        return add(name, x, conv(name + ".projection", attentionCore(name + ".core", qkv), channels, channels, 1, 1));
    }
}
