package org.effigy.dataset.likeness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Groups of images that are alike: pairs whose {@link Outline}s correlate to at least {@link #LIKENESS}, and whatever is joined by such
 * pairs. The limit is meant to miss copies rather than to take two patients for one; a copy that is cropped, turned or mirrored is
 * missed.
 */
public final class NearDuplicates {
    /** Between what unlike radiographs reach, 0.83, and what copies keep, 0.91. */
    public static final double LIKENESS = 0.88;

    private NearDuplicates() {}

    /**
     * Returns the groups of two or more, by their first members, each in ascending order. The work grows with the square of the
     * number of images; all cores share it.
     */
    public static List<List<Integer>> groups(List<Outline> outlines) {
        int n = outlines.size();
        List<List<Integer>> later = IntStream.range(0, n)
                .parallel()
                .mapToObj(i -> alike(outlines, i))
                .toList();
        int[] first = IntStream.range(0, n).toArray();
        for (int i = 0; i < n; i++) {
            for (int j : later.get(i)) {
                int one = root(first, i);
                int other = root(first, j);
                first[Math.max(one, other)] = Math.min(one, other);
            }
        }
        Map<Integer, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < n; i++) {
            groups.computeIfAbsent(root(first, i), key -> new ArrayList<>()).add(i);
        }
        return groups.values().stream()
                .filter(group -> group.size() > 1)
                .map(List::copyOf)
                .toList();
    }

    /** Returns the later images that are like one. */
    private static List<Integer> alike(List<Outline> outlines, int one) {
        List<Integer> found = new ArrayList<>();
        Outline outline = outlines.get(one);
        for (int i = one + 1; i < outlines.size(); i++) {
            if (outline.mayBeLike(outlines.get(i)) && outline.likeness(outlines.get(i)) >= LIKENESS) {
                found.add(i);
            }
        }
        return found;
    }

    private static int root(int[] first, int place) {
        int at = place;
        while (first[at] != at) {
            at = first[at];
        }
        return at;
    }
}
