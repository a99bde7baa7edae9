package org.effigy.evaluation.privacy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.Figure;
import org.effigy.evaluation.images.ImageSet;
import org.effigy.evaluation.part.Study;
import org.effigy.evaluation.statistics.Bootstrap;

/** The figures of near copies in one space and one cell. */
final class CopyFigures {
    private static final double RATIO = 1.0 / 3;
    private static final String NEAR = "near FLOOR";

    private final Study study;
    private final String space;
    private final Cell cell;
    private final boolean calibrated;

    CopyFigures(Study study, String space, Cell cell, boolean calibrated) {
        this.study = study;
        this.space = space;
        this.cell = cell;
        this.calibrated = calibrated;
    }

    /** What a figure takes of an image: its distances, and the place of the image. */
    private interface PerImage {
        double of(Nearest nearest, int row);
    }

    /**
     * Returns the figures.
     *
     * @param own distance of each training image to the nearest other one
     */
    List<Figure> of(Nearest synthetic, Nearest holdout, CopyThreshold threshold, double[] own) {
        PerImage copy = (nearest, row) -> threshold.isCopy(nearest.first()[row]) ? 1 : 0;
        PerImage close = (nearest, row) -> nearest.ratio(row) < RATIO ? 1 : 0;
        PerImage authentic = (nearest, row) -> nearest.first()[row] > own[nearest.at()[row]] ? 1 : 0;
        Figure copies = calibrated
                ? share("privacy.copies.share", "lower", synthetic, holdout, copy)
                : missing(
                        "privacy.copies.share",
                        "lower",
                        synthetic.size(),
                        "not measurable: too few patients are held out");
        return List.of(
                copies,
                share("privacy.ratio.share", "lower", synthetic, holdout, close),
                share("privacy.authenticity", NEAR, synthetic, holdout, authentic),
                dataCopying(synthetic, holdout));
    }

    private int[] rows(ImageSet set) {
        return set.rows(cell);
    }

    private Figure missing(String id, String better, int images, String why) {
        return new Figure(id, space, cell, images, "", better, Optional.empty(), Optional.empty(), why);
    }

    private Optional<String> tooFew(int[] synthetic) {
        int least = Cell.LEAST_IMAGES;
        return synthetic.length >= least
                ? Optional.empty()
                : Optional.of("not measurable: " + synthetic.length + " synthetic images, needed are " + least);
    }

    private Figure share(String id, String better, Nearest synthetic, Nearest holdout, PerImage value) {
        int[] judged = rows(study.sets().synthetic());
        Optional<String> why = tooFew(judged);
        if (why.isPresent()) {
            return missing(id, better, judged.length, why.get());
        }
        int[] held = rows(study.sets().holdout());
        Optional<Estimate> floor = held.length < Cell.LEAST_IMAGES
                ? Optional.empty()
                : Optional.of(mean(study.sets().holdout(), held, row -> value.of(holdout, row)));
        String note = floor.isPresent()
                ? "the floor is of " + held.length + " holdout images; the number of images does not shift a share"
                : "no floor: " + held.length + " holdout images, needed are " + Cell.LEAST_IMAGES;
        Estimate measured = mean(study.sets().synthetic(), judged, row -> value.of(synthetic, row));
        return new Figure(id, space, cell, judged.length, "", better, Optional.of(measured), floor, note);
    }

    private Estimate mean(ImageSet set, int[] rows, ToDoubleFunction<Integer> value) {
        double[] values =
                Arrays.stream(rows).mapToDouble(row -> value.applyAsDouble(row)).toArray();
        double[] replicates = bootstrap(set).means(values, patients(set, rows));
        return Bootstrap.estimate(Arrays.stream(values).sum() / values.length, replicates);
    }

    private Bootstrap bootstrap(ImageSet set) {
        return new Bootstrap(study.seed(), "privacy " + set.role(), study.replicates());
    }

    private static int[] patients(ImageSet set, int[] rows) {
        int[] all = set.patients();
        return Arrays.stream(rows).map(row -> all[row]).toArray();
    }

    private Figure dataCopying(Nearest synthetic, Nearest holdout) {
        String id = "privacy.ct";
        int[] judged = rows(study.sets().synthetic());
        int[] held = rows(study.sets().holdout());
        if (judged.length < Cell.LEAST_IMAGES || held.length < Cell.LEAST_IMAGES) {
            return missing(
                    id,
                    NEAR,
                    judged.length,
                    "not measurable: " + judged.length + " synthetic and " + held.length
                            + " holdout images, needed are " + Cell.LEAST_IMAGES + " of each");
        }
        double[] first = pick(synthetic.first(), judged);
        double[] second = pick(holdout.first(), held);
        int[] ofFirst = patients(study.sets().synthetic(), judged);
        int[] ofSecond = patients(study.sets().holdout(), held);
        Bootstrap one = bootstrap(study.sets().synthetic());
        Bootstrap other = bootstrap(study.sets().holdout());
        double[] replicates = IntStream.range(0, study.replicates())
                .mapToDouble(r -> RankTest.z(
                        repeated(first, one.weights(ofFirst, r)), repeated(second, other.weights(ofSecond, r))))
                .toArray();
        Estimate estimate = Bootstrap.estimate(RankTest.z(first, second), replicates);
        return new Figure(
                id,
                space,
                cell,
                judged.length,
                "",
                NEAR,
                Optional.of(estimate),
                Optional.of(new Estimate(0, -1.96, 1.96)),
                "below 0: nearer to the training images than holdout images are; the floor is that of equal distances");
    }

    private static double[] pick(double[] values, int[] rows) {
        return Arrays.stream(rows).mapToDouble(row -> values[row]).toArray();
    }

    private static double[] repeated(double[] values, int[] weights) {
        return IntStream.range(0, values.length)
                .flatMap(i -> IntStream.generate(() -> i).limit(weights[i]))
                .mapToDouble(i -> values[i])
                .toArray();
    }
}
