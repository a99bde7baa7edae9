package org.effigy.dicom.burnedin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Joins pieces of strokes to lines: beside each other, of like height and grey level. */
final class TextLines {
    /** A line and its pieces, from left to right. */
    record Line(List<Glyph> glyphs) {
        Box box() {
            return glyphs.stream().map(Glyph::box).reduce(Box::union).orElseThrow();
        }

        /** Returns the median height of the pieces. */
        double height() {
            double[] heights =
                    glyphs.stream().mapToDouble(g -> g.box().height()).sorted().toArray();
            return heights[heights.length / 2];
        }

        /** Returns about how many characters there are: a piece that is wide is several that touch. */
        int characters() {
            double height = height();
            return glyphs.stream()
                    .mapToInt(g -> (int) Math.max(1, Math.round(g.box().width() / (0.75 * height))))
                    .sum();
        }
    }

    private TextLines() {}

    static List<Line> join(List<Glyph> glyphs) {
        List<Glyph> sorted = new ArrayList<>(glyphs);
        sorted.sort(Comparator.comparingInt(g -> g.box().x()));
        int[] parents = new int[sorted.size()];
        int widest = 0;
        for (int i = 0; i < parents.length; i++) {
            parents[i] = i;
            widest = Math.max(
                    widest,
                    sorted.get(i).box().width() + 2 * sorted.get(i).box().height());
        }
        for (int i = 0; i < parents.length; i++) {
            Glyph a = sorted.get(i);
            for (int j = i + 1; j < parents.length; j++) {
                Glyph b = sorted.get(j);
                if (b.box().x() > a.right() + widest) {
                    break;
                }
                if (neighbours(a, b)) {
                    parents[root(parents, j)] = root(parents, i);
                }
            }
        }
        Map<Integer, List<Glyph>> groups = new HashMap<>();
        for (int i = 0; i < parents.length; i++) {
            groups.computeIfAbsent(root(parents, i), k -> new ArrayList<>()).add(sorted.get(i));
        }
        return groups.values().stream().map(Line::new).toList();
    }

    private static int root(int[] parents, int i) {
        int root = i;
        while (parents[root] != root) {
            root = parents[root];
        }
        parents[i] = root;
        return root;
    }

    private static boolean neighbours(Glyph a, Glyph b) {
        int tall = Math.max(a.box().height(), b.box().height());
        int low = Math.min(a.box().height(), b.box().height());
        int gap = b.box().x() - a.right();
        int overlap =
                Math.min(a.bottom(), b.bottom()) - Math.max(a.box().y(), b.box().y());
        double contrast = Math.min(a.contrast(), b.contrast());
        return gap <= Math.max(3, 0.8 * tall)
                && 2 * low >= tall
                && overlap >= 0.6 * low
                && Math.abs(a.level() - b.level()) <= 0.25 * contrast + 4;
    }
}
