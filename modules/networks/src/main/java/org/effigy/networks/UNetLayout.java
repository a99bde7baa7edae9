package org.effigy.networks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parameters of {@link UNetArchitecture}, without Deeplearning4j. */
final class UNetLayout extends UNetArchitecture {
    private final GraphOrder graph = new GraphOrder();
    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    /** The names of a vertex's parameters. */
    private final Map<String, List<String>> names = new HashMap<>();

    private UNetLayout(DdpmConfig config) {
        super(config);
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

    @Override
    void inputs(String... inputs) {
        for (String input : inputs) {
            graph.add(input);
        }
    }

    @Override
    String conv(String name, String x, int in, int out, int kernel, int stride) {
        put(name, ".bias", out);
        put(name, ".weight", out, in, kernel, kernel);
        return graph.add(name, x);
    }

    @Override
    String dense(String name, String x, int in, int out, boolean bias) {
        put(name, ".weight", out, in);
        if (bias) {
            put(name, ".bias", out);
        }
        return graph.add(name, x);
    }

    @Override
    String norm(String name, String x, int channels, boolean silu) {
        put(name, ".gamma", channels);
        put(name, ".beta", channels);
        return graph.add(name, x);
    }

    @Override
    String silu(String name, String x) {
        return graph.add(name, x);
    }

    @Override
    String add(String name, String x, String y) {
        return graph.add(name, x, y);
    }

    @Override
    String addTime(String name, String x, String time) {
        return graph.add(name, x, time);
    }

    @Override
    String join(String name, String x, String skip) {
        return graph.add(name, x, skip);
    }

    @Override
    String nearest(String name, String x) {
        return graph.add(name, x);
    }

    @Override
    String attentionCore(String name, String qkv) {
        return graph.add(name, qkv);
    }

    private void put(String vertex, String kind, long... shape) {
        shapes.put(vertex + kind, shape);
        names.computeIfAbsent(vertex, missing -> new ArrayList<>()).add(vertex + kind);
    }
}
