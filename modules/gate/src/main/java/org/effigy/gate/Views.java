package org.effigy.gate;

/** An image's descriptors in all placements of the search. */
final class Views {
    private static final double[] REFINEMENTS = {0.5, 0.25};
    /** A refinement wanders at most so many of its steps. */
    private static final int MOST_STEPS = 4;

    private final Content content;
    private final Projection projection;
    private final long[][] descriptors;

    /** Makes the descriptors in all placements of the search. */
    Views(Content content, Projection projection) {
        this.content = content;
        this.projection = projection;
        descriptors = new long[Placement.SEARCH.size()][];
        for (int i = 0; i < descriptors.length; i++) {
            descriptors[i] = descriptor(Placement.SEARCH.get(i));
        }
    }

    private long[] descriptor(Placement placement) {
        return projection.descriptor(content.at(placement, Content.GRID));
    }

    /** Returns the descriptor of the image as it is. */
    long[] plain() {
        return descriptors[Placement.SEARCH.indexOf(Placement.IDENTITY)].clone();
    }

    /** Returns the least distance to one of many descriptors, and where. */
    Near nearest(long[] all, int place) {
        int best = Integer.MAX_VALUE;
        int at = 0;
        for (int i = 0; i < descriptors.length; i++) {
            int distance = Projection.distance(all, place, descriptors[i]);
            if (distance < best) {
                best = distance;
                at = i;
            }
        }
        return new Near(best, Placement.SEARCH.get(at));
    }

    /** Returns the least distance after the placement was refined step by step. */
    Near refined(long[] all, int place, Near coarse) {
        Near best = coarse;
        for (double part : REFINEMENTS) {
            boolean better = true;
            for (int step = 0; step < MOST_STEPS && better; step++) {
                better = false;
                for (Placement next : best.placement().around(part)) {
                    int distance = Projection.distance(all, place, descriptor(next));
                    if (distance < best.distance()) {
                        best = new Near(distance, next);
                        better = true;
                    }
                }
            }
        }
        return best;
    }

    /** A distance in signs, and the placement that gave it. */
    record Near(int distance, Placement placement) {}
}
