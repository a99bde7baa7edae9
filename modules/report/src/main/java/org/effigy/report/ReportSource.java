package org.effigy.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.effigy.base.Check;
import org.effigy.evaluation.Evaluation;
import org.effigy.evaluation.Verdict;
import org.effigy.report.Comparison.Row;
import org.effigy.report.document.Block;
import org.effigy.report.document.Command;
import org.effigy.report.document.Document;
import org.effigy.report.document.Facts;
import org.effigy.report.document.Items;
import org.effigy.report.document.Numbers;
import org.effigy.report.document.Picture;
import org.effigy.report.document.Points;
import org.effigy.report.document.Points.Point;
import org.effigy.report.document.Section;
import org.effigy.report.document.Table;
import org.effigy.report.document.Text;
import org.effigy.report.run.RunFacts;

/**
 * What a report is made of; at least a run or an evaluation.
 *
 * @param codeVersion of the program
 * @param made the time, as text
 * @param run how the model was trained
 * @param preview the newest sheet of samples of the run
 * @param evaluation what was found about its images
 * @param other another machine's evaluation, to hold beside it
 * @param pictures of the images; the real ones only with {@code showReal}
 * @param showReal whether real images may be shown
 * @param replay the command that makes it again
 */
public record ReportSource(
        String codeVersion,
        String made,
        Optional<RunFacts> run,
        Optional<Picture> preview,
        Optional<Evaluation> evaluation,
        Optional<Evaluation> other,
        Pictures pictures,
        boolean showReal,
        String replay) {
    public ReportSource {
        Check.argument(run.isPresent() || evaluation.isPresent(), () -> "neither a run nor an evaluation");
        evaluation = evaluation.map(Discretion::shown);
    }

    /** Returns the report. */
    public Report report() {
        Optional<Comparison> comparison =
                evaluation.isPresent() ? other.map(there -> Comparison.of(evaluation.get(), there)) : Optional.empty();
        List<Point> points = evaluation
                .map(of -> new Scorecard(of, run.isPresent(), comparison.flatMap(Comparison::agrees)).points())
                .orElse(List.of());
        Document document = new Document(title(), lead(), madeLine(), sections(points, comparison));
        return new Report(
                Report.FORMAT,
                Report.VERSION,
                codeVersion,
                document,
                evaluation,
                run.map(RunFacts::training).filter(node -> !node.isMissingNode()),
                points,
                comparison);
    }

    private String title() {
        return evaluation.isPresent() ? "May these synthetic images be used?" : "How this model was trained";
    }

    private String lead() {
        if (evaluation.isEmpty()) {
            return "What a run of " + run.get().model().path("family").asText("a model")
                    + " learned from, how its training went, and all that is needed to do it again. Nothing here says"
                    + " whether its images may be used; that takes an evaluation.";
        }
        Evaluation of = evaluation.get();
        List<String> verdicts =
                of.verdicts().stream().map(ReportSource::sentence).toList();
        return of.synthetic().images() + " synthetic images were judged beside "
                + of.train().images()
                + " images that the model learned from and " + of.holdout().images() + " of patients held out. "
                + String.join(" ", verdicts);
    }

    private static String sentence(Verdict verdict) {
        return "In a search for traces of patients in the " + verdict.subject() + ", "
                + switch (verdict.outcome()) {
                    case "found" -> "some were found.";
                    case "nothing found" -> "none were found.";
                    default -> "nothing could be measured.";
                };
    }

    private String madeLine() {
        return "Made by effigy " + codeVersion + ", " + made
                + (showReal ? ". Shows real images: keep it where the data may be kept." : "");
    }

    private List<Section> sections(List<Point> points, Optional<Comparison> comparison) {
        Optional<EvaluationSections> found = evaluation.map(of -> new EvaluationSections(of, pictures, showReal));
        Optional<RunSections> trained = run.map(of -> new RunSections(of, preview));
        List<Section> sections = new ArrayList<>();
        found.ifPresent(of -> sections.add(new Section("verdicts", "What was found", of.verdicts())));
        evaluation.ifPresent(of -> {
            sections.add(new Section("scorecard", "Scorecard", scorecard(points)));
            sections.add(asked(of));
        });
        found.ifPresent(of -> sections.add(of.data()));
        trained.ifPresent(of -> {
            sections.add(of.data());
            sections.add(of.model());
            of.training().ifPresent(sections::add);
        });
        found.ifPresent(of -> {
            of.images().ifPresent(sections::add);
            of.figures(
                            "fidelity",
                            "Fidelity",
                            "Do the images look like those of patients, in every respect that was measured? The grey"
                                    + " band is the floor: what two sets of real images of the same size give. The dot is"
                                    + " the figure of the synthetic images with its 95 % interval.")
                    .ifPresent(sections::add);
            of.figures(
                            "utility",
                            "Utility",
                            "Does training with the images help on real patients that were held out? Compare with the"
                                    + " controls: weights, copies of real images and classical augmentation.")
                    .ifPresent(sections::add);
            of.figures(
                            "privacy",
                            "Privacy",
                            "What was looked for that could give a patient away, and what was found. A search that"
                                    + " finds nothing shows only that: its power says what it would have found.")
                    .ifPresent(sections::add);
        });
        comparison.ifPresent(of -> sections.add(comparison(of)));
        Cards cards = new Cards(run, evaluation);
        sections.add(cards.model());
        sections.add(cards.data());
        sections.add(limits());
        sections.add(again());
        return sections;
    }

    private static List<Block> scorecard(List<Point> points) {
        return List.of(
                new Text("Seven points after Zamzmi et al. 2025 (Communications Engineering 4, 130), each counted from"
                        + " the figures below by the rule beside it."),
                new Points(points));
    }

    private static Section asked(Evaluation evaluation) {
        Facts.Builder facts = new Facts.Builder();
        evaluation.settings().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> facts.add(entry.getKey(), entry.getValue()));
        facts.add("seed of all chance", evaluation.seed());
        return new Section("asked", "What was asked", List.of(facts.build()));
    }

    private static Section comparison(Comparison comparison) {
        List<List<String>> rows =
                comparison.rows().stream().map(ReportSource::row).toList();
        List<String> same = new ArrayList<>();
        same.add(comparison.sameTrain() ? "the same training images" : "other training images");
        same.add(comparison.sameHoldout() ? "the same held-out images" : "other held-out images");
        same.add(comparison.sameSynthetic() ? "the same synthetic images" : "other synthetic images");
        return new Section(
                "replication",
                "Another evaluation beside this one",
                List.of(
                        new Text("The other one judged " + String.join(", ", same) + ". Of " + comparison.compared()
                                + " figures that both measured, the 95 % intervals of " + comparison.meeting()
                                + " meet."),
                        new Table(
                                "Figure by figure",
                                List.of("figure", "in", "images", "here", "there", "difference", "intervals"),
                                rows)));
    }

    private static List<String> row(Row row) {
        return List.of(
                FigureWords.name(row.id()),
                row.space(),
                row.cell(),
                row.here()
                        .map(here -> Numbers.text(here.value()) + " (" + FigureWords.range(here) + ")")
                        .orElse("not measured"),
                row.there()
                        .map(there -> Numbers.text(there.value()) + " (" + FigureWords.range(there) + ")")
                        .orElse("not measured"),
                row.difference().map(Numbers::text).orElse(""),
                row.meet().map(meet -> meet ? "meet" : "apart").orElse(""));
    }

    private Section limits() {
        List<String> general = List.of(
                "Research and teaching only; not for diagnosis.",
                "A figure is of these images at this number; other images of the same model may differ.",
                "An interval is over patients drawn again and again from those at hand; it knows nothing of other"
                        + " hospitals.",
                "Figures without a floor have nothing to be held beside.");
        List<String> sentences = Stream.of(
                        pictures.remarks(),
                        evaluation.map(Evaluation::warnings).orElse(List.of()),
                        evaluation.map(Evaluation::assumptions).orElse(List.of()),
                        general)
                .flatMap(List::stream)
                .toList();
        return new Section("limits", "Limits and assumptions", List.of(new Items(sentences)));
    }

    private Section again() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Text("The same program, data and settings give the same figures:"));
        blocks.add(new Command(replay));
        List<List<String>> hashes = new ArrayList<>();
        evaluation.ifPresent(of -> {
            hashes.add(List.of("training set", of.train().sha256()));
            hashes.add(List.of("held-out set", of.holdout().sha256()));
            hashes.add(List.of("synthetic set", of.synthetic().sha256()));
        });
        run.ifPresent(of -> {
            of.checksums()
                    .properties()
                    .forEach(sum -> hashes.add(List.of(
                            "checkpoint: " + sum.getKey(), sum.getValue().asText())));
        });
        if (!hashes.isEmpty()) {
            blocks.add(new Table("Hashes", List.of("of", "SHA-256"), hashes));
        }
        run.ifPresent(of -> {
            var settings = RunSections.flat(of.training().isMissingNode() ? of.checkpoint() : of.training());
            blocks.add(new Table("All parameters of the run", List.of("parameter", "value"), settings));
            if (of.environment().isObject()) {
                var machine = RunSections.flat(of.environment());
                blocks.add(new Table("The machine of the run", List.of("what", "value"), machine));
            }
        });
        return new Section("again", "To do it again", blocks);
    }
}
