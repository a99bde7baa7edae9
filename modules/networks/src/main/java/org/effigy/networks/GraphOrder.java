package org.effigy.networks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph of vertices, sorted as Deeplearning4j's ComputationGraph does, which lays out the parameters in that order: Kahn's
 * algorithm, in which the successors of a vertex come in the order of a hash set of their numbers.
 */
final class GraphOrder {
    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<Set<Integer>> successors = new ArrayList<>();
    /** By vertex: how many others lead to it. */
    private final List<Integer> sources = new ArrayList<>();

    /** Adds a vertex behind others, of which none may be named twice, and returns its name. */
    String add(String name, String... from) {
        int number = names.size();
        names.add(name);
        numbers.put(name, number);
        successors.add(new HashSet<>());
        sources.add(from.length);
        for (String source : from) {
            successors.get(numbers.get(source)).add(number);
        }
        return name;
    }

    /** Returns the names, each behind all that lead to it. */
    List<String> sorted() {
        int[] waitsFor = sources.stream().mapToInt(Integer::intValue).toArray();
        Deque<Integer> free = new ArrayDeque<>();
        for (int number = 0; number < waitsFor.length; number++) {
            if (waitsFor[number] == 0) {
                free.add(number);
            }
        }
        List<String> sorted = new ArrayList<>();
        while (!free.isEmpty()) {
            int next = free.removeFirst();
            sorted.add(names.get(next));
            for (int successor : successors.get(next)) {
                waitsFor[successor]--;
                if (waitsFor[successor] == 0) {
                    free.add(successor);
                }
            }
        }
        return sorted;
    }
}
