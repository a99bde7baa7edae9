package org.effigy.dicom.burnedin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds the pieces of strokes of an image: connected pixels (8 neighbours) where the top-hat is large. */
final class Glyphs {
    private static final int MOST = 200_000;

    private final Plane plane;
    private final byte[] strokes;
    private final int threshold;
    private final int[] labels;
    private final int[] parents;
    private int count;

    private Glyphs(Plane plane, byte[] strokes, int threshold) {
        this.plane = plane;
        this.strokes = strokes;
        this.threshold = threshold;
        this.labels = new int[strokes.length];
        this.parents = new int[MOST];
    }

    /** Returns the pieces of at least some pixels; none where the image is all strokes, which is noise. */
    static List<Glyph> find(Plane plane, byte[] strokes, int threshold) {
        Glyphs glyphs = new Glyphs(plane, strokes, threshold);
        return glyphs.label() ? glyphs.measure() : List.of();
    }

    /** First pass of two; says whether there were not too many. */
    private boolean label() {
        int columns = plane.columns();
        for (int y = 0; y < plane.rows(); y++) {
            for (int x = 0; x < columns; x++) {
                int i = y * columns + x;
                if ((strokes[i] & 0xff) < threshold) {
                    continue;
                }
                int label = x > 0 ? labels[i - 1] : 0;
                if (y > 0) {
                    label = join(label, labels[i - columns]);
                    label = x > 0 ? join(label, labels[i - columns - 1]) : label;
                    label = x + 1 < columns ? join(label, labels[i - columns + 1]) : label;
                }
                if (label == 0) {
                    if (++count >= MOST) {
                        return false;
                    }
                    parents[count] = count;
                    label = count;
                }
                labels[i] = label;
            }
        }
        return true;
    }

    private int join(int a, int b) {
        if (a == 0 || b == 0) {
            return a + b;
        }
        int rootA = root(a);
        int rootB = root(b);
        parents[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
        return Math.min(rootA, rootB);
    }

    private int root(int label) {
        int root = label;
        while (parents[root] != root) {
            parents[root] = parents[parents[root]];
            root = parents[root];
        }
        return root;
    }

    /** The sums over the pixels of a piece. */
    private static final class Sums {
        private int left = Integer.MAX_VALUE;
        private int right;
        private int top = Integer.MAX_VALUE;
        private int bottom;
        private int area;
        private int peak;
        private int core;
        private double level;
        private double squares;
        private double contrast;
        private int edge;
        private double drops;
    }

    private List<Glyph> measure() {
        Sums[] all = new Sums[count + 1];
        int columns = plane.columns();
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] == 0) {
                continue;
            }
            labels[i] = root(labels[i]);
            Sums sums = all[labels[i]];
            if (sums == null) {
                sums = new Sums();
                all[labels[i]] = sums;
            }
            int x = i % columns;
            int y = i / columns;
            sums.left = Math.min(sums.left, x);
            sums.right = Math.max(sums.right, x);
            sums.top = Math.min(sums.top, y);
            sums.bottom = y;
            sums.area++;
            sums.peak = Math.max(sums.peak, strokes[i] & 0xff);
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] != 0) {
                addPixel(all[labels[i]], i);
            }
        }
        List<Glyph> glyphs = new ArrayList<>();
        Arrays.stream(all).filter(s -> s != null && s.area >= 4).forEach(s -> glyphs.add(glyph(s)));
        return glyphs;
    }

    private void addPixel(Sums sums, int i) {
        int stroke = strokes[i] & 0xff;
        if (4 * stroke >= 3 * sums.peak) {
            int level = plane.at(i);
            sums.core++;
            sums.level += level;
            sums.squares += (double) level * level;
            sums.contrast += stroke;
        }
        int x = i % plane.columns();
        int y = i / plane.columns();
        if (isEdge(x, y, i)) {
            sums.edge++;
            sums.drops += Math.max(
                    Math.max(drop(x, y, 2, 0), drop(x, y, -2, 0)), Math.max(drop(x, y, 0, 2), drop(x, y, 0, -2)));
        }
    }

    private boolean isEdge(int x, int y, int i) {
        int columns = plane.columns();
        return (x > 0 && labels[i - 1] == 0)
                || (x + 1 < columns && labels[i + 1] == 0)
                || (y > 0 && labels[i - columns] == 0)
                || (y + 1 < plane.rows() && labels[i + columns] == 0);
    }

    private int drop(int x, int y, int dx, int dy) {
        int toX = Math.min(plane.columns() - 1, Math.max(0, x + dx));
        int toY = Math.min(plane.rows() - 1, Math.max(0, y + dy));
        return plane.at(y * plane.columns() + x) - plane.at(toY * plane.columns() + toX);
    }

    private static Glyph glyph(Sums s) {
        double level = s.level / s.core;
        double spread = Math.sqrt(Math.max(0, s.squares / s.core - level * level));
        double contrast = s.contrast / s.core;
        double sharpness = s.edge == 0 ? 0 : s.drops / s.edge / contrast;
        Box box = new Box(s.left, s.top, s.right - s.left + 1, s.bottom - s.top + 1);
        return new Glyph(box, s.area, contrast, level, spread, sharpness);
    }
}
