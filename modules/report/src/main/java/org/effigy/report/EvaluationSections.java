package org.effigy.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Evaluation;
import org.effigy.evaluation.Figure;
import org.effigy.evaluation.ImageSetFacts;
import org.effigy.evaluation.NearPair;
import org.effigy.evaluation.Verdict;
import org.effigy.report.document.Block;
import org.effigy.report.document.Findings;
import org.effigy.report.document.Findings.Finding;
import org.effigy.report.document.Findings.Result;
import org.effigy.report.document.Gallery;
import org.effigy.report.document.Heading;
import org.effigy.report.document.Notice;
import org.effigy.report.document.Numbers;
import org.effigy.report.document.Pairs;
import org.effigy.report.document.Picture;
import org.effigy.report.document.Plots;
import org.effigy.report.document.Section;
import org.effigy.report.document.Table;
import org.effigy.report.document.Text;

/** The sections about an evaluation that may be shown. */
record EvaluationSections(Evaluation evaluation, Pictures pictures, boolean showReal) {
    private static final int MOST_SAMPLES = 48;
    private static final int MOST_PAIRS = 12;

    /** Returns what the images of a cell are, in words. */
    static String cell(Cell cell) {
        return cell.by().equals("all") ? "all images" : cell.by() + " " + cell.value();
    }

    /** Returns the two verdicts, on images and on weights. */
    List<Block> verdicts() {
        List<Block> blocks = new ArrayList<>();
        for (Verdict verdict : evaluation.verdicts()) {
            Notice.Kind kind =
                    switch (verdict.outcome()) {
                        case "nothing found" -> Notice.Kind.GOOD;
                        case "found" -> Notice.Kind.BAD;
                        default -> Notice.Kind.OPEN;
                    };
            List<String> sentences = new ArrayList<>();
            sentences.add(verdict.found());
            sentences.add("Looked for: " + verdict.lookedFor());
            sentences.add("Power: " + verdict.power());
            sentences.removeIf(sentence -> sentence.matches("(.*: )?"));
            blocks.add(new Notice(kind, "Handing out the " + verdict.subject() + ": " + outcome(verdict), sentences));
        }
        if (blocks.isEmpty()) {
            blocks.add(new Notice(
                    Notice.Kind.OPEN,
                    "Handing out images and weights: not measured",
                    List.of("This evaluation did not look for copies or traces of patients.")));
        }
        return blocks;
    }

    private static String outcome(Verdict verdict) {
        return switch (verdict.outcome()) {
            case "found" -> "traces of patients found";
            case "nothing found" -> "no trace of a patient found";
            default -> "not measurable";
        };
    }

    Section data() {
        List<List<String>> rows = new ArrayList<>();
        for (ImageSetFacts set : List.of(evaluation.train(), evaluation.holdout(), evaluation.synthetic())) {
            rows.add(List.of(
                    set.role(),
                    String.valueOf(set.images()),
                    set.role().equals("synthetic") ? "none" : set.patients() == 0 ? "not known" : set.patients() + "",
                    classes(set.classes())));
        }
        return new Section(
                "data",
                "Data and split",
                List.of(
                        new Text("The model learned from the training set. The held-out set has other patients and was"
                                + " kept out: it says what real images give among themselves, the floor of every"
                                + " figure."),
                        new Table("The three sets of images", List.of("set", "images", "patients", "classes"), rows)));
    }

    private static String classes(Map<String, Integer> classes) {
        Map<String, Integer> named = new TreeMap<>(classes);
        named.remove("");
        return named.isEmpty()
                ? "none"
                : String.join(
                        ", ",
                        named.entrySet().stream()
                                .map(entry -> entry.getKey() + " " + entry.getValue())
                                .toList());
    }

    Optional<Section> images() {
        List<Block> blocks = new ArrayList<>();
        List<Picture> synthetic = pictures.synthetic(MOST_SAMPLES);
        List<Picture> real = showReal ? pictures.real(MOST_SAMPLES) : List.of();
        if (!synthetic.isEmpty()) {
            blocks.add(new Gallery(
                    "Synthetic images, the first " + synthetic.size() + " of the set; none was chosen.", synthetic));
        }
        if (!real.isEmpty()) {
            blocks.add(new Gallery("Real images held out, the first " + real.size() + ".", real));
        }
        if (!showReal) {
            blocks.add(new Text("Real images are not shown here."));
        }
        return synthetic.isEmpty() && real.isEmpty()
                ? Optional.empty()
                : Optional.of(new Section("images", "Images", blocks));
    }

