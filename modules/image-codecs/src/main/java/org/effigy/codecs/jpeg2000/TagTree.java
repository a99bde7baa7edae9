package org.effigy.codecs.jpeg2000;

import java.util.Arrays;

/** A tag tree (T.800, B.10.2): the numbers of a grid of code-blocks, coded together with the minima of their quads. */
final class TagTree {
    private static final int UNKNOWN = Integer.MAX_VALUE;

    private final int[] levelStart;
    private final int[] levelWidth;
    private final int[] value;
    private final int[] low;

    TagTree(int width, int height) {
        int levels = 1 + 32 - Integer.numberOfLeadingZeros(Math.max(0, Math.max(width, height) - 1));
        levelStart = new int[levels];
        levelWidth = new int[levels];
        int nodes = 0;
        int w = width;
        int h = height;
        for (int level = 0; level < levels; level++) {
            levelStart[level] = nodes;
            levelWidth[level] = w;
            nodes += w * h;
            w = (w + 1) / 2;
            h = (h + 1) / 2;
        }
        value = new int[nodes];
        low = new int[nodes];
        Arrays.fill(value, UNKNOWN);
    }

    /** Reads as many bits as it takes to know whether the leaf's number is below the threshold. */
    boolean isBelow(int x, int y, int threshold, PacketBits in) {
        int known = 0;
        int node = 0;
        for (int level = levelStart.length - 1; level >= 0; level--) {
            node = levelStart[level] + (y >> level) * levelWidth[level] + (x >> level);
            known = Math.max(known, low[node]);
            while (known < threshold && known < value[node]) {
                if (in.bit() == 1) {
                    value[node] = known;
                } else {
                    known++;
                }
            }
            low[node] = known;
        }
        return value[node] < threshold;
    }
}
