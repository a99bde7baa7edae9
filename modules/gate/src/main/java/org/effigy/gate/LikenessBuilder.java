package org.effigy.gate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Finds what training images have in common, and what those of some patients have, to try it on the others. */
final class LikenessBuilder {
    /** At most so many images are looked at. */
    private static final int MOST_IMAGES = 4000;
    /** Patients are left out in so many groups. */
    private static final int GROUPS = 8;
    /** The part of images that a range leaves out at either end. */
    private static final double TAIL = 0.01;
    /** The part of images whose thumbnail lies beyond the limit; of few images, less depends on the last. */
    private static final double BEYOND_LIMIT = 0.05;

    private static final double LEAST_LIMIT = 0.5;
    /** Of images that the mean was made from, where there is one patient alone. */
    private static final double OWN_IMAGES = 1.5;

    private static final double DIGITS = 1e4;

    private final int side;
    private final List<String> patients;
    private final int[] group;
    private final double[][] statistics;
    private final double[][][] thumbnails;
    private final Likeness likeness;
    private final List<LikenessRule> without = new ArrayList<>();

    LikenessBuilder(RealImages train, int side) {
        this.side = side;
        int every = (train.size() + MOST_IMAGES - 1) / MOST_IMAGES;
        int[] chosen =
                IntStream.range(0, train.size()).filter(i -> i % every == 0).toArray();
        patients = Arrays.stream(chosen)
                .mapToObj(train::patient)
                .distinct()
                .sorted()
                .toList();
        group = Arrays.stream(chosen).map(i -> groupOf(train.patient(i))).toArray();
        statistics = new double[chosen.length][];
        thumbnails = new double[chosen.length][][];
        IntStream.range(0, chosen.length).parallel().forEach(i -> {
            float[] image = train.image(chosen[i]);
            statistics[i] = ImageStatistics.of(image, side);
            thumbnails[i] = Thumbnail.moved(image, side);
        });
        likeness = limited();
    }

    private int groupOf(String patient) {
        return Math.floorMod(java.util.Collections.binarySearch(patients, patient), GROUPS);
    }

    /** Returns what all have in common. */
    Likeness likeness() {
        return likeness;
    }

    /** Returns the rule of all but some patients, this one among them. */
    LikenessRule without(String patient) {
        return without.isEmpty() ? new LikenessRule(likeness, side) : without.get(groupOf(patient) % without.size());
    }

    /** Returns the likeness of all, its limit from images that took no part in it. */
    private Likeness limited() {
        Likeness all = fitted(i -> true, 0);
        int groups = Math.min(GROUPS, patients.size());
        double[] distances = new double[group.length];
        List<Likeness> others = new ArrayList<>();
        for (int g = 0; g < groups; g++) {
            int out = g;
            Likeness fitted = groups == 1 ? all : fitted(i -> group[i] != out, 0);
            others.add(fitted);
            LikenessRule rule = new LikenessRule(fitted, side);
            for (int i = 0; i < distances.length; i++) {
                if (group[i] == out) {
                    distances[i] = rule.distance(thumbnails[i][0]) * (groups == 1 ? OWN_IMAGES : 1);
                }
            }
        }
        Arrays.sort(distances);
        double limit = rounded(Math.max(LEAST_LIMIT, upper(distances, BEYOND_LIMIT)));
        if (groups > 1) {
            others.stream()
                    .map(one -> new LikenessRule(withLimit(one, limit), side))
                    .forEach(without::add);
        }
        return withLimit(all, limit);
    }

    private static Likeness withLimit(Likeness one, double limit) {
        return new Likeness(one.ranges(), one.mean(), one.covariance(), limit);
    }

    private Likeness fitted(IntPredicate used, double limit) {
        int[] rows = IntStream.range(0, group.length).filter(used).toArray();
        List<Likeness.Range> ranges = new ArrayList<>();
        List<ImageStatistics.Kind> kinds = ImageStatistics.kinds(side);
        for (int k = 0; k < kinds.size(); k++) {
            int column = k;
            double[] values = Arrays.stream(rows)
                    .mapToDouble(i -> statistics[i][column])
                    .sorted()
                    .toArray();
            ranges.add(new Likeness.Range(
                    kinds.get(k).name(),
                    rounded(values[(int) (TAIL * (values.length - 1))]),
                    rounded(upper(values, TAIL))));
        }
        double[] mean = new double[Thumbnail.LENGTH];
        int count = rows.length * thumbnails[0].length;
        forEach(rows, thumbnail -> add(mean, thumbnail, 1.0 / count));
        double[] products = new double[Thumbnail.LENGTH * (Thumbnail.LENGTH + 1) / 2];
        forEach(rows, thumbnail -> addProducts(products, thumbnail, mean, 1.0 / Math.max(1, count - 1)));
        return new Likeness(ranges, boxed(mean), boxed(products), limit);
    }

    private static double upper(double[] ascending, double tail) {
        return ascending[ascending.length - 1 - (int) (tail * (ascending.length - 1))];
    }

    private void forEach(int[] rows, java.util.function.Consumer<double[]> action) {
        for (int row : rows) {
            for (double[] thumbnail : thumbnails[row]) {
                action.accept(thumbnail);
            }
        }
    }

    private static void add(double[] sum, double[] thumbnail, double weight) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += weight * thumbnail[i];
        }
    }

    private static void addProducts(double[] products, double[] thumbnail, double[] mean, double weight) {
        int at = 0;
        for (int i = 0; i < mean.length; i++) {
            double one = weight * (thumbnail[i] - mean[i]);
            for (int j = 0; j <= i; j++) {
                products[at++] += one * (thumbnail[j] - mean[j]);
            }
        }
    }

    private static List<Double> boxed(double[] values) {
        return Arrays.stream(values).map(LikenessBuilder::rounded).boxed().toList();
    }

    private static double rounded(double value) {
        return Math.round(value * DIGITS) / DIGITS;
    }
}
