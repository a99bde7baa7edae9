package org.effigy.evaluation.utility;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Curve;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.Figure;
import org.effigy.evaluation.statistics.Calibration;
import org.effigy.evaluation.statistics.DeLong;
import org.effigy.evaluation.statistics.Normal;

/**
 * The figures of the trial from its scores, and from nothing else.
 *
 * @param head what the scores are of
 * @param scores by arm and seed, (holdout images, classes)
 * @param synthetic how many synthetic images of each class there are
 * @param untried why an arm was not trained, in a sentence
 */
record TrialFigures(ScoreHead head, Map<Arm, List<float[]>> scores, int[] synthetic, Map<Arm, String> untried) {
    /** In a subgroup, classes with fewer images are left out of the mean. */
    private static final int LEAST_OF_CLASS = 10;

    private static final double Z975 = Normal.quantile(0.975);

    /** One arm against another. */
    private record Pair(Arm first, Arm second) {
        String word() {
            return first.word() + " minus " + second.word();
        }
    }

    private static final List<Pair> PAIRS = List.of(
            new Pair(Arm.SYNTHETIC, Arm.REAL),
            new Pair(Arm.BOTH, Arm.REAL),
            new Pair(Arm.WEIGHTED, Arm.REAL),
            new Pair(Arm.DUPLICATES, Arm.REAL),
            new Pair(Arm.AUGMENTED, Arm.REAL),
            new Pair(Arm.BOTH, Arm.WEIGHTED),
            new Pair(Arm.BOTH, Arm.DUPLICATES),
            new Pair(Arm.BOTH, Arm.AUGMENTED),
            new Pair(Arm.BOTH_AUGMENTED, Arm.REAL),
            new Pair(Arm.BOTH_AUGMENTED, Arm.WEIGHTED),
            new Pair(Arm.BOTH_AUGMENTED, Arm.DUPLICATES),
            new Pair(Arm.BOTH_AUGMENTED, Arm.AUGMENTED));

    /**
     * What a column's figures are about.
     *
     * @param column of the values
     * @param refused why nothing is measured; "" where something is
     * @param about how many images it rests on
     */
    private record Place(Cell cell, int column, String refused, String about) {}

