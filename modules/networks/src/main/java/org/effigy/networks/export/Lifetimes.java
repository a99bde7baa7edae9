package org.effigy.networks.export;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Node;

/** Names for results, of which one is taken again when its result is needed no more, so that memory is freed. */
final class Lifetimes {
    private final Map<Node, Integer> left;
    private final Map<Node, String> names = new HashMap<>();
    private final Deque<String> free = new ArrayDeque<>();
    private int made;

    Lifetimes(Net net) {
        left = new HashMap<>(net.uses());
    }

    /** Returns the name of a result that was made. */
    String name(Node node) {
        return names.get(node);
    }

    /** Returns a name for what an operation makes of its inputs; they may be needed for the last time. */
    String make(Node node) {
        node.inputs().forEach(input -> {
            if (left.merge(input, -1, Integer::sum) == 0) {
                free.push(names.get(input));
            }
        });
        String name = free.isEmpty() ? "x" + made++ : free.pop();
        names.put(node, name);
        return name;
    }
}
