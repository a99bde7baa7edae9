package org.effigy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.effigy.base.AtomicFiles;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.dataset.Split;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexEntry;
import org.effigy.dataset.index.LabelValues;
import org.effigy.dataset.index.Resplit;
import org.effigy.dataset.labels.SubgroupTable;
import org.effigy.evaluation.Evaluation;
import org.effigy.evaluation.images.ImageSets;
import org.effigy.evaluation.images.ImageSource;
import org.effigy.evaluation.part.Study;
import org.effigy.evaluation.utility.ShareChoice;
import org.effigy.evaluation.utility.ShareChoice.Candidate;
import org.effigy.evaluation.utility.UtilitySettings;
import org.effigy.sampling.SampleManifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code effigy balance}: more images of a rare class, and whether they help. It calls the other commands and prints each. */
@Command(
        name = "balance",
        description = {
            "Make more images of a rare class, and measure whether they help.",
            "Trains a model on the training patients alone, samples through the release gate, chooses guidance and the"
                    + " share of synthetic images on validation patients, goes on with these too, samples again, and"
                    + " measures the gain once on the test patients,"
                    + " beside class weights, repeated images and classical augmentation. Synthetic images get the same"
                    + " part of the weight in every class, so that a classifier does not learn who made an image. Writes a"
                    + " folder to train from. The same command goes on where it was stopped."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  effigy balance --data chest.json --class VIRUS --out balanced",
            "      as many images of VIRUS as the largest class has",
            "  effigy balance --data cxr.json --class VIRUS --model runs/cxr --out more",
            "      with a model that there is already",
            "  effigy balance --data chest.json --class VIRUS --by view,sex --out balanced",
            "      and whether subgroups come closer to each other"
        })
final class BalanceCommand implements Callable<Integer> {
    static final String RESULT = "balance.json";

