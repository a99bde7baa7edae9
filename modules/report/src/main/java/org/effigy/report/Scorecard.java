package org.effigy.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.Evaluation;
import org.effigy.evaluation.Figure;
import org.effigy.evaluation.Verdict;
import org.effigy.report.document.Findings.Standing;
import org.effigy.report.document.Points.Outcome;
import org.effigy.report.document.Points.Point;

/**
 * The seven points of Zamzmi et al. 2025, "Scorecard for synthetic medical data evaluation" (Communications Engineering 4, 130).
 *
 * <p>Differs: the paper leaves open how a point is decided; here each is counted from the figures of the evaluation by a rule that
 * stands beside it.
 *
 * @param evaluation what was measured
 * @param modelKnown whether the report says how the model was made
 * @param replicated whether another machine's figures agree; empty where none were compared
 */
record Scorecard(Evaluation evaluation, boolean modelKnown, Optional<Boolean> replicated) {
    private static final Set<String> DISTANCES = Set.of("kid", "frechet", "precision", "density");
    private static final Set<String> SPREADS = Set.of("recall", "coverage", "vendi");
    private static final Set<String> BOUNDS = Set.of("hounsfield", "range", "plausibility", "histogram", "spectrum");

    /** Returns the seven points. */
    List<Point> points() {
        return List.of(
                congruence(), coverage(), constraint(), completeness(), compliance(), comprehension(), consistency());
    }

    private Point congruence() {
        return likeReal(
                "Congruence",
                "Are the synthetic images spread as real ones are?",
                DISTANCES,
                "KID, Fréchet distance, precision and density of all images");
    }

    private Point coverage() {
        return likeReal(
                "Coverage",
                "Is the variety of real patients there?",
                SPREADS,
                "recall, coverage and Vendi score of all images");
    }

    private Point constraint() {
        return likeReal(
                "Constraint",
                "Do the images keep to what anatomy and physics allow?",
                BOUNDS,
                "Hounsfield plausibility, grey values and power spectrum of all images");
    }

    private Point likeReal(String name, String question, Set<String> kinds, String what) {
        List<Figure> figures = evaluation.figures().stream()
                .filter(figure -> figure.cell().equals(Cell.ALL) && isFidelity(figure, kinds))
                .toList();
        List<Standing> standings = figures.stream()
                .map(FigureWords::standing)
                .filter(standing -> standing == Standing.LIKE_REAL || standing == Standing.UNLIKE_REAL)
                .toList();
        long like = standings.stream()
                .filter(standing -> standing == Standing.LIKE_REAL)
                .count();
        String rule =
                "met if each of " + what + " that has a floor is no worse than real against real (the 95 % intervals"
                        + " meet); partly met if at least half are";
        return point(name, question, rule, like, standings.size(), "figures no worse than real against real");
    }

    private static boolean isFidelity(Figure figure, Set<String> kinds) {
        String[] parts = figure.id().split("[.-]", -1);
        return parts[0].equals("fidelity") && parts.length > 1 && kinds.contains(parts[1]);
    }

    private Point completeness() {
        Set<String> needed = new TreeSet<>(evaluation.train().classes().keySet());
        needed.removeIf(String::isEmpty);
        String rule = "met if each class of the training set has at least " + Cell.LEAST_IMAGES
                + " synthetic images; without classes, if the set has as many";
        Map<String, Integer> given = evaluation.synthetic().classes();
        if (needed.isEmpty()) {
            boolean enough = evaluation.synthetic().images() >= Cell.LEAST_IMAGES;
            return new Point(
                    "Completeness",
                    enough ? Outcome.MET : Outcome.NOT_MET,
                    "Is all there that a task needs?",
                    rule,
                    evaluation.synthetic().images() + " synthetic images, no classes");
        }
        long enough = needed.stream()
                .filter(name -> given.getOrDefault(name, 0) >= Cell.LEAST_IMAGES)
                .count();
        return point(
                "Completeness",
                "Is all there that a task needs?",
                rule,
                enough,
                needed.size(),
                "classes with enough images");
    }