    /** Returns the section of the figures whose id begins so; empty where there are none. */
    Optional<Section> figures(String part, String title, String lead) {
        List<Figure> figures = evaluation.figures().stream()
                .filter(figure -> figure.id().startsWith(part + "."))
                .toList();
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Text(lead));
        blocks.add(findings(figures));
        blocks.addAll(curves(part));
        blocks.addAll(cells(figures));
        if (part.equals("privacy")) {
            blocks.addAll(pairs());
        }
        boolean nothing = figures.isEmpty()
                && (!part.equals("privacy") || evaluation.pairs().isEmpty());
        return nothing ? Optional.empty() : Optional.of(new Section(part, title, blocks));
    }

    /** Returns the figures of all images, those of one kind together. */
    private static Findings findings(List<Figure> figures) {
        Map<String, List<Result>> kinds = new LinkedHashMap<>();
        for (Figure figure : figures) {
            if (figure.cell().equals(Cell.ALL)) {
                kinds.computeIfAbsent(figure.id(), id -> new ArrayList<>()).add(result(figure));
            }
        }
        return new Findings(kinds.entrySet().stream()
                .map(kind -> new Finding(
                        FigureWords.name(kind.getKey()), FigureWords.question(kind.getKey()), kind.getValue()))
                .toList());
    }

    private static Result result(Figure figure) {
        String interval = figure.measured().map(FigureWords::interval).orElse("");
        String floor = FigureWords.floor(figure);
        String value = FigureWords.value(figure);
        String said = String.join(
                "; ",
                Stream.of(FigureWords.name(figure.id()) + " " + value, interval, floor)
                        .filter(text -> !text.isEmpty())
                        .toList());
        return new Result(
                figure.space(),
                value,
                interval,
                floor,
                FigureWords.words(figure),
                FigureWords.standing(figure),
                Charts.strip(figure, said));
    }

    private List<Block> curves(String part) {
        var plots = evaluation.curves().stream()
                .filter(curve -> curve.id().startsWith(part + "."))
                .map(Charts::plot)
                .toList();
        return plots.isEmpty() ? List.of() : List.of(new Plots(plots));
    }

    /** Returns the figures of classes and subgroups, a table for each kind of subgroup. */
    private static List<Block> cells(List<Figure> figures) {
        Map<String, List<List<String>>> tables = new LinkedHashMap<>();
        for (Figure figure : figures) {
            if (!figure.cell().equals(Cell.ALL)) {
                tables.computeIfAbsent(figure.cell().by(), by -> new ArrayList<>())
                        .add(row(figure));
            }
        }
        List<Block> blocks = new ArrayList<>();
        tables.forEach((by, rows) -> {
            blocks.add(new Table(
                    "Figures by " + by,
                    List.of("figure", "in", by, "images", "value", "95 % interval", "real against real", "stands"),
                    rows));
        });
        return blocks;
    }

    private static List<String> row(Figure figure) {
        return List.of(
                FigureWords.name(figure.id()),
                figure.space(),
                figure.cell().value(),
                String.valueOf(figure.images()),
                FigureWords.value(figure),
                figure.measured().map(FigureWords::range).orElse(figure.note()),
                figure.floor()
                        .map(floor -> Numbers.text(floor.value()) + " (" + FigureWords.range(floor) + ")")
                        .orElse("none"),
                FigureWords.standing(figure).words());
    }

    private List<Block> pairs() {
        if (evaluation.pairs().isEmpty()) {
            return List.of();
        }
        List<Pairs.Pair> pairs =
                evaluation.pairs().stream().limit(MOST_PAIRS).map(this::pair).toList();
        return List.of(
                new Heading("Nearest pairs"),
                new Pairs(
                        "The synthetic images nearest to a training image, the nearest first."
                                + (showReal ? "" : " The training images are not shown here."),
                        pairs));
    }

    private Pairs.Pair pair(NearPair pair) {
        String synthetic = Discretion.name(evaluation.synthetic(), pair.synthetic());
        String train = Discretion.name(evaluation.train(), pair.train());
        String words = synthetic + " and " + train + ", distance " + Numbers.text(pair.distance()) + " in "
                + pair.space() + (pair.fit().isEmpty() ? "" : " after " + pair.fit()) + "; "
                + (pair.copy()
                        ? "a near copy: held-out patients are farther than " + Numbers.text(pair.threshold())
                        : "no copy: one would be nearer than " + Numbers.text(pair.threshold()))
                + ". The second nearest training image is " + Numbers.text(1 / Math.max(1e-9, pair.ratio()))
                + " times as far.";
        return new Pairs.Pair(
                pictures.synthetic(pair.synthetic(), synthetic),
                showReal ? pictures.train(pair.train(), train) : Optional.empty(),
                words,
                pair.copy());
    }
}