    private static final double MOST_GUIDANCE = 100;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "INDEX",
            required = true,
            description = "The real images. Its test split is looked at once, at the end.")
    private Path data;

    @Option(
            names = "--class",
            paramLabel = "C",
            required = true,
            description =
                    "The class that is rare; where images may have several values, one of these against the rest.")
    private String className;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "The folder to write to.")
    private Path out;

    @Option(
            names = "--target",
            paramLabel = "N",
            description = "Images that the class shall have, real and synthetic (default: as --ratio says).")
    private Integer target;

    @Option(
            names = "--ratio",
            paramLabel = "R",
            description = "The same as a part of the largest class (default: ${DEFAULT-VALUE}).")
    private double ratio = 1;

    @Option(
            names = "--by",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Subgroups to count and to compare: view, sex, age, as the data folder's labels.csv knows them.")
    private List<String> by = List.of();

    @Mixin
    private BalanceModelOptions generator;

    @Option(
            names = "--guidances",
            split = ",",
            paramLabel = "X",
            description = "Strengths of guidance to try on validation patients (default: 1,1.5).")
    private List<Double> guidances = List.of(1.0, 1.5);

    @Option(
            names = "--shares",
            split = ",",
            paramLabel = "X",
            description = "Shares of synthetic images to try on validation patients, 0 to 0.95 (default:"
                    + " 0,0.25,0.5,0.75,0.9).")
    private List<Double> shares = List.of(0.0, 0.25, 0.5, 0.75, 0.9);

    @Option(
            names = "--validation",
            paramLabel = "X",
            description =
                    "Part of the training patients to choose by, where the index has no validation split (default:"
                            + " ${DEFAULT-VALUE}).")
    private double validation = 0.2;

    @Option(
            names = "--classifier-steps",
            paramLabel = "N",
            description = "Steps of each classifier (default: ${DEFAULT-VALUE}).")
    private long classifierSteps = UtilitySettings.STANDARD.steps();

    @Option(
            names = "--classifier-seeds",
            paramLabel = "N",
            description = "How often each classifier is trained (default: ${DEFAULT-VALUE}).")
    private int classifierSeeds = UtilitySettings.STANDARD.seeds();

    @Option(
            names = "--classifier-size",
            paramLabel = "N",
            description = "The most pixels to a side that classifiers see (default: ${DEFAULT-VALUE}).")
    private int classifierSize = UtilitySettings.STANDARD.size();

    @Option(names = "--seed", paramLabel = "N", description = "Seed of all chance (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--no-gate",
            description = "Do not compare the images with the training images and with each other; every file says so.")
    private boolean gateOff;

    @Option(
            names = "--allow-synthetic",
            description = "Take an index with images that say they are synthetic, such as phantoms.")
    private boolean allowSynthetic;

    @Mixin
    private DeviceOption device;

    /** The values of each real image by index id, where images may have several. */
    private final Map<Integer, String> values = new TreeMap<>();

    @Override
    public Integer call() throws IOException {
        Processor.require();
        device.require();
        Inputs.file(data);
        Inputs.outputFolder(out);
        checkOptions();
        DatasetIndex read = DatasetIndex.read(data);
        DatasetIndex index = LabelValues.several(read) ? LabelValues.question(read, className) : read;
        if (!allowSynthetic && index.entries().stream().anyMatch(IndexEntry::synthetic)) {
            throw new InputException("the index holds images that say they are synthetic; a gain needs real images:"
                    + " leave them out, or allow synthetic images");
        }
        Resplit.requireApart(index);
        if (index.entries(Split.TEST).isEmpty()) {
            throw new InputException(
                    "the index has no test images, so no gain can be measured; index with a test split");
        }
        DatasetIndex judging = Resplit.forJudging(index);
        BalancePlan plan = BalancePlan.of(judging, className, wish(), groups(judging));
        if (index != read) {
            read.entries().forEach(entry -> values.put(entry.id(), entry.label()));
            plan = plan.withValues(BalancePlan.valuesOf(read, wish()));
        }
        Files.createDirectories(out);
        plan.print(spec.commandLine().getOut());
        Json.write(out.resolve("plan.json"), plan);
        Path fit = out.resolve("fit.json");
        writeOnce(fit, Resplit.forChoosing(index, validation, seed));
        Path judge = out.resolve("judge.json");
        writeOnce(judge, judging);
        return go(plan, fit, judge);
    }

    private void checkOptions() {
        if (target != null && spec.commandLine().getParseResult().hasMatchedOption("--ratio")) {
            throw Inputs.usage(spec, "give --target or --ratio, not both");
        }
        if (target != null && target < 1 || !(ratio > 0) || ratio > 1000) {
            throw Inputs.usage(spec, "--target must be 1 or more, --ratio above 0 and at most 1000");
        }
        if (!(validation > 0 && validation < 1)) {
            throw Inputs.usage(spec, "--validation is " + validation + ", needed is above 0 and below 1");
        }
        guidances.forEach(guidance -> {
            if (!(guidance >= 0 && guidance <= MOST_GUIDANCE)) {
                throw Inputs.usage(spec, "--guidances has " + guidance + ", needed is 0 to " + MOST_GUIDANCE);
            }
        });
        by.forEach(name -> {
            if (!SubgroupTable.NAMES.contains(name)) {
                throw Inputs.usage(
                        spec, "--by has '" + name + "', allowed are " + String.join(", ", SubgroupTable.NAMES));
            }
        });
        Inputs.checked(spec, () -> new ShareChoice(settings(Optional.empty()), shares, out));
    }

    private BalancePlan.Wish wish() {
        return new BalancePlan.Wish(target == null ? 0 : target, ratio);
    }

    private UtilitySettings settings(Optional<Double> share) {
        return new UtilitySettings(classifierSteps, classifierSeeds, classifierSize, false, Optional.empty(), share);
    }

    /** Counts the training images of each subgroup by class. */
    private Map<String, Map<String, Integer>> groups(DatasetIndex index) throws IOException {
        if (by.isEmpty()) {
            return Map.of();
        }
        Path labels = Path.of(index.root()).resolve("labels.csv");
        if (!Files.isRegularFile(labels)) {
            throw new InputException("the data folder has no labels.csv that tells " + String.join(", ", by)
                    + "; leave out --by, or add the table");
        }
        SubgroupTable table = SubgroupTable.read(labels);
        Map<String, Map<String, Integer>> groups = new TreeMap<>();
        for (IndexEntry entry : index.entries(Split.TRAIN)) {
            Map<String, String> of = table.of(entry.path());
            by.stream().filter(of::containsKey).forEach(name -> groups.computeIfAbsent(
                            name + " " + of.get(name), key -> new TreeMap<>())
                    .merge(entry.label(), 1, Integer::sum));
        }
        if (groups.isEmpty()) {
            throw new InputException(
                    "the data folder's labels.csv does not tell " + String.join(", ", by) + " of any training image");
        }
        return groups;
    }

    /** An index that is the same by its fingerprint stays as it is, so that a run that learned from it goes on. */
    private static void writeOnce(Path file, DatasetIndex index) throws IOException {
        if (Files.exists(file)) {
            if (!DatasetIndex.read(file).fingerprint().equals(index.fingerprint())) {
                throw new InputException(
                        file + ": of other data or settings; give another --out, or delete that folder");
            }
            return;
        }
        index.write(file);
    }

    private int go(BalancePlan plan, Path fit, Path judge) throws IOException {
        Path run = generator.run(out);
        if (generator.isTrained()) {
            List<Object> words = generator.train(fit, run, seed);
            int trained = train("Train a model on the training patients that choose nothing", words);
            if (trained != 0) {
                return trained;
            }
        }
        List<Tried> tried = new ArrayList<>();
        for (double guidance : guidances) {
            Path pool = out.resolve(String.format(Locale.ROOT, "pool-%.2f", guidance));
            int sampled = sample(plan, run, guidance, pool);
            if (sampled != 0) {
                return sampled;
            }
            say("Try shares of synthetic images on the validation patients, guidance " + guidance);
            candidates(fit, pool).forEach(candidate -> tried.add(new Tried(guidance, pool, candidate)));
        }
        Candidate chosen =
                ShareChoice.chosen(tried.stream().map(Tried::candidate).toList());
        Tried best =
                tried.stream().filter(t -> t.candidate() == chosen).findFirst().orElseThrow();
        printTried(tried, best);
        Path pool = best.pool();
        if (generator.isTrained()) {
            Path whole = out.resolve("model-all");
            List<Object> words = generator.goOn(judge, whole, run, seed);
            int trained = train("Go on with all training patients, now that all is chosen", words);
            pool = out.resolve("pool");
            int made = trained != 0 ? trained : sample(plan, whole, best.guidance(), pool);
            if (made != 0) {
                return made;
            }
        }
        Path training = out.resolve("training");
        say("Write the training images");
        AtomicFiles.deleteTree(training);
        new BalanceFolder(training, best.candidate().share(), values)
                .write(DatasetIndex.read(judge), pool, files(pool));
        Path evaluation = out.resolve("evaluation");
        int judged = effigy("Measure the gain once, on the test patients", evaluate(best, pool, judge, evaluation));
        if (judged != 0) {
            return judged;
        }
        return report(tried, best, Evaluation.read(evaluation));
    }

    private int train(String what, List<Object> words) {
        if (allowSynthetic) {
            words.add("--allow-synthetic");
        }
        words.addAll(device.words());
        return effigy(what, words);
    }

    /**
     * A guidance and a share that were tried.
     *
     * @param pool the folder of the images that were made with this guidance
     */
    record Tried(double guidance, Path pool, Candidate candidate) {}

    /** Makes the same number of images of every class, each class in a folder of its own, and a table of all. */
    private int sample(BalancePlan plan, Path run, double guidance, Path pool) throws IOException {
        for (int c = 0; c < plan.classes().size(); c++) {
            String name = plan.classes().get(c).name();
            Path folder = pool.resolve("class-" + c);
            List<Object> words = new ArrayList<>(List.of("sample", run, "-n", plan.synthetic(), "--class", name));
            words.addAll(List.of("--guidance", guidance, "--seed", seed + c, "--format", "png", "--out", folder));
            if (gateOff) {
                words.add("--no-gate");
            }
            words.addAll(device.words());
            int code = effigy("Make " + plan.synthetic() + " images of " + name + ", guidance " + guidance, words);
            if (code != 0) {
                return code;
            }
        }
        StringBuilder table = new StringBuilder("file,label\n");
        files(pool)
                .forEach((name, images) ->
                        images.forEach(image -> table.append(image + "," + BalanceFolder.quoted(name) + "\n")));
        AtomicFiles.write(pool.resolve("labels.csv"), table.toString());
        return 0;
    }

    private static Map<String, List<String>> files(Path pool) throws IOException {
        Map<String, List<String>> files = new TreeMap<>();
        for (int c = 0; Files.isDirectory(pool.resolve("class-" + c)); c++) {
            String folder = "class-" + c;
            SampleManifest.read(pool.resolve(folder)).orElseThrow().images().forEach(image -> files.computeIfAbsent(
                            image.className(), name -> new ArrayList<>())
                    .add(folder + "/" + image.file()));
        }
        return files;
    }

    private List<Candidate> candidates(Path fit, Path pool) throws IOException {
        DatasetIndex index = DatasetIndex.read(fit);
        ImageSets.Request request = new ImageSets.Request(
                new ImageSource.IndexSplit(index, Split.TRAIN),
                new ImageSource.IndexSplit(index, Split.TEST),
                new ImageSource.Folder(pool, Map.of()),
                0,
                Optional.empty(),
                allowSynthetic);
        Path scores = Files.createDirectories(pool.resolve("choice"));
        Path cache = pool.resolve("cache");
        try (ImageSets sets = ImageSets.open(request, cache, ConsoleProgress.ofProcess())) {
            Study study =
                    new Study(sets, List.of(), seed, 20, Runtime.getRuntime().availableProcessors());
            return new ShareChoice(settings(Optional.empty()), shares, scores)
                    .candidates(study, className, ConsoleProgress.ofProcess());
        } finally {
            AtomicFiles.deleteTree(cache);
        }
    }

    private List<Object> evaluate(Tried best, Path pool, Path judge, Path evaluation) {
        List<Object> words = new ArrayList<>(List.of("evaluate", pool, "--data", judge, "--out", evaluation));
        words.addAll(List.of("--utility", "--utility-share", best.candidate().share(), "--seed", seed));
        words.addAll(List.of("--utility-steps", classifierSteps, "--utility-seeds", classifierSeeds));
        words.addAll(List.of("--utility-size", classifierSize, "--spaces", "random"));
        if (allowSynthetic) {
            words.add("--allow-synthetic");
        }
        return words;
    }

    private void printTried(List<Tried> tried, Tried best) {
        TextTable table = new TextTable();
        table.row("guidance", "share", "augmented", "AUC on validation", "standard error", "");
        for (Tried t : tried) {
            table.row(
                    String.valueOf(t.guidance()),
                    String.format(Locale.ROOT, "%.2f", t.candidate().share()),
                    t.candidate().augmented() ? "yes" : "no",
                    String.format(Locale.ROOT, "%.4f", t.candidate().mean()),
                    String.format(Locale.ROOT, "%.4f", t.candidate().error()),
                    t == best ? "chosen" : "");
        }
        PrintWriter terminal = spec.commandLine().getOut();
        table.print(terminal);
        Candidate first = best.candidate();
        terminal.println(String.format(
                Locale.ROOT,
                "Standard error over %d patients of the class and %d others: %.4f. Of what is no further below the best, the"
                        + " share nearest to %.1f was taken, with augmentation.",
                first.positives(),
                first.negatives(),
                ShareChoice.error(tried.stream().map(Tried::candidate).toList()),
                ShareChoice.USUAL_SHARE));
    }

    private int report(List<Tried> tried, Tried best, Evaluation evaluation) throws IOException {
        PrintWriter terminal = spec.commandLine().getOut();
        BalanceResult result = BalanceResult.of(className, tried, best, evaluation, by);
        Json.write(out.resolve(RESULT), result);
        terminal.println();
        result.print(terminal);
        terminal.println("Training: " + out.resolve("training").resolve(BalanceFolder.TABLE));
        terminal.println("Result:   " + out.resolve(RESULT));
        terminal.println("Report:   effigy report " + out.resolve("evaluation"));
        return 0;
    }

    private void say(String what) {
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.println();
        terminal.println("== " + what);
        terminal.flush();
    }

    private int effigy(String what, List<Object> words) {
        say(what);
        ShownCommand command = ShownCommand.of(words);
        command.print(spec.commandLine().getOut());
        return command.run(spec.commandLine());
    }
}
