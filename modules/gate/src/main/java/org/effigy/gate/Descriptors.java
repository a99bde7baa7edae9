package org.effigy.gate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The descriptors of many images, and which of them is nearest to another image. */
final class Descriptors {
    /** So many of the nearest in the search are looked at more closely. */
    private static final int REFINED = 3;

    private final Projection projection;
    private final long[] words;
    private final int size;

    Descriptors(Projection projection, long[] words) {
        this.projection = projection;
        this.words = words;
        size = words.length / Projection.WORDS;
    }

    Descriptors(Descriptors like, long[] words) {
        this(like.projection, words);
    }

    static Descriptors of(RealImages images, int side, Projection projection) {
        long[] words = new long[images.size() * Projection.WORDS];
        IntStream.range(0, images.size()).parallel().forEach(i -> {
            float[] content = Content.of(images.image(i), side).at(Placement.IDENTITY, Content.GRID);
            System.arraycopy(projection.descriptor(content), 0, words, i * Projection.WORDS, Projection.WORDS);
        });
        return new Descriptors(projection, words);
    }

    Projection projection() {
        return projection;
    }

    int size() {
        return size;
    }

    /** Returns all words, those of the first image first. */
    long[] words() {
        return words;
    }

    Views views(float[] image, int side) {
        return new Views(Content.of(image, side), projection);
    }

    /**
     * The nearest image.
     *
     * @param at its place, -1 where there is none
     * @param distance differing signs after the best placement
     */
    record Nearest(int at, int distance) {}

    /** Returns the nearest of the images that are allowed, over shift, mirror image, rotation and zoom. */
    Nearest nearest(Views views, boolean[] allowed) {
        Nearest best = new Nearest(-1, Projection.BITS);
        for (Candidate candidate : candidates(views, allowed, REFINED)) {
            if (candidate.near().distance() < best.distance()) {
                best = new Nearest(candidate.at(), candidate.near().distance());
            }
        }
        return best;
    }

    /** An image among the nearest, and its distance with the refined placement. */
    record Candidate(int at, Views.Near near) {}

    /** Returns the images that the search finds nearest, of those that are allowed, with refined placements. */
    List<Candidate> candidates(Views views, boolean[] allowed, int most) {
        Views.Near[] coarse = new Views.Near[size];
        int[] order = IntStream.range(0, size).filter(i -> allowed[i]).toArray();
        for (int i : order) {
            coarse[i] = views.nearest(words, i);
        }
        return Arrays.stream(order)
                .boxed()
                .sorted(Comparator.comparingInt(i -> coarse[i].distance()))
                .limit(most)
                .map(i -> new Candidate(i, views.refined(words, i, coarse[i])))
                .toList();
    }

    /** Returns the nearest image of all. */
    Nearest nearest(Views views) {
        boolean[] all = new boolean[size];
        Arrays.fill(all, true);
        return nearest(views, all);
    }
}
