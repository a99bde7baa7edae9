package org.effigy.gate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.effigy.base.Check;

/**
 * Finds the nearest of many real images to an image, after the best small shift, mirror image, rotation, zoom, intensity fit and
 * blur. Descriptors choose candidates; these are compared by the correlation of their contents at 64 x 64. Safe for use by
 * several threads.
 */
public final class CopySearch {
    private static final int CANDIDATES = 6;
    /** So many of the candidates, the nearest as they first lie, are laid over the image as well as can be. */
    private static final int REFINED = 3;

    private static final double[] REFINEMENTS = {0.5, 0.25, 0.125};
    private static final int MOST_STEPS = 3;
    private static final double[] BLURS = {0, 1, 2};
    /** The search's own seed: what it finds hardly depends on it. */
    private static final long SEED = 1;

    private final int side;
    private final Content[] contents;
    private final Descriptors descriptors;

    /**
     * Prepares the search.
     *
     * @param images (side, side) each, of any range
     */
    public CopySearch(int images, IntFunction<float[]> image, int side) {
        Check.positive("images", images);
        this.side = side;
        contents = IntStream.range(0, images)
                .parallel()
                .mapToObj(i -> Content.of(image.apply(i), side))
                .toArray(Content[]::new);
        Projection projection = new Projection(SEED);
        long[] words = new long[images * Projection.WORDS];
        IntStream.range(0, images).parallel().forEach(i -> {
            long[] own = projection.descriptor(contents[i].at(Placement.IDENTITY, Content.GRID));
            System.arraycopy(own, 0, words, i * Projection.WORDS, Projection.WORDS);
        });
        descriptors = new Descriptors(projection, words);
    }

    /**
     * The nearest image.
     *
     * @param image its place, -1 where none was allowed
     * @param distance between the contents, scaled to norm 1: 0 for equal ones, 1.41 for unrelated ones, at most 2
     * @param second the same to the second nearest image; 2 where there is none
     * @param placement of the image that was searched for over the nearest one
     */
    public record Match(int image, double distance, double second, Placement placement) {}

    /** Returns the nearest image. */
    public Match nearest(float[] image) {
        return nearestExcept(image, new int[0]);
    }

    /** Returns the nearest image but for some, such as those of the same patient. */
    public Match nearestExcept(float[] image, int[] left) {
        boolean[] allowed = new boolean[contents.length];
        Arrays.fill(allowed, true);
        for (int out : left) {
            allowed[out] = false;
        }
        Content content = Content.of(image, side);
        Views views = new Views(content, descriptors.projection());
        Match best = new Match(-1, 2, 2, Placement.IDENTITY);
        List<Descriptors.Candidate> candidates = descriptors.candidates(views, allowed, CANDIDATES);
        List<Start> starts = candidates.stream()
                .map(candidate -> start(content, candidate))
                .sorted(Comparator.comparingDouble((Start start) -> -start.fit().correlation()))
                .limit(REFINED)
                .toList();
        for (Start start : starts) {
            Fit fit = refined(content, start.other(), start.fit());
            double distance = Math.sqrt(Math.max(0, 2 - 2 * fit.correlation()));
            if (distance < best.distance()) {
                best = new Match(start.image(), distance, best.distance(), fit.placement());
            } else if (distance < best.second()) {
                best = new Match(best.image(), best.distance(), distance, best.placement());
            }
        }
        return best;
    }

    private record Fit(double correlation, Placement placement) {}

    /** A candidate, blurred as it fits best where its descriptor lies best. */
    private record Start(int image, float[] other, Fit fit) {}

    private Start start(Content content, Descriptors.Candidate candidate) {
        Placement placement = candidate.near().placement();
        float[] laid = content.at(placement, Content.BASE);
        Content original = contents[candidate.at()];
        Start best = new Start(candidate.at(), new float[laid.length], new Fit(-1, placement));
        for (double blur : BLURS) {
            float[] other = (blur == 0 ? original : original.blurred(blur)).at(Placement.IDENTITY, Content.BASE);
            Fit fit = new Fit(Content.cosine(laid, other), placement);
            best = fit.correlation() > best.fit().correlation() ? new Start(candidate.at(), other, fit) : best;
        }
        return best;
    }

    private static double correlation(Content content, Placement placement, float[] other) {
        return Content.cosine(content.at(placement, Content.BASE), other);
    }

    private static Fit refined(Content content, float[] other, Fit start) {
        Fit best = start;
        for (double part : REFINEMENTS) {
            boolean better = true;
            for (int step = 0; step < MOST_STEPS && better; step++) {
                better = false;
                for (Placement next : best.placement().around(part)) {
                    double correlation = correlation(content, next, other);
                    if (correlation > best.correlation()) {
                        best = new Fit(correlation, next);
                        better = true;
                    }
                }
            }
        }
        return best;
    }
}
