package org.effigy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.effigy.dataset.Split;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.evaluation.Evaluation;
import org.effigy.evaluation.fidelity.Fidelity;
import org.effigy.evaluation.images.ImageSets;
import org.effigy.evaluation.images.ImageSource;
import org.effigy.evaluation.part.Part;
import org.effigy.evaluation.privacy.CopiesNotSought;
import org.effigy.evaluation.privacy.NearCopies;
import org.effigy.evaluation.run.EvaluationRequest;
import org.effigy.evaluation.run.Evaluator;
import org.effigy.networks.compute.Compute;
import org.effigy.sampling.SampleManifest;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code effigy evaluate}: judges synthetic images beside real ones. */
@Command(
        name = "evaluate",
        description = {
            "Judge synthetic images, anybody's, beside real ones.",
            "Every figure is given for all images, for each class and, where the label table has the columns sex, age"
                    + " or view, for each subgroup; with an interval and with its floor, the same figure for real images"
                    + " of other patients. The same command goes on where it was stopped."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  effigy evaluate synthetic --data chest.json --utility --out eval",
            "      and whether a classifier learns from them",
            "  effigy evaluate synthetic --data ct.json --out eval",
            "      what 'effigy sample' wrote, beside both splits of an index",
            "  effigy evaluate gan --real ward/train --holdout ward/test --out eval",
            "      any folders with PNG, TIFF, JPEG or DICOM files",
            "  effigy evaluate synthetic --data cxr.json --classifier runs/judge --out eval",
            "  effigy evaluate synthetic --data chest.json --model runs/chest --out eval",
            "      also whether the model's weights tell the images that it learned from"
        })
