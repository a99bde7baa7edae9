package org.effigy.networks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parameters of {@link DdpmUNet}: the vertices of {@link UNetGraph} under the same names, without Deeplearning4j. */
final class UNetLayout {
    private static final String IMAGE = "image";
    private static final String TIME = "time";
    private static final String LABEL = "label";

    private final DdpmConfig config;
    private final int timeChannels;
    private final GraphOrder graph = new GraphOrder();
    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    /** The names of a vertex's parameters. */
    private final Map<String, List<String>> names = new HashMap<>();

    private UNetLayout(DdpmConfig config) {
        this.config = config;
        timeChannels = 4 * config.baseChannels();
    }

    /** Returns where a network's parameters lie. */
    static ParameterLayout of(DdpmConfig config) {
        UNetLayout layout = new UNetLayout(config);
        layout.build();
        List<String> places = layout.graph.sorted().stream()
                .flatMap(vertex -> layout.names.getOrDefault(vertex, List.of()).stream())
                .toList();
        return new ParameterLayout(layout.shapes, places);
    }

    private void build() {
        graph.add(IMAGE);
        graph.add(TIME);
        if (config.classes() > 0) {
            graph.add(LABEL);
        }
        int base = config.baseChannels();
        String time = dense(
                "time2", graph.add("time1.silu", dense("time1", TIME, base, timeChannels)), timeChannels, timeChannels);
        if (config.classes() > 0) {
            put("class", ".weight", timeChannels, config.classes());
            time = graph.add("time.class", time, graph.add("class", LABEL));
        }
        time = graph.add("time.silu", time);

        int pixels = config.patch() * config.patch();
        int side = config.size() / config.patch();
        int channels = base;
        String x = conv("in", IMAGE, pixels, channels, 3);
        Deque<String> skips = new ArrayDeque<>();
        Deque<Integer> skipChannels = new ArrayDeque<>();
        skips.push(x);
        skipChannels.push(channels);

        int levels = config.multipliers().size();
        for (int level = 0; level < levels; level++) {
            int out = base * config.multipliers().get(level);
            for (int block = 0; block < config.blocksPerLevel(); block++) {
                x = level("down" + level + ".block" + block, x, time, new int[] {channels, out, side});
                channels = out;
                skips.push(x);
                skipChannels.push(channels);
            }
            if (level < levels - 1) {
                x = conv("down" + level + ".halve", x, channels, channels, 3);
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
                graph.add(name + ".skip", x, skips.pop());
                int in = channels + skipChannels.pop();
                x = level(name, name + ".skip", time, new int[] {in, out, side});
                channels = out;
            }
            if (level > 0) {
                String name = "up" + level + ".double";
                x = conv(name, graph.add(name + ".nearest", x), channels, channels, 3);
                side *= 2;
            }
        }
        conv("out", norm("out.norm", x, channels), channels, pixels, 3);
    }

    /** @param sizes input channels, output channels, side of the maps */
    private String level(String name, String x, String time, int[] sizes) {
        String y = residual(name, x, time, sizes[0], sizes[1]);
        return sizes[2] == config.attentionResolution() ? attention(name + ".attention", y, sizes[1]) : y;
    }

    private String residual(String name, String x, String time, int in, int out) {
        String y = conv(name + ".conv1", norm(name + ".norm1", x, in), in, out, 3);
        y = graph.add(name + ".addTime", y, dense(name + ".time", time, timeChannels, out));
        y = conv(name + ".conv2", norm(name + ".norm2", y, out), out, out, 3);
        return graph.add(name, y, in == out ? x : conv(name + ".shortcut", x, in, out, 1));
    }

    private String attention(String name, String x, int channels) {
        String qkv = conv(name + ".qkv", norm(name + ".norm", x, channels), channels, 3 * channels, 1);
        String y = conv(name + ".projection", graph.add(name + ".core", qkv), channels, channels, 1);
        return graph.add(name, x, y);
    }

    private String norm(String name, String x, int channels) {
        put(name, ".gamma", channels);
        put(name, ".beta", channels);
        return graph.add(name, x);
    }

    private String conv(String name, String x, int in, int out, int kernel) {
        put(name, ".bias", out);
        put(name, ".weight", out, in, kernel, kernel);
        return graph.add(name, x);
    }

    private String dense(String name, String x, int in, int out) {
        put(name, ".weight", out, in);
        put(name, ".bias", out);
        return graph.add(name, x);
    }

    private void put(String vertex, String kind, long... shape) {
        shapes.put(vertex + kind, shape);
        names.computeIfAbsent(vertex, missing -> new ArrayList<>()).add(vertex + kind);
    }
}
