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
     * Returns the groups of two or more, by their first members, each in ascending order. Pairs that a group holds already are not
     * compared; otherwise the work grows with the square of the number of images; all cores share it.
     */
    public static List<List<Integer>> groups(List<Outline> outlines) {
        int n = outlines.size();
        int[] first = IntStream.range(0, n).toArray();
        for (int i = 0; i < n; i++) {
            for (int j : alike(outlines, first, i)) {
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

    /** Returns the later images that are like one and not in its group yet. */
    private static int[] alike(List<Outline> outlines, int[] first, int one) {
        Outline outline = outlines.get(one);
        int group = root(first, one);
        return IntStream.range(one + 1, outlines.size())
                .parallel()
                .filter(i -> root(first, i) != group
                        && outline.mayBeLike(outlines.get(i))
                        && outline.likeness(outlines.get(i)) >= LIKENESS)
                .toArray();
    }

    private static int root(int[] first, int place) {
        int at = place;
        while (first[at] != at) {
            at = first[at];
        }
        return at;
    }
}
