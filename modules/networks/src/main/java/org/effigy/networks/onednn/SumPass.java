package org.effigy.networks.onednn;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Adds up gradients of the same maps. */
final class SumPass implements Pass {
    private static final int TILE = 4096;

    private final List<Slot> parts;
    private final Slot sum;
    private final float[] x = new float[TILE];
    private final float[] y = new float[TILE];
    private List<FloatBuffer> from = List.of();
    private FloatBuffer to;

    SumPass(List<Slot> parts, Slot sum) {
        this.parts = List.copyOf(parts);
        this.sum = sum;
    }

    @Override
    public String label() {
        return "sum of gradients";
    }

    @Override
    public List<Slot> slots() {
        List<Slot> slots = new ArrayList<>(parts);
        slots.add(sum);
        return slots;
    }

    @Override
    public void bind(Workspace space) {
        from = parts.stream().map(space::buffer).toList();
        to = space.buffer(sum);
    }

    @Override
    public void run() {
        int length = to.capacity();
        for (int start = 0; start < length; start += TILE) {
            int n = Math.min(TILE, length - start);
            from.get(0).get(start, x, 0, n);
            for (int i = 1; i < from.size(); i++) {
                from.get(i).get(start, y, 0, n);
                TileLoops.add(x, y, n);
            }
            to.put(start, x, 0, n);
        }
    }
}