final class EvaluateCommand implements Callable<Integer> {
    private static final int EXIT_INTERRUPTED = 130;

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "SYNTHETIC",
            description = "The images to judge: a folder, whoever wrote it, or an index.")
    private Path synthetic;

    @Option(
            names = "--data",
            paramLabel = "INDEX",
            description = "The real images: the training split is what was learned from, the test split are other"
                    + " patients.")
    private Path data;

    @Option(names = "--real", paramLabel = "DIR", description = "In place of --data: what was learned from.")
    private Path real;

    @Option(names = "--holdout", paramLabel = "DIR", description = "With --real: real images of other patients.")
    private Path holdout;

    @Option(names = "--out", paramLabel = "EVAL", required = true, description = "The folder to write to.")
    private Path out;

    @Option(
            names = "--size",
            paramLabel = "N",
            description =
                    "Side in pixels to which all images are brought, the longer one where synthetic images are not square"
                            + " (default: that of the synthetic images, at most "
                            + ImageSets.STANDARD_SIZE + ").")
    private int size;

    @Option(
            names = "--subgroups",
            paramLabel = "CSV",
            description = "Table with the columns file, sex, age and view (default: the data folder's labels.csv).")
    private Path subgroups;

    @Option(
            names = "--spaces",
            split = ",",
            paramLabel = "NAME",
            description = "Feature spaces: radiomics, random, classifier, onnx (default: all there are).")
    private List<String> spaces = List.of();

    @Option(
            names = "--classifier",
            paramLabel = "RUN",
            converter = KnownModels.Converter.class,
            description = "A classifier trained on the real images, for its features (default: one is trained where the"
                    + " images have classes).")
    private Path classifier;

    @Option(
            names = "--extractor",
            paramLabel = "ONNX",
            description = "A network for its features; needs a build with the profile onnx.")
    private Path extractor;

    @Mixin
    private MembershipOptions membership;

    @Option(
            names = "--bootstrap",
            paramLabel = "N",
            description = "Replicates for the intervals (default: ${DEFAULT-VALUE}).")
    private int replicates = 1000;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of all chance (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--threads", paramLabel = "N", description = "Threads (default: one for each processor).")
    private int threads;

    @Option(
            names = "--no-copies",
            description =
                    "Do not look for near copies of training images, which takes most of the time where there are many"
                            + " images: for studies of fidelity or utility alone. The verdict says so.")
    private boolean copiesOff;

    @Mixin
    private UtilityOptions utility;

    @Mixin
    private QuestionOption question = new QuestionOption();

    @Option(
            names = "--allow-synthetic",
            description = "Take real sets with images that say they are synthetic, such as phantoms.")
    private boolean allowSynthetic;

    @Override
    public Integer call() throws IOException {
        Inputs.existing(synthetic);
        Inputs.outputFolder(out);
        if ((data == null) == (real == null) || (real == null) != (holdout == null)) {
            throw Inputs.usage(spec, "give either --data, or --real and --holdout");
        }
        if (question.isAsked() && data == null) {
            throw Inputs.usage(spec, "--class asks for a class of the index, so it needs --data");
        }
        Inputs.checked(spec, () -> {
            membership.check(Optional.ofNullable(data));
            return true;
        });
        EvaluationRequest request = Inputs.checked(spec, () -> request(sources()));
        List<Part> parts = Inputs.checked(spec, this::parts);
        PrintWriter err = spec.commandLine().getErr();
        Thread worker = Thread.currentThread();
        Interruption interruption = Interruption.begin(() -> {
            err.println("effigy: stopping; the same command goes on");
            worker.interrupt();
        });
        Compute compute = Compute.standard().withThreads(request.threads());
        try (interruption;
                AsPart model = new AsPart(membership.open(Optional.ofNullable(data), out, compute, seed))) {
            model.model().map(MembershipOptions.Opened::part).ifPresent(parts::add);
            Evaluator evaluator = new Evaluator(parts, BuildInfo.read().version(), ConsoleProgress.ofProcess());
            Evaluation evaluation = evaluator.run(request);
            RecordedCommand.of(spec, "--out").write(out);
            report(evaluation);
            return 0;
        } catch (IOException | RuntimeException e) {
            if (interruption.requested()) {
                // The flag of the thread would end what is printed.
                boolean interrupted = Thread.interrupted();
                return interrupted || interruption.requested() ? EXIT_INTERRUPTED : 1;
            }
            throw e;
        }
    }

    /** The part that asks a model, where there is one. */
    private record AsPart(Optional<MembershipOptions.Opened> model) implements AutoCloseable {
        @Override
        public void close() {
            model.ifPresent(MembershipOptions.Opened::close);
        }
    }

    /** Returns the parts but the one that asks a model, which is opened last. */
    private List<Part> parts() {
        List<Part> parts =
                new ArrayList<>(List.of(new Fidelity(), copiesOff ? new CopiesNotSought() : new NearCopies()));
        utility.part(spec, out).ifPresent(parts::add);
        return parts;
    }

    private EvaluationRequest request(ImageSets.Request sets) {
        int processors = Runtime.getRuntime().availableProcessors();
        return new EvaluationRequest(
                sets,
                out,
                spaces,
                Optional.ofNullable(classifier),
                Optional.ofNullable(extractor),
                seed,
                replicates,
                threads == 0 ? processors : threads,
                settings());
    }

    /** What was asked, without the places of files. */
    private Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("bootstrap", String.valueOf(replicates));
        settings.put("seed", String.valueOf(seed));
        settings.put("spaces", spaces.isEmpty() ? "all" : String.join(",", spaces));
        settings.put("real", data != null ? "index" : "folders");
        settings.put("classifier", classifier != null ? "given" : "trained where there are classes");
        settings.put("extractor", extractor != null ? "given" : "none");
        settings.put("subgroups", subgroups != null ? "given" : "label table");
        if (copiesOff) {
            settings.put("copies", "not looked for");
        }
        settings.putAll(membership.settings());
        settings.put("allow-synthetic", String.valueOf(allowSynthetic));
        utility.record(settings);
        question.record(settings);
        return settings;
    }

    /** Returns where the images of a recorded command are. */
    static ImageSets.Request sourcesOf(List<String> words) {
        EvaluateCommand command = new EvaluateCommand();
        CommandLine line = new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true);
        List<String> all = new ArrayList<>(words.subList(1, words.size()));
        all.addAll(List.of("--out", "."));
        line.parseArgs(all.toArray(String[]::new));
        return command.sources();
    }

    private ImageSets.Request sources() {
        try {
            ImageSource train;
            ImageSource other;
            if (data != null) {
                DatasetIndex index = question.orUnlabelled(DatasetIndex.read(Inputs.file(data)));
                train = new ImageSource.IndexSplit(index, Split.TRAIN);
                other = new ImageSource.IndexSplit(index, Split.TEST);
            } else {
                train = new ImageSource.Folder(Inputs.folder(real), Map.of());
                other = new ImageSource.Folder(Inputs.folder(holdout), Map.of());
            }
            Optional<Path> table = Optional.ofNullable(subgroups).map(Inputs::file);
            Optional.ofNullable(classifier).ifPresent(Inputs::folder);
            Optional.ofNullable(extractor).ifPresent(Inputs::file);
            return new ImageSets.Request(train, other, judged(), size, table, allowSynthetic);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private ImageSource judged() throws IOException {
        if (Files.isRegularFile(synthetic)) {
            return new ImageSource.WholeIndex(DatasetIndex.read(synthetic));
        }
        Map<String, String> named = new HashMap<>();
        SampleManifest.read(synthetic)
                .ifPresent(manifest -> manifest.images().forEach(image -> named.put(image.file(), image.className())));
        return new ImageSource.Folder(synthetic, named);
    }

    private void report(Evaluation evaluation) {
        PrintWriter terminal = spec.commandLine().getOut();
        EvaluationTable.print(evaluation, terminal);
        terminal.println("Evaluation: " + out.resolve(Evaluation.FILE));
        PrintWriter err = spec.commandLine().getErr();
        evaluation.warnings().forEach(warning -> err.println(ErrorLines.PREFIX + "warning: " + warning));
    }
}
