package org.effigy.evaluation.membership;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.effigy.base.Progress;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Estimate;
import org.effigy.evaluation.Figure;
import org.effigy.evaluation.Verdict;
import org.effigy.evaluation.part.Findings;
import org.effigy.evaluation.part.Part;
import org.effigy.evaluation.part.Study;

/**
 * The part of an evaluation that asks a model about images: what would be given away with its weights.
 *
 * @param attacks to be made
 * @param images that the model is asked about
 * @param checkpointSha256 of the model
 * @param step of its checkpoint
 * @param folder where the scores are written
 */
public record MembershipPart(
        List<Attack> attacks, SubjectImages images, String checkpointSha256, long step, Path folder) implements Part {
    private static final int PERMUTATIONS = 9_999;
    /** Images that a model is asked about at once. */
    private static final int CHUNK = 64;

    /** How the adjusted p of a permutation test is judged. */
    private static final double SIGNIFICANT = 0.05;

    public MembershipPart {
        attacks = List.copyOf(attacks);
    }

    @Override
    public String name() {
        return "privacy.membership";
    }

    @Override
    public String settings() {
        return checkpointSha256 + " " + images.names().size();
    }

    @Override
    public Findings judge(Study study, Progress.Factory progress) throws IOException {
        List<AttackScores> scores = new ArrayList<>();
        for (Attack attack : attacks) {
            scores.add(ask(attack, progress));
        }
        Subjects subjects = images.subjects();
        new MembershipFile(
                        MembershipFile.FORMAT,
                        MembershipFile.VERSION,
                        checkpointSha256,
                        step,
                        subjects.members(),
                        images.names(),
                        subjects.patients(),
                        subjects.half(),
                        scores)
                .write(folder);
        AttackResult.Chance chance = new AttackResult.Chance(study.seed(), study.replicates(), PERMUTATIONS);
        int[] reported = subjects.of(1);
        if (isTooFew(reported)) {
            return notMeasurable(reported);
        }
        List<AttackResult> results = scores.stream()
                .map(of -> AttackResult.of(of, subjects, reported, chance))
                .toList();
        List<Figure> figures = new ArrayList<>();
        results.forEach(result -> figures.addAll(figures(result)));
        scores.forEach(of -> figures.addAll(byClass(of, reported, chance)));
        return new Findings(
                figures, List.of(), List.of(), List.of(verdict(results, reported)), assumptions(), List.of());
    }

    private boolean isTooFew(int[] some) {
        int members = images.subjects().members(some);
        return Math.min(members, some.length - members) < Cell.LEAST_IMAGES;
    }

    private AttackScores ask(Attack attack, Progress.Factory progress) throws IOException {
        int n = images.labels().length;
        int chunk = attack.isOfASet() ? n : CHUNK;
        double[][] values = new double[attack.timeSteps().length][n];
        try (Progress bar = progress.start("membership, " + attack.name(), "images", n)) {
            for (int from = 0; from < n; from += chunk) {
                int to = Math.min(n, from + chunk);
                int length = images.imageLength();
                double[][] part = attack.scores(
                        Arrays.copyOfRange(images.pixels(), from * length, to * length),
                        Arrays.copyOfRange(images.labels(), from, to),
                        from);
                for (int time = 0; time < part.length; time++) {
                    System.arraycopy(part[time], 0, values[time], from, to - from);
                }
                bar.done(to);
                if (Thread.interrupted()) {
                    throw new InterruptedIOException("membership was interrupted");
                }
            }
        }
        return new AttackScores(attack.name(), attack.timeSteps(), values);
    }

    private static List<Figure> figures(AttackResult result) {
        String at = at(result);
        Estimate p = new Estimate(result.p(), result.p(), result.p());
        return List.of(
                figure("auc", result, Cell.ALL, result.area(), at),
                figure("tpr", result, Cell.ALL, result.truePositives(), at + "at 1 % false positives"),
                new Figure(
                        "privacy.membership.p",
                        result.attack(),
                        Cell.ALL,
                        result.images(),
                        "",
                        "higher",
                        Optional.of(p),
                        Optional.empty(),
                        at + "permutation of patients over the set; it has no interval"));
    }

    private static String at(AttackResult result) {
        return result.timeStep() == 0
                ? ""
                : "t = " + result.timeStep() + ", chosen on the other half of the patients; ";
    }

    private static Figure figure(String name, AttackResult result, Cell cell, Estimate measured, String note) {
        boolean area = name.equals("auc");
        return new Figure(
                "privacy.membership." + name,
                result.attack(),
                cell,
                result.images(),
                "",
                "lower",
                Optional.of(measured),
                area ? result.floor() : Optional.empty(),
                note);
    }

    private List<Figure> byClass(AttackScores scores, int[] reported, AttackResult.Chance chance) {
        // The test over the set is made for all images only.
        AttackResult.Chance few = new AttackResult.Chance(chance.seed(), chance.replicates(), 1);
        List<Figure> figures = new ArrayList<>();
        for (String name : new TreeSet<>(images.classes())) {
            int[] some = Arrays.stream(reported)
                    .filter(i -> images.classes().get(i).equals(name))
                    .toArray();
            if (name.isEmpty()) {
                continue;
            }
            if (isTooFew(some)) {
                figures.add(few("privacy.membership.auc", scores.attack(), Cell.ofClass(name), some));
                continue;
            }
            AttackResult result = AttackResult.of(scores, images.subjects(), some, few);
            figures.add(figure("auc", result, Cell.ofClass(name), result.area(), at(result)));
        }
        return figures;
    }

    private Figure few(String id, String attack, Cell cell, int[] some) {
        int members = images.subjects().members(some);
        return new Figure(
                id,
                attack,
                cell,
                some.length,
                "",
                "lower",
                Optional.empty(),
                Optional.empty(),
                "not measurable: " + members + " members and " + (some.length - members)
                        + " others in the reported half, needed are " + Cell.LEAST_IMAGES + " of each");
    }

    private Findings notMeasurable(int[] reported) {
        List<Figure> figures = attacks.stream()
                .map(attack -> few("privacy.membership.auc", attack.name(), Cell.ALL, reported))
                .toList();
        Verdict verdict = new Verdict(
                "weights",
                "not measurable",
                lookedFor(),
                "none: " + figures.get(0).note(),
                "Nothing is known of what the weights give away.");
        return new Findings(figures, List.of(), List.of(), List.of(verdict), assumptions(), List.of());
    }

    private String lookedFor() {
        return "Whether the model's answers tell the images it learned from, from images of other patients, by "
                + String.join(", ", attacks.stream().map(Attack::name).toList()) + ".";
    }

    private Verdict verdict(List<AttackResult> results, int[] reported) {
        double[] adjusted = holm(results.stream().mapToDouble(AttackResult::p).toArray());
        List<String> found = new ArrayList<>();
        for (int i = 0; i < adjusted.length; i++) {
            if (adjusted[i] < SIGNIFICANT) {
                AttackResult result = results.get(i);
                found.add(String.format(
                        Locale.ROOT,
                        "%s tells members with AUC %.3f (%.3f to %.3f), %.1f %% of them at 1 %% false positives, p %.4f",
                        result.attack(),
                        result.area().value(),
                        result.area().low(),
                        result.area().high(),
                        100 * result.truePositives().value(),
                        adjusted[i]));
            }
        }
        return new Verdict(
                "weights",
                found.isEmpty() ? "nothing found" : "found",
                lookedFor(),
                power(reported),
                found.isEmpty()
                        ? String.format(
                                Locale.ROOT,
                                "No attack told the two kinds apart; the largest AUC was %.3f. Stronger attacks, and"
                                        + " smaller effects than the power says, were not excluded.",
                                results.stream()
                                        .mapToDouble(result -> result.area().value())
                                        .max()
                                        .orElse(0.5))
                        : String.join("; ", found) + ". P is of the permutation test over the set, adjusted for "
                                + results.size() + " attacks (Holm).");
    }

    private String power(int[] reported) {
        Subjects subjects = images.subjects();
        int members = patients(reported, true);
        int others = patients(reported, false);
        Power power = Power.of(members, others);
        return String.format(
                Locale.ROOT,
                "With the images of %d patients who are members and %d who are not, an AUC of %.3f or %.1f %% of the members"
                        + " at 1 %% false positives would have been found four times in five.%s",
                members,
                others,
                power.area(),
                100 * power.truePositives(),
                reported.length - subjects.members(reported) < 1 / Power.FALSE_POSITIVES
                        ? " Below 100 others, 1 % false positives means none."
                        : "");
    }

    private int patients(int[] some, boolean members) {
        Subjects subjects = images.subjects();
        return (int) Arrays.stream(some)
                .filter(i -> subjects.isMember(i) == members)
                .map(i -> subjects.patients()[i])
                .distinct()
                .count();
    }

    private List<String> assumptions() {
        return List.of(
                "Members are training images of the model's run as they are in the index, others those of the split"
                        + " test; both prepared as the run prepared its images. Whoever attacks has the weights.",
                "Members and others differ in nothing else. Where they do, for example in how many there are of each class, an"
                        + " attack may tell that difference; the figures by class are free of this one.");
    }

    /** Returns p values adjusted for their number (Holm 1979). */
    static double[] holm(double[] p) {
        Integer[] order = new Integer[p.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(p[a], p[b]));
        double[] adjusted = new double[p.length];
        double largest = 0;
        for (int i = 0; i < order.length; i++) {
            largest = Math.max(largest, Math.min(1, (p.length - i) * p[order[i]]));
            adjusted[order[i]] = largest;
        }
        return adjusted;
    }
}
