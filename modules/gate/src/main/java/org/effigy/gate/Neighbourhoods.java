package org.effigy.gate;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How far the fifth neighbour of each training image lies. An image that lies in none of these neighbourhoods has density 0
 * (Naeem et al. 2020, "Reliable fidelity and diversity metrics for generative models", k = 5).
 *
 * <p>Differs: distances are taken after the best small shift, and neighbourhoods are widened until held-out images lie in them.
 */
final class Neighbourhoods {
    static final int NEIGHBOURS = 5;
    /** An image is compared with at most about so many others to find its neighbours. */
    private static final int OTHERS = 4000;

    private final int[] radii;

    Neighbourhoods(int[] radii) {
        this.radii = radii;
    }

    static Neighbourhoods of(RealImages images, int side, Descriptors descriptors) {
        int every = Math.max(1, images.size() / OTHERS);
        return new Neighbourhoods(IntStream.range(0, images.size())
                .parallel()
                .map(i -> {
                    int[] distances = descriptors.shifted(descriptors.shiftedViews(images.image(i), side));
                    int[] others = IntStream.range(0, distances.length)
                            .filter(j -> j != i && j % every == 0)
                            .map(j -> distances[j])
                            .sorted()
                            .toArray();
                    return others.length == 0
                            ? Projection.BITS / 2
                            : Math.max(1, others[Math.min(NEIGHBOURS, others.length) - 1]);
                })
                .toArray());
    }

    int[] radii() {
        return radii.clone();
    }

    /** Returns the least ratio of distance and radius over the images that are allowed. */
    double ratio(int[] distances, boolean[] allowed) {
        return IntStream.range(0, radii.length)
                .filter(i -> allowed[i])
                .mapToDouble(i -> (double) distances[i] / radii[i])
                .min()
                .orElse(Double.MAX_VALUE);
    }

    /** Returns the least ratio of distance and radius. */
    double ratio(int[] distances) {
        boolean[] all = new boolean[radii.length];
        Arrays.fill(all, true);
        return ratio(distances, all);
    }
}
