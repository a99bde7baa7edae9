package org.effigy.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Curve;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.Evaluation;
import org.effigy.evaluation.Figure;
import org.effigy.evaluation.ImageSetFacts;
import org.effigy.evaluation.NearPair;
import org.effigy.evaluation.Verdict;

/** An evaluation with invented figures of every kind. */
public final class PlausibleEvaluation {
    private static final Estimate NEAR_ZERO = new Estimate(0.0012, -0.0004, 0.0031);

    private PlausibleEvaluation() {}

    /** Returns the evaluation of 300 synthetic radiographs. */
    public static Evaluation make() {
        return new Evaluation(
                Evaluation.FORMAT,
                Evaluation.VERSION,
                "0.1.0-test",
                7,
                Map.of(
                        "data", "/home/doe/DOE_JOHN/index.json",
                        "synthetic", "/home/doe/synthetic",
                        "bootstrap", "1000",
                        "size", "64",
                        "spaces", "radiomics, classifier, random"),
                set("train", 320, 200, "index"),
                set("holdout", 300, 180, "holdout"),
                new ImageSetFacts(
                        "synthetic",
                        300,
                        0,
                        Map.of("BACTERIA", 180, "VIRUS", 120),
                        "c".repeat(64),
                        IntStream.range(0, 300)
                                .mapToObj(i -> i == 5 ? "DOE_JOHN_1954.png" : "synthetic-" + (100001 + i) + ".png")
                                .toList()),
                figures(),
                curves(),
                pairs(),
                verdicts(),
                List.of("Each image counts as a patient where the table does not know patients."),
                List.of("3 files of the synthetic folder could not be read."));
    }

    private static ImageSetFacts set(String role, int images, int patients, String name) {
        return new ImageSetFacts(
                role,
                images,
                patients,
                Map.of("BACTERIA", images - 120, "VIRUS", 120),
                (role.equals("train") ? "a" : "b").repeat(64),
                IntStream.range(0, images)
                        .mapToObj(i -> name + " " + (10000 + i))
                        .toList());
    }

    private static List<Figure> figures() {
        List<Figure> all = new ArrayList<>();
        for (String space : List.of("radiomics", "classifier", "random")) {
            all.add(figure("fidelity.kid", space, Cell.ALL, "lower", new Estimate(0.0124, 0.0101, 0.0148), NEAR_ZERO));
            all.add(figure("fidelity.frechet", space, Cell.ALL, "lower", estimate(18.2, 2.1), estimate(9.4, 1.2)));
            all.add(figure(
                    "fidelity.precision", space, Cell.ALL, "higher", estimate(0.83, 0.05), estimate(0.85, 0.04)));
            all.add(figure("fidelity.recall", space, Cell.ALL, "higher", estimate(0.41, 0.06), estimate(0.84, 0.04)));
            all.add(figure(
                    "fidelity.density", space, Cell.ALL, "near FLOOR", estimate(0.93, 0.11), estimate(1.01, 0.09)));
            all.add(figure(
                    "fidelity.coverage", space, Cell.ALL, "higher", estimate(0.95, 0.02), estimate(0.967, 0.01)));
            all.add(figure("fidelity.vendi", space, Cell.ALL, "near FLOOR", estimate(31.5, 2), estimate(44.2, 2.5)));
        }
        all.add(new Figure(
                "fidelity.hounsfield",
                "",
                Cell.ALL,
                300,
                "HU",
                "lower",
                Optional.empty(),
                Optional.empty(),
                "The images are radiographs; they have no Hounsfield units."));
        for (String name : List.of("BACTERIA", "VIRUS")) {
            all.add(figure(
                    "fidelity.kid",
                    "radiomics",
                    Cell.ofClass(name),
                    "lower",
                    new Estimate(0.013, 0.009, 0.018),
                    NEAR_ZERO));
        }
        all.add(figure(
                "fidelity.kid", "radiomics", new Cell("sex", "F"), "lower", new Estimate(0.002, 0, 0.004), NEAR_ZERO));
        all.add(new Figure(
                "fidelity.kid",
                "radiomics",
                new Cell("age", "0 to 1"),
                12,
                "",
                "lower",
                Optional.empty(),
                Optional.empty(),
                "12 images, needed are 50"));
        all.add(figure("utility.auc", "real", Cell.ALL, "higher", estimate(0.912, 0.02)));
        all.add(figure("utility.auc", "synthetic", Cell.ALL, "higher", estimate(0.861, 0.03)));
        all.add(figure("utility.auc.difference", "real and synthetic", Cell.ALL, "higher", estimate(0.006, 0.011)));
        all.add(figure("utility.probe", "", Cell.ALL, "lower", estimate(0.71, 0.03), estimate(0.51, 0.03)));
        all.add(figure(
                "privacy.copies.share",
                "pixels",
                Cell.ALL,
                "lower",
                new Estimate(0.0033, 0, 0.01),
                new Estimate(0.01, 0.003, 0.02)));
        all.add(figure(
                "privacy.ratio", "pixels", Cell.ALL, "lower", new Estimate(0, 0, 0.004), new Estimate(0, 0, 0.006)));
        all.add(figure("privacy.membership.auc", "loss", Cell.ALL, "lower", estimate(0.53, 0.03), estimate(0.5, 0.03)));
        all.add(figure("privacy.something-new", "", Cell.ALL, "lower", estimate(0.2, 0.1)));
        return all;
    }

    private static Estimate estimate(double value, double half) {
        return new Estimate(value, value - half, value + half);
    }

    private static Figure figure(String id, String space, Cell cell, String better, Estimate... values) {
        return new Figure(
                id,
                space,
                cell,
                300,
                "",
                better,
                Optional.of(values[0]),
                values.length > 1 ? Optional.of(values[1]) : Optional.empty(),
                "");
    }

    private static List<Curve> curves() {
        List<Double> x = IntStream.range(0, 64).mapToObj(i -> i / 63.0).toList();
        List<Double> real = x.stream()
                .map(at -> Math.exp(-18 * (at - 0.35) * (at - 0.35)) + 0.3 * at)
                .toList();
        List<Double> synthetic = x.stream()
                .map(at -> Math.exp(-15 * (at - 0.38) * (at - 0.38)) + 0.25 * at)
                .toList();
        List<Curve.Line> lines = List.of(new Curve.Line("real", real), new Curve.Line("synthetic", synthetic));
        return List.of(
                new Curve("fidelity.histogram", Cell.ALL, "brightness, 0 to 1", "share of pixels", x, lines),
                new Curve("fidelity.spectrum", Cell.ALL, "cycles per pixel", "log10 of power", x, lines));
    }

    private static List<NearPair> pairs() {
        List<NearPair> pairs = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            pairs.add(new NearPair(
                    i, 3 * i, "pixels", 0.061 + 0.004 * i, 0.062, 0.28 + 0.1 * i, "a shift of 2 pixels", i == 0));
        }
        return pairs;
    }

    private static List<Verdict> verdicts() {
        return List.of(
                new Verdict(
                        "images",
                        "found",
                        "images nearer to a training image than held-out patients are, in pixels and in two feature"
                                + " spaces.",
                        "Planted copies, shifted, flipped, blurred or noisy, were found every time.",
                        "One of 300 images is a near copy of a training image."),
                new Verdict(
                        "weights",
                        "not measurable",
                        "whether the model's loss is lower on images it learned from.",
                        "None: no model was given.",
                        "No model was given, so nothing can be said of its weights."));
    }
}