    private Point compliance() {
        List<Verdict> verdicts = evaluation.verdicts();
        String rule =
                "met if nothing was found in the search for copies and for traces of membership, for images and for"
                        + " weights; not met if anything was; a search that was not possible leaves it partly met";
        boolean found = verdicts.stream().anyMatch(verdict -> verdict.outcome().equals("found"));
        long clear = verdicts.stream()
                .filter(verdict -> verdict.outcome().equals("nothing found"))
                .count();
        Outcome outcome = clear == 0 && !found
                ? Outcome.NOT_MEASURED
                : found ? Outcome.NOT_MET : clear == verdicts.size() ? Outcome.MET : Outcome.PARTLY;
        String evidence = verdicts.isEmpty()
                ? "nothing was looked for"
                : String.join(
                        "; ",
                        verdicts.stream()
                                .map(verdict -> verdict.subject() + ": " + verdict.outcome())
                                .toList());
        return new Point("Compliance", outcome, "Is anything of a patient given away?", rule, evidence);
    }

    private Point comprehension() {
        Map<String, Boolean> said = new LinkedHashMap<>();
        said.put("what was asked", !evaluation.settings().isEmpty());
        said.put("hash of the training set", !evaluation.train().sha256().isEmpty());
        said.put("hash of the held-out set", !evaluation.holdout().sha256().isEmpty());
        said.put("hash of the synthetic set", !evaluation.synthetic().sha256().isEmpty());
        said.put("assumptions", !evaluation.assumptions().isEmpty());
        said.put("how the model was made", modelKnown);
        long there = said.values().stream().filter(known -> known).count();
        List<String> missing = said.entrySet().stream()
                .filter(entry -> !entry.getValue())
                .map(Map.Entry::getKey)
                .toList();
        Point point = point(
                "Comprehension",
                "Can a reader see how the images came to be and were judged?",
                "met if this report says " + String.join(", ", said.keySet()) + "; partly met from half of them",
                there,
                said.size(),
                "things said");
        return missing.isEmpty()
                ? point
                : new Point(
                        point.name(),
                        point.outcome(),
                        point.question(),
                        point.rule(),
                        point.evidence() + "; missing: " + String.join(", ", missing));
    }

    private Point consistency() {
        List<Figure> parts = evaluation.figures().stream()
                .filter(figure ->
                        !figure.cell().equals(Cell.ALL) && figure.measured().isPresent())
                .toList();
        List<Boolean> agree = new ArrayList<>();
        for (Figure part : parts) {
            if (part.floor().isPresent()) {
                agree.add(FigureWords.standing(part) == standingOfAll(part));
            }
        }
        replicated.ifPresent(agree::add);
        return point(
                "Consistency",
                "Does the finding hold in every class and subgroup, and elsewhere?",
                "met if each figure of a class or subgroup stands beside its floor as the same figure of all images"
                        + " does, and another machine's figures agree where they are compared; partly met if at least half"
                        + " do",
                agree.stream().filter(yes -> yes).count(),
                agree.size(),
                "comparisons that agree" + (replicated.isEmpty() ? "; no other machine was compared" : ""));
    }

    private Standing standingOfAll(Figure part) {
        return evaluation.figures().stream()
                .filter(figure -> figure.cell().equals(Cell.ALL)
                        && figure.id().equals(part.id())
                        && figure.space().equals(part.space()))
                .findFirst()
                .map(FigureWords::standing)
                .orElse(Standing.NOT_MEASURED);
    }

    private static Point point(String name, String question, String rule, long good, int all, String what) {
        Outcome outcome = all == 0
                ? Outcome.NOT_MEASURED
                : good == all ? Outcome.MET : 2 * good >= all ? Outcome.PARTLY : Outcome.NOT_MET;
        String evidence = all == 0 ? "no figure to decide it by" : good + " of " + all + " " + what;
        return new Point(name, outcome, question, rule, evidence);
    }

    /** Returns whether two intervals meet. */
    static boolean meet(Estimate one, Estimate other) {
        return one.low() <= other.high() && other.low() <= one.high();
    }
}
