package org.effigy.dataset.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.effigy.base.Check;
import org.effigy.base.Seeds;

/**
 * An order in which images of rare classes come more often than there are of them: a class of n images has a share of the visits in
 * proportion to n^(1 - balance). With 0 all images come equally often, with 0.5 classes as the square root of their sizes (Mahajan et
 * al. 2018, Exploring the Limits of Weakly Supervised Pretraining, section 2.2), with 1 all classes equally often.
 *
 * <p>An epoch is as many visits as there are images, each class with its share of them, rounded so that the sum is kept and no class is
 * without a visit where that can be. Within a class every image comes once before any comes again. A batch depends on seed and step
 * alone. Safe for use by several threads.
 */
public final class ClassBalancedSampler {
    private final List<int[]> classes;
    private final int[] visits;
    private final int images;
    private final int batch;
    private final long seed;

    /**
     * Plans the order.
     *
     * @param labels the class of each image, any whole numbers
     * @param batch images per step
     * @param balance 0 to 1
     */
    public ClassBalancedSampler(int[] labels, int batch, long seed, double balance) {
        images = Check.positive("images", labels.length);
        this.batch = Check.positive("batch", batch);
        this.seed = seed;
        Check.inRange("balance", balance, 0, 1);
        TreeMap<Integer, List<Integer>> rows = new TreeMap<>();
        IntStream.range(0, images).forEach(i -> rows.computeIfAbsent(labels[i], label -> new ArrayList<>())
                .add(i));
        classes = rows.values().stream()
                .map(of -> of.stream().mapToInt(Integer::intValue).toArray())
                .toList();
        visits = visits(classes.stream().mapToInt(of -> of.length).toArray(), balance);
    }

    /**
     * Returns how often each class comes in an epoch, by the largest remainder.
     *
     * @param counts of images of each class, at least 1
     */
    static int[] visits(int[] counts, double balance) {
        double[] weights =
                Arrays.stream(counts).mapToDouble(n -> Math.pow(n, 1 - balance)).toArray();
        double sum = Arrays.stream(weights).sum();
        int total = Arrays.stream(counts).sum();
        int[] visits = new int[counts.length];
        double[] left = new double[counts.length];
        for (int c = 0; c < counts.length; c++) {
            double share = total * weights[c] / sum;
            visits[c] = Math.max(1, (int) share);
            left[c] = share - visits[c];
        }
        int open = total - Arrays.stream(visits).sum();
        IntStream.range(0, counts.length)
                .boxed()
                .sorted(Comparator.comparingDouble(c -> -left[c]))
                .limit(Math.max(0, open))
                .forEach(c -> visits[c]++);
        for (; open < 0; open++) {
            int most = IntStream.range(0, counts.length)
                    .boxed()
                    .max(Comparator.comparingInt(c -> visits[c]))
                    .orElseThrow();
            visits[most]--;
        }
        return visits;
    }

    /** Returns the images of a step; steps count from 0. */
    public int[] batch(long step) {
        return EpochSampler.batch(images, batch, step, this::order);
    }

    private int[] order(long epoch) {
        int[] all = new int[images];
        int at = 0;
        for (int c = 0; c < visits.length; c++) {
            int[] rows = classes.get(c);
            long ofClass = Seeds.derive(seed, "class", c);
            long round = -1;
            int[] turns = {};
            for (long place = epoch * visits[c]; place < (epoch + 1) * visits[c]; place++) {
                if (place / rows.length != round) {
                    round = place / rows.length;
                    turns = Seeds.permutation(Seeds.of(ofClass, "epoch", round), rows.length);
                }
                all[at++] = rows[turns[(int) (place % rows.length)]];
            }
        }
        int[] mixed = Seeds.permutation(Seeds.of(seed, "balanced epoch", epoch), images);
        return Arrays.stream(mixed).map(place -> all[place]).toArray();
    }
}
