package org.effigy.evaluation.utility;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.Figure;
import org.effigy.evaluation.statistics.ScoreCurve;

/**
 * How well a classifier tells synthetic images from real ones, and real ones from real ones of other patients.
 *
 * <p>An area is the mean of the folds' areas: scores of different trainings are not compared with each other.
 *
 * @param head what the scores are of
 * @param scores by probe, for each of its images the probability of not being of the training set
 */
record ProbeFigures(ScoreHead head, Map<String, double[]> scores) {
    static final String SYNTHETIC = "synthetic";
    static final String HOLDOUT = "holdout";

    private static final double CHANCE = 0.5;

    /** Returns what whoever trains on both kinds of images should know. */
    static List<String> warnings(Figure probe) {
        if (probe.measured().isEmpty()) {
            return List.of();
        }
        Estimate found = probe.measured().orElseThrow();
        String figures = String.format(
                Locale.ROOT,
                "(AUC %.3f, interval %.3f to %.3f; real from real %s)",
                found.value(),
                found.low(),
                found.high(),
                probe.floor()
                        .map(floor -> String.format(Locale.ROOT, "%.3f", floor.value()))
                        .orElse("not measured"));
        if (found.low() > probe.floor().map(Estimate::high).orElse(CHANCE)) {
            return List.of("Utility: a classifier tells the synthetic images from real ones " + figures
                    + ". Whoever trains on both can learn who made an image in place of what it shows, above all where the"
                    + " share of synthetic images differs between classes.");
        }
        if (found.high() < Math.min(CHANCE, probe.floor().map(Estimate::low).orElse(CHANCE))) {
            return List.of(
                    "Utility: a classifier takes synthetic images for real and real ones for synthetic " + figures
                            + ". That happens where synthetic images are near copies of training images, which it saw on the"
                            + " other side; look at the figures of privacy.");
        }
        return List.of();
    }

    /** Returns the figure for all images and for each class. */
    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        figures.add(figure(Cell.ALL, -1));
        for (int c = 0; c < head.classes().size(); c++) {
            figures.add(figure(Cell.ofClass(head.classes().get(c)), c));
        }
        return figures;
    }

    private Optional<ScoreHead.Probe> probe(String against) {
        return head.probes().stream().filter(p -> p.against().equals(against)).findFirst();
    }

    private Figure figure(Cell cell, int label) {
        int images = probe(SYNTHETIC).map(p -> places(p, label).length / 2).orElse(0);
        Optional<Estimate> measured = images < Cell.LEAST_IMAGES ? Optional.empty() : estimate(SYNTHETIC, label);
        Optional<Estimate> floor = measured.isEmpty() ? Optional.empty() : estimate(HOLDOUT, label);
        String note = measured.isPresent()
                ? String.format(
                        Locale.ROOT,
                        "%d synthetic and %d real images; %d folds without a patient in common; 1 seed, interval over"
                                + " patients",
                        images,
                        images,
                        ProbeDraw.FOLDS)
                : "not measurable: all sets have " + images + " images in common number, " + Cell.LEAST_IMAGES
                        + " are needed";
        return new Figure("utility.probe.auc", SYNTHETIC, cell, images, "", "near FLOOR", measured, floor, note);
    }

    /** The images of a class, or all. */
    private static int[] places(ScoreHead.Probe probe, int label) {
        return IntStream.range(0, probe.rows().size())
                .filter(i -> label < 0 || probe.labels().get(i) == label)
                .toArray();
    }

    private Optional<Estimate> estimate(String against, int label) {
        if (probe(against).isEmpty()) {
            return Optional.empty();
        }
        ScoreHead.Probe probe = probe(against).orElseThrow();
        double[] all = scores.get(against);
        int[] places = places(probe, label);
        List<ScoreCurve> curves = new ArrayList<>();
        List<int[]> members = new ArrayList<>();
        for (int fold = 0; fold < ProbeDraw.FOLDS; fold++) {
            int wanted = fold;
            int[] in = IntStream.range(0, places.length)
                    .filter(i -> probe.folds().get(places[i]) == wanted)
                    .toArray();
            boolean[] positive = new boolean[in.length];
            for (int i = 0; i < in.length; i++) {
                positive[i] = probe.truth().get(places[in[i]]) == 1;
            }
            curves.add(new ScoreCurve(
                    Arrays.stream(in).mapToDouble(i -> all[places[i]]).toArray(), positive));
            members.add(in);
        }
        int[] patients = Arrays.stream(places).map(i -> probe.patients().get(i)).toArray();
        double[] replicates = IntStream.range(0, head.replicates())
                .parallel()
                .mapToDouble(r -> area(
                        curves,
                        members,
                        Resample.of(patients, 1, head.seed(), r).times()))
                .toArray();
        return Resample.estimate(area(curves, members, ScoreCurve.once(places.length)), replicates);
    }

    private static double area(List<ScoreCurve> curves, List<int[]> members, int[] times) {
        return IntStream.range(0, curves.size())
                .mapToDouble(fold -> curves.get(fold)
                        .rocArea(Arrays.stream(members.get(fold))
                                .map(i -> times[i])
                                .toArray()))
                .average()
                .orElse(Double.NaN);
    }
}
