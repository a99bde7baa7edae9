package org.effigy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.effigy.base.InputException;
import org.effigy.evaluation.Evaluation;
import org.effigy.report.Pictures;
import org.effigy.report.Report;
import org.effigy.report.ReportSource;
import org.effigy.report.document.Picture;
import org.effigy.report.run.RunFacts;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code effigy report}: an evaluation or a run as one page. */
@Command(
        name = "report",
        description = {
            "Write an evaluation or a run as one HTML page.",
            "The page needs no network and can be printed. It says what was asked, measured and found, each figure in"
                    + " words beside what real images give, with model card, data card and scorecard. It names no path, no"
                    + " file of a patient and no value of a header; real images are in it only with --show-real."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  effigy report eval-ct --out ct.html",
            "      an evaluation; ct.md and ct.json have the same",
            "  effigy report runs/ct eval-ct --out ct.html",
            "      with the training of the model",
            "  effigy report eval-ct --compare colleague/ct.json",
            "      beside the report of another machine, figure by figure"
        })
final class ReportCommand implements Callable<Integer> {
    private static final String HTML = ".html";
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..2",
            paramLabel = "RUN|EVAL",
            description = "A run's folder, or one that 'effigy evaluate' wrote, or one of each.")
    private List<Path> places;

    @Option(
            names = "--out",
            paramLabel = "FILE.html",
            description = "The page (default: report.html in the last folder named).")
    private Path out;

    @Option(names = "--show-real", description = "Show real images too; keep the page where the data may be kept.")
    private boolean showReal;

    @Option(
            names = "--compare",
            paramLabel = "EVAL|JSON",
            description = "Another evaluation of the kind, or the JSON of its report, to hold beside this one.")
    private Path compare;

    @Override
    public Integer call() throws IOException {
        Optional<Path> run = Optional.empty();
        Optional<Path> evaluation = Optional.empty();
        for (Path place : places) {
            if (Files.exists(Inputs.folder(place).resolve(Evaluation.FILE))) {
                evaluation = once(evaluation, place);
            } else if (RunFacts.isRun(place)) {
                run = once(run, place);
            } else {
                throw new InputException(
                        place + ": no run and no evaluation; name a folder that 'effigy train' or 'effigy"
                                + " evaluate' wrote");
            }
        }
        if (compare != null && evaluation.isEmpty()) {
            throw Inputs.usage(spec, "--compare needs an evaluation to hold it beside; name its folder");
        }
        Path page = out != null ? out : places.get(places.size() - 1).resolve("report" + HTML);
        if (!page.toString().endsWith(HTML)) {
            throw Inputs.usage(spec, "--out is '" + page + "', its name must end in " + HTML);
        }
        for (String ending : List.of(HTML, ".md", ".json")) {
            Inputs.outputFile(Report.twin(page, ending));
        }
        Report report = report(run, evaluation);
        report.write(page);
        tell(report, page);
        return 0;
    }

    private Optional<Path> once(Optional<Path> before, Path place) {
        if (before.isPresent()) {
            throw Inputs.usage(spec, "two folders of the same kind; name one run and one evaluation, or one of them");
        }
        return Optional.of(place);
    }

    private Report report(Optional<Path> run, Optional<Path> folder) throws IOException {
        Optional<Evaluation> evaluation =
                folder.isPresent() ? Optional.of(Evaluation.read(folder.get())) : Optional.empty();
        Optional<RunFacts> facts = run.isPresent() ? Optional.of(RunFacts.read(run.get())) : Optional.empty();
        Optional<Evaluation> other =
                compare == null ? Optional.empty() : Optional.of(Report.evaluationIn(Inputs.existing(compare)));
        String made = LocalDateTime.now().format(MINUTE);
        Optional<EvaluationPictures> opened = pictures(folder, evaluation);
        try {
            return new ReportSource(
                            BuildInfo.read().version(),
                            made,
                            facts,
                            facts.isPresent() ? preview(facts.get()) : Optional.empty(),
                            evaluation,
                            other,
                            opened.isPresent() ? opened.get() : Pictures.NONE,
                            showReal,
                            replay(evaluation, facts))
                    .report();
        } finally {
            opened.ifPresent(EvaluationPictures::close);
        }
    }

    /** Opens the images; where they cannot be had the report goes without, and says so on the error stream. */
    private Optional<EvaluationPictures> pictures(Optional<Path> folder, Optional<Evaluation> evaluation) {
        if (evaluation.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(EvaluationPictures.open(folder.orElseThrow(), evaluation.get(), showReal));
        } catch (IOException | InputException | CommandLine.ParameterException e) {
            String why = e instanceof InputException ? OptionHints.in(e.getMessage()) : "they cannot be read any more";
            spec.commandLine().getErr().println(ErrorLines.PREFIX + "warning: the report has no images: " + why);
            return Optional.empty();
        }
    }

    /** Returns the newest preview of a run. */
    private static Optional<Picture> preview(RunFacts run) throws IOException {
        if (run.previews().isEmpty()) {
            return Optional.empty();
        }
        Path newest = run.previews().get(run.previews().size() - 1);
        String step = newest.getFileName().toString().replaceAll("\\D", "").replaceFirst("^0+(?=.)", "");
        return Optional.of(new Picture("after step " + step, Files.readAllBytes(newest), false));
    }

    private static String replay(Optional<Evaluation> evaluation, Optional<RunFacts> run) {
        if (evaluation.isPresent()) {
            return "effigy replay EVAL";
        }
        var settings = run.orElseThrow().settings();
        StringBuilder line = new StringBuilder("effigy train ")
                .append(run.get().model().path("family").asText("FAMILY"))
                .append(" --data INDEX --out RUN");
        for (String name : List.of("preset", "batch", "seed", "steps")) {
            if (settings.path(name).isValueNode()) {
                line.append(" --")
                        .append(name)
                        .append(' ')
                        .append(settings.path(name).asText());
            }
        }
        if (run.get().model().path("size").isValueNode()) {
            line.append(" --size ").append(run.get().model().path("size").asText());
        }
        return line.toString();
    }

    private void tell(Report report, Path page) {
        var terminal = spec.commandLine().getOut();
        report.scorecard()
                .forEach(point ->
                        terminal.println(point.name() + ": " + point.outcome().words() + ", " + point.evidence()));
        report.comparison()
                .ifPresent(comparison -> terminal.println("Compared: of " + comparison.compared()
                        + " figures that both measured, the intervals of " + comparison.meeting() + " meet"));
        terminal.println("Report:   " + page);
        terminal.println("Twins:    " + Report.twin(page, ".md") + ", " + Report.twin(page, ".json"));
    }
}
