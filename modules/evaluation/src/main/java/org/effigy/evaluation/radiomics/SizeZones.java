package org.effigy.evaluation.radiomics;

import java.util.Arrays;

/** Features of the grey level size zone matrix; pixels that touch by a side or a corner are of one zone. */
final class SizeZones {
    private SizeZones() {}

    /** Returns the features by {@link ZoneFeatures#ZONE_NAMES}. */
    static double[] of(GreyLevels image) {
        int side = image.side();
        int pixels = side * side;
        int[] zones = new int[pixels];
        int[] sizes = new int[pixels];
        int count = 0;
        boolean[] seen = new boolean[pixels];
        int[] stack = new int[pixels];
        for (int start = 0; start < pixels; start++) {
            if (!seen[start]) {
                sizes[count] = fill(image, start, seen, stack);
                zones[count] = image.levels()[start];
                count++;
            }
        }
        // Few of all sizes occur.
        int[] found = Arrays.stream(sizes, 0, count).sorted().distinct().toArray();
        int[] counts = new int[image.most() * found.length];
        for (int zone = 0; zone < count; zone++) {
            counts[(zones[zone] - 1) * found.length + Arrays.binarySearch(found, sizes[zone])]++;
        }
        return ZoneFeatures.of(counts, found, pixels);
    }

    private static int fill(GreyLevels image, int start, boolean[] seen, int[] stack) {
        int side = image.side();
        int[] levels = image.levels();
        int level = levels[start];
        int depth = 1;
        int size = 0;
        stack[0] = start;
        seen[start] = true;
        while (depth > 0) {
            int at = stack[--depth];
            size++;
            int y = at / side;
            int x = at - y * side;
            for (int ny = Math.max(0, y - 1); ny <= Math.min(side - 1, y + 1); ny++) {
                for (int nx = Math.max(0, x - 1); nx <= Math.min(side - 1, x + 1); nx++) {
                    int next = ny * side + nx;
                    if (!seen[next] && levels[next] == level) {
                        seen[next] = true;
                        stack[depth++] = next;
                    }
                }
            }
        }
        return size;
    }
}
