package org.effigy.evaluation.utility;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.Figure;

/**
 * Whether the classes of synthetic images can be told apart as those of real ones are: classifiers that learned from real images
 * alone are asked which class each synthetic image is of. Where they agree with what was asked for less than on held-out real
 * images, the model says too little of its classes; where more, it draws caricatures of them, as strong guidance does.
 *
 * @param head of the scores
 * @param scores by seed, (synthetic images, classes)
 * @param labels the class of each synthetic image, -1 for none
 * @param patients a number for each, the same for images of one patient
 */
@SuppressWarnings("ArrayRecordComponent")
record AgreementFigures(ScoreHead head, List<float[]> scores, int[] labels, int[] patients) {
    /** The name of the scores, in the place of an arm's. */
    static final String NAME = "agreement";

    static final String ID = "utility.agreement";

    /**
     * Returns the area under the curve of each class against the rest, and its mean over classes.
     *
     * @param others figures among which the areas of held-out real images are, which are the floors
     */
    List<Figure> figures(List<Figure> others) {
        int[] rows = IntStream.range(0, labels.length)
                .filter(row -> labels[row] >= 0)
                .toArray();
        int classes = head.classes().size();
        List<Integer> measurable = IntStream.range(0, classes)
                .filter(c -> Math.min(count(rows, c), rows.length - count(rows, c)) >= Cell.LEAST_IMAGES)
                .boxed()
                .toList();
        ArmValues values = new ArmValues(
                new ArmValues.Images(
                        Arrays.stream(rows).map(row -> labels[row]).toArray(),
                        Arrays.stream(rows).map(row -> patients[row]).toArray()),
                Map.of(
                        Arm.REAL,
                        scores.stream()
                                .map(all -> TrialFigures.select(all, rows, classes))
                                .toList()),
                classes,
                measurable,
                head.seed(),
                measurable.isEmpty() ? 0 : head.replicates());
        List<Figure> figures = new ArrayList<>();
        figures.add(figure(values, Cell.ALL, classes, rows.length, !measurable.isEmpty(), others));
        for (int c = 0; c < classes; c++) {
            Cell cell = Cell.ofClass(head.classes().get(c));
            figures.add(figure(values, cell, c, count(rows, c), measurable.contains(c), others));
        }
        return figures;
    }

    private int count(int[] rows, int label) {
        return (int) Arrays.stream(rows).filter(row -> labels[row] == label).count();
    }

    private static Figure figure(
            ArmValues values, Cell cell, int column, int images, boolean measurable, List<Figure> others) {
        Optional<Estimate> measured = measurable
                ? Resample.estimate(
                        values.value(Arm.REAL, Metric.AUC, column), values.replicates(Arm.REAL, Metric.AUC, column))
                : Optional.empty();
        Optional<Estimate> floor = others.stream()
                .filter(f -> f.id().equals("utility." + Metric.AUC.word())
                        && f.space().equals(Arm.REAL.word())
                        && f.cell().equals(cell))
                .findFirst()
                .flatMap(Figure::measured);
        String note = measured.isPresent()
                ? "classifiers that learned from real images, asked about " + images
                        + " synthetic ones; floor: about held-out real ones"
                : "not measurable: " + Cell.LEAST_IMAGES + " synthetic images of the class and of others are needed";
        return new Figure(ID, Arm.REAL.word(), cell, images, "", "near FLOOR", measured, floor, note);
    }
}
