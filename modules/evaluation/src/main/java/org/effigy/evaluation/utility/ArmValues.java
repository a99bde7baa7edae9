package org.effigy.evaluation.utility;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.effigy.evaluation.utility.Metric.ClassScores;

/**
 * All metrics of all arms over some images: one column for each class against the rest, and the mean of some of them.
 *
 * <p>A value is the mean over seeds of each seed's own: what one training gives on average. The mean of scores would be judged as
 * an ensemble, which nobody trained.
 */
final class ArmValues {
    private final int classes;
    private final List<Integer> inMean;
    private final int seeds;
    private final int images;
    private final Map<Arm, ClassScores[][]> scores = new EnumMap<>(Arm.class);
    private final Map<Arm, double[][]> values = new EnumMap<>(Arm.class);
    private final Map<Arm, double[][][]> replicates = new EnumMap<>(Arm.class);

    /**
     * The images.
     *
     * @param labels the class of each image
     * @param patients a number for each
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Images(int[] labels, int[] patients) {}

    /**
     * Computes the values and their replicates.
     *
     * @param probabilities by arm and seed, (images, classes)
     * @param inMean the classes that the mean is over
     * @param seed of the bootstrap
     * @param draws of the bootstrap
     */
    ArmValues(
            Images of, Map<Arm, List<float[]>> probabilities, int classes, List<Integer> inMean, long seed, int draws) {
        this.classes = classes;
        this.inMean = List.copyOf(inMean);
        this.images = of.labels().length;
        this.seeds = probabilities.values().stream().mapToInt(List::size).max().orElse(0);
        probabilities.forEach((arm, perSeed) -> {
            scores.put(arm, classScores(of.labels(), perSeed));
            replicates.put(arm, new double[draws][][]);
        });
        Resample all = Resample.none(images, seeds);
        scores.keySet().forEach(arm -> values.put(arm, table(arm, all)));
        IntStream.range(0, draws).parallel().forEach(r -> {
            Resample draw = Resample.of(of.patients(), seeds, seed, r);
            scores.keySet().forEach(arm -> replicates.get(arm)[r] = table(arm, draw));
        });
    }

    private ClassScores[][] classScores(int[] labels, List<float[]> perSeed) {
        ClassScores[][] out = new ClassScores[perSeed.size()][classes];
        for (int s = 0; s < out.length; s++) {
            float[] all = perSeed.get(s);
            for (int c = 0; c < classes; c++) {
                double[] p = new double[images];
                boolean[] positive = new boolean[images];
                for (int i = 0; i < images; i++) {
                    p[i] = all[i * classes + c];
                    positive[i] = labels[i] == c;
                }
                out[s][c] = new ClassScores(p, positive);
            }
        }
        return out;
    }

    /** The metrics by column, the mean in the last. */
    private double[][] table(Arm arm, Resample draw) {
        ClassScores[][] of = scores.get(arm);
        double[][] out = new double[Metric.values().length][classes + 1];
        for (Metric metric : Metric.values()) {
            double[] row = out[metric.ordinal()];
            Arrays.fill(row, images == 0 ? Double.NaN : 0);
            for (int c = 0; c < classes && images > 0; c++) {
                for (int s = 0; s < seeds; s++) {
                    row[c] += draw.seeds()[s] == 0 ? 0 : draw.seeds()[s] * metric.of(of[s][c], draw.times()) / seeds;
                }
            }
            row[classes] = inMean.stream().mapToDouble(c -> row[c]).average().orElse(Double.NaN);
        }
        return out;
    }

    /** Returns the column of the mean. */
    int mean() {
        return classes;
    }

    double value(Arm arm, Metric metric, int column) {
        return values.get(arm)[metric.ordinal()][column];
    }

    double[] replicates(Arm arm, Metric metric, int column) {
        return Arrays.stream(replicates.get(arm))
                .mapToDouble(table -> table[metric.ordinal()][column])
                .toArray();
    }

    double[] differences(Arm first, Arm second, Metric metric, int column) {
        double[] a = replicates(first, metric, column);
        double[] b = replicates(second, metric, column);
        Arrays.setAll(a, r -> a[r] - b[r]);
        return a;
    }

    /** Returns the mean over seeds of each image's probability of a class. */
    double[] averaged(Arm arm, int label) {
        double[] out = new double[images];
        for (ClassScores[] seed : scores.get(arm)) {
            double[] p = seed[label].probabilities();
            Arrays.setAll(out, i -> out[i] + p[i] / seeds);
        }
        return out;
    }

    /** Returns the probabilities of a class by all seeds, one after the other. */
    double[] pooled(Arm arm, int label) {
        return Arrays.stream(scores.get(arm))
                .flatMapToDouble(seed -> Arrays.stream(seed[label].probabilities()))
                .toArray();
    }

    /** Returns which images are of a class. */
    boolean[] positive(int label) {
        return scores.values().iterator().next()[0][label].positive();
    }
}
