package org.effigy.codecs.jpeg2000;

import java.util.Arrays;

/** Writes the numbers of a grid as a tag tree (T.800, B.10.2), the opposite of {@link TagTree}. */
final class TagTreeWriter {
    private final int[] levelStart;
    private final int[] levelWidth;
    private final int[] value;
    private final int[] low;
    private final boolean[] known;

    /** Makes a tree of the numbers of a grid, row by row. */
    TagTreeWriter(int width, int height, int[] leaves) {
        int levels = 1 + 32 - Integer.numberOfLeadingZeros(Math.max(0, Math.max(width, height) - 1));
        levelStart = new int[levels];
        levelWidth = new int[levels];
        int nodes = 0;
        for (int level = 0; level < levels; level++) {
            levelStart[level] = nodes;
            levelWidth[level] = halved(width, level);
            nodes += halved(width, level) * halved(height, level);
        }
        value = new int[nodes];
        low = new int[nodes];
        known = new boolean[nodes];
        Arrays.fill(value, Integer.MAX_VALUE);
        for (int i = 0; i < leaves.length; i++) {
            for (int level = 0; level < levels; level++) {
                int node = node(i % width, i / width, level);
                value[node] = Math.min(value[node], leaves[i]);
            }
        }
    }

    private static int halved(int size, int times) {
        return size + (1 << times) - 1 >> times;
    }

    private int node(int x, int y, int level) {
        return levelStart[level] + (y >> level) * levelWidth[level] + (x >> level);
    }

    /** Writes as many bits as it takes to tell whether the leaf's number is below the threshold. */
    void write(int leaf, int threshold, PacketWriter out) {
        int x = leaf % levelWidth[0];
        int y = leaf / levelWidth[0];
        int reached = 0;
        for (int level = levelStart.length - 1; level >= 0; level--) {
            int node = node(x, y, level);
            reached = Math.max(reached, low[node]);
            while (reached < threshold) {
                if (reached < value[node]) {
                    out.bit(0);
                    reached++;
                    continue;
                }
                if (!known[node]) {
                    out.bit(1);
                    known[node] = true;
                }
                break;
            }
            low[node] = reached;
        }
    }
}
