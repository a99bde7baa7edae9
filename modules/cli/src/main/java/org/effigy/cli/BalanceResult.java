package org.effigy.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.Evaluation;
import org.effigy.evaluation.Figure;
import org.effigy.evaluation.utility.Arm;

/**
 * Whether synthetic images of a rare class helped; {@code balance.json}, version 2.
 *
 * @param version {@link #VERSION}
 * @param className the class whose area under the curve against the rest counts
 * @param tried on validation patients: guidance, share and what they gave
 * @param guidance that was chosen
 * @param share that was chosen
 * @param arm of the evaluation that was chosen: "both", or "both-augmented" where changing images a little at each visit did better
 * @param areas by arm, on the test patients, with an interval over patients and seeds; arms that are not measurable are missing
 * @param bestControl the control with the largest area; "" where none is measured
 * @param gain area of the chosen arm minus that of the best control, by paired bootstrap; empty where it is not measurable
 * @param outcome in words
 * @param probe area of telling synthetic from real images
 * @param nearCopies share of near copies of training images
 * @param subgroups by name: sensitivity of real images alone and of both in each value, and the spread of each
 */
record BalanceResult(
        int version,
        String className,
        List<Attempt> tried,
        double guidance,
        double share,
        String arm,
        Map<String, Estimate> areas,
        String bestControl,
        Optional<Estimate> gain,
        String outcome,
        Optional<Estimate> probe,
        Optional<Estimate> nearCopies,
        List<Subgroup> subgroups) {
    static final int VERSION = 2;

    private static final String REAL = "real";
    private static final List<String> CONTROLS = List.of("weighted", "duplicates", "augmented");

    /** What a guidance and a share gave on the validation patients. */
    record Attempt(double guidance, double share, boolean augmented, List<Double> areas, double mean, double error) {}

    /**
     * The sensitivity at 90 % specificity by the values of a subgroup.
     *
     * @param before with real images alone
     * @param after with synthetic images too
     * @param spreadBefore the largest minus the least
     * @param spreadAfter the same after
     */
    record Subgroup(
            String by,
            Map<String, Double> before,
            Map<String, Double> after,
            double spreadBefore,
            double spreadAfter) {}

    /** Reads the figures of an evaluation on the test patients. */
    static BalanceResult of(
            String className,
            List<BalanceCommand.Tried> tried,
            BalanceCommand.Tried best,
            Evaluation evaluation,
            List<String> by) {
        Cell cell = Cell.ofClass(className);
        Map<String, Estimate> areas = new TreeMap<>();
        for (Arm each : Arm.values()) {
            measured(evaluation, "utility.auc", each.word(), cell)
                    .ifPresent(estimate -> areas.put(each.word(), estimate));
        }
        String arm = (best.candidate().augmented() ? Arm.BOTH_AUGMENTED : Arm.BOTH).word();
        Optional<String> control = CONTROLS.stream()
                .filter(areas::containsKey)
                .max(Comparator.comparingDouble(c -> areas.get(c).value()));
        Optional<Estimate> gain =
                control.flatMap(c -> measured(evaluation, "utility.auc.difference", arm + " minus " + c, cell));
        return new BalanceResult(
                VERSION,
                className,
                tried.stream()
                        .map(t -> new Attempt(
                                t.guidance(),
                                t.candidate().share(),
                                t.candidate().augmented(),
                                t.candidate().areas(),
                                t.candidate().mean(),
                                t.candidate().error()))
                        .toList(),
                best.guidance(),
                best.candidate().share(),
                arm,
                areas,
                control.orElse(""),
                gain,
                outcome(best, gain),
                measured(evaluation, "utility.probe.auc", "", Cell.ALL),
                measured(evaluation, "privacy.copies.share", "", Cell.ALL),
                subgroups(evaluation, by, arm));
    }

    private static String outcome(BalanceCommand.Tried best, Optional<Estimate> gain) {
        if (gain.isEmpty()) {
            return "not measurable";
        }
        if (best.candidate().share() == 0) {
            return "no gain shown: on the validation patients no share of synthetic images did better than none";
        }
        return gain.get().low() > 0
                ? "gain: more than the best control, the interval is above 0"
                : gain.get().high() < 0
                        ? "loss: less than the best control, the interval is below 0"
                        : "no gain shown over the best control";
    }

    private static Optional<Estimate> measured(Evaluation evaluation, String id, String space, Cell cell) {
        return evaluation.figures().stream()
                .filter(f -> f.id().equals(id) && f.cell().equals(cell))
                .filter(f -> space.isEmpty() || f.space().equals(space))
                .findFirst()
                .flatMap(Figure::measured);
    }

    private static List<Subgroup> subgroups(Evaluation evaluation, List<String> by, String arm) {
        List<Subgroup> out = new ArrayList<>();
        for (String name : by) {
            Map<String, Double> before = sensitivities(evaluation, name, REAL);
            Map<String, Double> after = sensitivities(evaluation, name, arm);
            if (before.size() > 1) {
                out.add(new Subgroup(name, before, after, spread(before), spread(after)));
            }
        }
        return out;
    }

    private static Map<String, Double> sensitivities(Evaluation evaluation, String by, String arm) {
        Map<String, Double> found = new TreeMap<>();
        evaluation.figures().stream()
                .filter(f -> f.id().equals("utility.sensitivity")
                        && f.space().equals(arm)
                        && f.cell().by().equals(by))
                .forEach(f ->
                        f.measured().ifPresent(estimate -> found.put(f.cell().value(), estimate.value())));
        return found;
    }

    private static double spread(Map<String, Double> values) {
        return values.values().stream().mapToDouble(v -> v).max().orElse(0)
                - values.values().stream().mapToDouble(v -> v).min().orElse(0);
    }

    void print(PrintWriter out) {
        TextTable table = new TextTable();
        table.row("trained on", "AUC of " + className + " on test patients", "[95 % interval]");
        areas.forEach((arm, area) -> table.row(arm, number(area.value()), interval(area)));
        table.print(out);
        gain.ifPresent(g ->
                out.println("Gain of " + arm + " over " + bestControl + ": " + number(g.value()) + " " + interval(g)));
        out.println("Outcome:  " + outcome);
        probe.ifPresent(p -> out.println("Probe:    real from synthetic told at an AUC of " + number(p.value()) + " "
                + interval(p) + "; near 0.5 there is no tell-tale"));
        nearCopies.ifPresent(c -> out.println(
                "Copies:   " + number(c.value()) + " of the synthetic images are near copies of" + " training images"));
        for (Subgroup group : subgroups) {
            out.println("Subgroups by " + group.by() + ": sensitivity differs by " + number(group.spreadBefore())
                    + " with real images alone, by " + number(group.spreadAfter()) + " with synthetic ones");
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static String interval(Estimate estimate) {
        return "[" + number(estimate.low()) + ", " + number(estimate.high()) + "]";
    }
}