    /** Returns the figures: of all holdout images, of each class against the rest, and of each subgroup. */
    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        int[] all = rows(IntStream.range(0, head.labels().size()).boxed().toList());
        List<Integer> measurable = atLeast(all, Cell.LEAST_IMAGES);
        ArmValues values = values(all, measurable);
        List<Place> places = new ArrayList<>(List.of(mean(Cell.ALL, all, measurable, values.mean())));
        for (int c = 0; c < head.classes().size(); c++) {
            places.add(ofClass(c, all));
        }
        places.forEach(place -> add(figures, place, values));
        for (int c = 0; c < head.classes().size(); c++) {
            addDeLong(figures, ofClass(c, all), c, values);
        }
        for (ScoreHead.Group group : head.cells()) {
            int[] rows = rows(group.rows());
            List<Integer> inMean = atLeast(rows, LEAST_OF_CLASS);
            Place place = mean(
                    new Cell(group.by(), group.value()),
                    rows,
                    inMean,
                    head.classes().size());
            add(figures, place, values(place.refused().isEmpty() ? rows : new int[0], inMean));
        }
        return figures;
    }

    /** The rows that have a class. */
    private int[] rows(List<Integer> of) {
        return of.stream()
                .filter(row -> head.labels().get(row) >= 0)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private int count(int[] rows, int label) {
        return (int) Arrays.stream(rows)
                .filter(row -> head.labels().get(row) == label)
                .count();
    }

    /** The classes of which there are so many images, and as many of the others. */
    private List<Integer> atLeast(int[] rows, int images) {
        return IntStream.range(0, head.classes().size())
                .filter(c -> Math.min(count(rows, c), rows.length - count(rows, c)) >= images)
                .boxed()
                .toList();
    }

    private ArmValues values(int[] rows, List<Integer> inMean) {
        int classes = head.classes().size();
        int[] labels = Arrays.stream(rows).map(row -> head.labels().get(row)).toArray();
        int[] patients =
                Arrays.stream(rows).map(row -> head.patients().get(row)).toArray();
        Map<Arm, List<float[]>> selected = scores.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().stream()
                        .map(all -> select(all, rows, classes))
                        .toList()));
        int draws = rows.length == 0 ? 0 : head.replicates();
        return new ArmValues(new ArmValues.Images(labels, patients), selected, classes, inMean, head.seed(), draws);
    }

    /** Returns the rows of scores that are named. */
    static float[] select(float[] all, int[] rows, int classes) {
        float[] out = new float[rows.length * classes];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(all, rows[i] * classes, out, i * classes, classes);
        }
        return out;
    }

    private Place mean(Cell cell, int[] rows, List<Integer> inMean, int column) {
        String refused = "";
        if (rows.length < Cell.LEAST_IMAGES) {
            refused =
                    "not measurable: the holdout has " + rows.length + " images, " + Cell.LEAST_IMAGES + " are needed";
        } else if (inMean.isEmpty()) {
            refused = "not measurable: no class has enough holdout images";
        }
        String left = inMean.size() == head.classes().size()
                ? ""
                : ", " + inMean.size() + " of " + head.classes().size() + " classes";
        return new Place(cell, column, refused, "mean over classes" + left + "; " + about(rows.length));
    }

    private Place ofClass(int c, int[] rows) {
        int positives = count(rows, c);
        int least = Math.min(positives, rows.length - positives);
        String refused = least >= Cell.LEAST_IMAGES
                ? ""
                : "not measurable: the holdout has " + positives + " images of the class and "
                        + (rows.length - positives) + " others, " + Cell.LEAST_IMAGES + " of each are needed";
        return new Place(
                Cell.ofClass(head.classes().get(c)),
                c,
                refused,
                "against the rest, " + positives + " of them; " + about(rows.length));
    }

    private String about(int images) {
        return images + " holdout images; "
                + (head.seeds() == 1
                        ? "1 seed, interval over patients only"
                        : "mean of " + seedText() + ", interval over patients and seeds");
    }

    private String seedText() {
        return head.seeds() + (head.seeds() == 1 ? " seed" : " seeds");
    }

    private int syntheticOf(int column) {
        return column < synthetic.length
                ? synthetic[column]
                : Arrays.stream(synthetic).sum();
    }

    /** Why an arm has no figure at a place; "" where it has one. */
    private String refused(Place place, Arm arm) {
        if (!place.refused().isEmpty()) {
            return place.refused();
        }
        if (!scores.containsKey(arm)) {
            return "not measurable: " + untried.get(arm);
        }
        int images = syntheticOf(place.column());
        return arm.isSynthetic() && images < Cell.LEAST_IMAGES
                ? "not measurable: there are " + images + " synthetic images, " + Cell.LEAST_IMAGES + " are needed"
                : "";
    }

    private void add(List<Figure> figures, Place place, ArmValues values) {
        for (Metric metric : Metric.values()) {
            for (Arm arm : Arm.values()) {
                String refused = refused(place, arm);
                Optional<Estimate> measured =
                        refused.isEmpty() ? estimate(values, arm, metric, place) : Optional.empty();
                Optional<Estimate> floor =
                        arm == Arm.REAL || !refused(place, Arm.REAL).isEmpty()
                                ? Optional.empty()
                                : estimate(values, Arm.REAL, metric, place);
                figures.add(
                        figure("utility." + metric.word(), arm.word(), place, arm, metric, measured, floor, refused));
            }
        }
        for (Metric metric : Metric.values()) {
            for (Pair pair : PAIRS) {
                addDifference(figures, place, values, metric, pair);
            }
        }
    }

    private static Optional<Estimate> estimate(ArmValues values, Arm arm, Metric metric, Place place) {
        return Resample.estimate(
                values.value(arm, metric, place.column()), values.replicates(arm, metric, place.column()));
    }

    private Optional<Estimate> difference(ArmValues values, Metric metric, Place place, Pair pair) {
        if (!refused(place, pair.first()).isEmpty()
                || !refused(place, pair.second()).isEmpty()) {
            return Optional.empty();
        }
        int column = place.column();
        return Resample.estimate(
                values.value(pair.first(), metric, column) - values.value(pair.second(), metric, column),
                values.differences(pair.first(), pair.second(), metric, column));
    }

    private void addDifference(List<Figure> figures, Place place, ArmValues values, Metric metric, Pair pair) {
        String refused = refused(place, pair.first());
        refused = refused.isEmpty() ? refused(place, pair.second()) : refused;
        Optional<Estimate> measured = difference(values, metric, place, pair);
        Pair alike = new Pair(Arm.DUPLICATES, Arm.REAL);
        Optional<Estimate> floor =
                pair.equals(new Pair(Arm.BOTH, Arm.REAL)) ? difference(values, metric, place, alike) : Optional.empty();
        Figure figure = figure(
                "utility." + metric.word() + ".difference",
                pair.word(),
                place,
                pair.first(),
                metric,
                measured,
                floor,
                refused);
        figures.add(
                floor.isPresent() && measured.isPresent() && metric == Metric.AUC
                        ? judged(figure, place, values)
                        : figure);
    }

    /** Adds to the difference of real and synthetic images from real ones whether it is more than the controls'. */
    private Figure judged(Figure figure, Place place, ArmValues values) {
        List<String> notBeaten = PAIRS.stream()
                .filter(pair -> pair.first() == Arm.BOTH)
                .filter(pair -> difference(values, Metric.AUC, place, pair)
                        .filter(d -> d.low() > 0)
                        .isEmpty())
                .map(pair -> pair.second().text())
                .toList();
        String verdict = notBeaten.isEmpty()
                ? "more than every control, each interval above 0"
                : "no gain shown over " + String.join(", ", notBeaten);
        return new Figure(
                figure.id(),
                figure.space(),
                figure.cell(),
                figure.images(),
                figure.unit(),
                figure.better(),
                figure.measured(),
                figure.floor(),
                figure.note() + "; " + verdict);
    }

    private Figure figure(
            String id,
            String space,
            Place place,
            Arm arm,
            Metric metric,
            Optional<Estimate> measured,
            Optional<Estimate> floor,
            String refused) {
        String note = place.about() + (metric == Metric.SENSITIVITY ? "; at a specificity of 90 %" : "");
        if (measured.isEmpty()) {
            note = refused.isEmpty() ? "not measurable: too few resamples have both kinds of images" : refused;
        }
        int images = arm.isSynthetic() ? syntheticOf(place.column()) : 0;
        return new Figure(id, space, place.cell(), images, "", metric.better(), measured, floor, note);
    }

    private void addDeLong(List<Figure> figures, Place place, int label, ArmValues values) {
        for (Pair pair : PAIRS) {
            String refused = refused(place, pair.first());
            refused = refused.isEmpty() ? refused(place, pair.second()) : refused;
            Optional<Estimate> measured = Optional.empty();
            String note = refused;
            if (refused.isEmpty()) {
                DeLong found = DeLong.compare(
                        values.averaged(pair.first(), label),
                        values.averaged(pair.second(), label),
                        values.positive(label));
                double difference = found.first() - found.second();
                double half = Z975 * Math.sqrt(found.variance());
                measured = Optional.of(new Estimate(difference, difference - half, difference + half));
                note = String.format(
                        Locale.ROOT,
                        "DeLong: z %.3f, p %.2g; each image's probabilities averaged over %s, images taken for independent",
                        found.z(),
                        found.p(),
                        seedText());
            }
            int images = pair.first().isSynthetic() ? syntheticOf(label) : 0;
            figures.add(new Figure(
                    "utility.auc.delong",
                    pair.word(),
                    place.cell(),
                    images,
                    "",
                    Metric.AUC.better(),
                    measured,
                    Optional.empty(),
                    note));
        }
    }

    /** Returns for each arm and class how often it happened what was predicted, all seeds' predictions together. */
    List<Curve> curves() {
        int[] all = rows(IntStream.range(0, head.labels().size()).boxed().toList());
        List<Curve> curves = new ArrayList<>();
        ArmValues values = values(all, List.of());
        for (int c = 0; c < head.classes().size(); c++) {
            if (!ofClass(c, all).refused().isEmpty()) {
                continue;
            }
            for (Arm arm : Arm.values()) {
                if (refused(ofClass(c, all), arm).isEmpty()) {
                    curves.add(calibration(arm, c, values));
                }
            }
        }
        return curves;
    }

    private Curve calibration(Arm arm, int label, ArmValues values) {
        double[] pooled = values.pooled(arm, label);
        boolean[] once = values.positive(label);
        boolean[] positive = new boolean[pooled.length];
        for (int i = 0; i < positive.length; i++) {
            positive[i] = once[i % once.length];
        }
        Calibration bins = Calibration.of(pooled, positive, Metric.BINS);
        int[] filled = IntStream.range(0, Metric.BINS)
                .filter(bin -> bins.cases()[bin] > 0)
                .toArray();
        List<Double> predicted =
                Arrays.stream(filled).mapToObj(bin -> bins.predicted()[bin]).toList();
        List<Double> observed =
                Arrays.stream(filled).mapToObj(bin -> bins.observed()[bin]).toList();
        return new Curve(
                "utility.calibration." + arm.word(),
                Cell.ofClass(head.classes().get(label)),
                "predicted probability",
                "share that is of the class",
                predicted,
                List.of(new Curve.Line("observed", observed), new Curve.Line("perfect", predicted)));
    }
}
