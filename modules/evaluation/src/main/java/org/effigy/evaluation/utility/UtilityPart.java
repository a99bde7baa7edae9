package org.effigy.evaluation.utility;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.base.Progress;
import org.effigy.base.Seeds;
import org.effigy.evaluation.Cell;
import org.effigy.evaluation.Figure;
import org.effigy.evaluation.images.ImageSet;
import org.effigy.evaluation.images.ImageSets;
import org.effigy.evaluation.images.SetImage;
import org.effigy.evaluation.part.Findings;
import org.effigy.evaluation.part.Part;
import org.effigy.evaluation.part.Study;

/**
 * Whether synthetic images help to train a classifier of the classes: the same small network, trained in several arms for as many
 * steps, judges real images of other patients. And whether a classifier tells them from real ones.
 *
 * @param folder in which the scores are kept: trainings that are done are not done again
 */
public record UtilityPart(UtilitySettings options, Path folder) implements Part {
    private static final List<String> SUBGROUPS = List.of("sex", "age", "view");

    @Override
    public String name() {
        return "utility";
    }

    @Override
    public String settings() {
        return Json.line(options);
    }

    /**
     * Refuses a holdout that is none, since utility on patients that were trained on is worth nothing, and a rare class that is
     * none.
     *
     * @throws InputException if the training set and the holdout share a patient or an image, or no image is of the rare class
     */
    @Override
    public void check(ImageSets sets) {
        List<String> classes = classes(sets);
        options.rare().ifPresent(rare -> {
            if (!classes.contains(rare.className())) {
                throw new InputException("the rare class is none of the training set's, which are "
                        + (classes.isEmpty() ? "none" : String.join(", ", classes)));
            }
        });
        Set<String> patients =
                sets.train().images().stream().map(SetImage::patient).collect(Collectors.toSet());
        Set<String> contents =
                sets.train().images().stream().map(SetImage::contentSha256).collect(Collectors.toSet());
        List<SetImage> shared = sets.holdout().images().stream()
                .filter(image -> patients.contains(image.patient()) || contents.contains(image.contentSha256()))
                .toList();
        if (!shared.isEmpty()) {
            throw new InputException(
                    "utility: " + shared.size() + " of " + sets.holdout().size()
                            + " holdout images are of patients of the training set, the first is "
                            + shared.get(0).name()
                            + "; the holdout must show other patients only: split by patient");
        }
    }

    @Override
    public Findings judge(Study study, Progress.Factory progress) throws IOException {
        check(study.sets());
        return new Trial(study).findings(progress);
    }

    static List<String> classes(ImageSets sets) {
        return List.copyOf(sets.train().images().stream()
                .map(SetImage::className)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** One study, read. */
    private final class Trial {
        private final Study study;
        private final List<String> classes;
        private final Cases train;
        private final Cases holdout;
        private final Cases synthetic;
        private final Map<Arm, String> untried = new EnumMap<>(Arm.class);

        Trial(Study study) {
            this.study = study;
            ImageSets sets = study.sets();
            classes = classes(sets);
            train = Cases.of(sets.train(), classes, options.size());
            holdout = Cases.of(sets.holdout(), classes, options.size());
            synthetic = Cases.of(sets.synthetic(), classes, options.size());
            findUntried();
        }

        private void findUntried() {
            int[] ofTrain = train.counts(classes.size());
            int[] ofSynthetic = synthetic.counts(classes.size());
            if (classes.size() < 2) {
                Arrays.stream(Arm.values())
                        .forEach(arm -> untried.put(arm, "the training set has " + classes.size() + " classes"));
                return;
            }
            if (Arrays.stream(ofSynthetic).sum() == 0) {
                Arrays.stream(Arm.values())
                        .filter(Arm::isSynthetic)
                        .forEach(arm -> untried.put(arm, "no synthetic image says which class it is of"));
                return;
            }
            IntStream.range(0, classes.size())
                    .filter(c -> ofTrain[c] > 0 && ofSynthetic[c] == 0)
                    .findFirst()
                    .ifPresent(c ->
                            untried.put(Arm.SYNTHETIC, "there is no synthetic image of the class " + classes.get(c)));
        }

        Findings findings(Progress.Factory progress) throws IOException {
            List<Arm> arms = Arrays.stream(Arm.values())
                    .filter(arm -> !untried.containsKey(arm))
                    .toList();
            ScoreHead head = head(arms, probes());
            ScoreStore store = new ScoreStore(folder, head);
            List<Jobs.Job> jobs = new ArrayList<>();
            for (int k = 1; k <= options.seeds(); k++) {
                for (Arm arm : arms) {
                    jobs.add(job(arm, k));
                }
            }
            head.probes()
                    .forEach(probe ->
                            jobs.addAll(ProbeDraw.jobs(probe, train, other(probe), options.steps(), study.seed())));
            Jobs.run(jobs, store, study.threads(), progress);
            return findings(head, arms, store);
        }

        private Cases other(ScoreHead.Probe probe) {
            return probe.against().equals(ProbeFigures.SYNTHETIC) ? synthetic : holdout;
        }

        private Jobs.Job job(Arm arm, int k) {
            long seed = Seeds.derive(study.seed(), "utility", k);
            Pool pool = new Pool.Draw(train, synthetic, classes.size(), seed).of(arm, classes, options);
            Training training = new Training(train.and(synthetic), classes.size(), options.steps(), options.flip());
            Jobs.Job job = new Jobs.Job(ScoreHead.name(arm.word(), k), training, pool, seed, holdout.images());
            return arm == Arm.REAL && !untried.containsKey(Arm.BOTH)
                    ? job.and(ScoreHead.name(AgreementFigures.NAME, k), synthetic.images())
                    : job;
        }

        private List<ScoreHead.Probe> probes() {
            ProbeDraw.Counts counts = ProbeDraw.common(List.of(train, holdout, synthetic), classes.size());
            if (counts.total() < Cell.LEAST_IMAGES) {
                return List.of();
            }
            return List.of(
                    ProbeDraw.of(ProbeFigures.SYNTHETIC, train, synthetic, counts, study.seed()),
                    ProbeDraw.of(ProbeFigures.HOLDOUT, train, holdout, counts, study.seed()));
        }

        private ScoreHead head(List<Arm> arms, List<ScoreHead.Probe> probes) {
            ImageSets sets = study.sets();
            List<ScoreHead.Group> cells = new ArrayList<>();
            for (String by : SUBGROUPS) {
                new TreeSet<>(sets.holdout().images().stream()
                                .map(image -> ImageSet.value(image, by))
                                .filter(value -> !value.isEmpty())
                                .toList())
                        .forEach(value -> cells.add(new ScoreHead.Group(
                                by, value, list(sets.holdout().rows(new Cell(by, value))))));
            }
            String key = Hashes.sha256(String.join(
                            "\n",
                            "utility 1",
                            sets.train().key(),
                            sets.holdout().key(),
                            sets.synthetic().key(),
                            Json.line(sets.recipe()),
                            settings(),
                            Json.line(probes),
                            String.valueOf(study.seed()))
                    .getBytes(StandardCharsets.UTF_8));
            return new ScoreHead(
                    ScoreHead.FORMAT,
                    ScoreHead.VERSION,
                    key,
                    study.seed(),
                    study.replicates(),
                    options.steps(),
                    options.seeds(),
                    arms.stream().map(Arm::word).toList(),
                    classes,
                    list(holdout.labels()),
                    list(holdout.patients()),
                    cells,
                    probes);
        }

        private List<Integer> list(int[] values) {
            return Arrays.stream(values).boxed().toList();
        }

        private Findings findings(ScoreHead head, List<Arm> arms, ScoreStore store) {
            Map<Arm, List<float[]>> scores = new EnumMap<>(Arm.class);
            for (Arm arm : arms) {
                scores.put(arm, ofSeeds(arm.word(), store));
            }
            TrialFigures trial = new TrialFigures(head, scores, synthetic.counts(classes.size()), untried);
            Map<String, double[]> probed = new HashMap<>();
            head.probes().forEach(probe -> probed.put(probe.against(), joined(probe, store)));
            List<Figure> probe = new ProbeFigures(head, probed).figures();
            List<Figure> figures = new ArrayList<>(trial.figures());
            if (!untried.containsKey(Arm.BOTH)) {
                List<float[]> agreed = ofSeeds(AgreementFigures.NAME, store);
                figures.addAll(new AgreementFigures(head, agreed, synthetic.labels(), synthetic.patients())
                        .figures(List.copyOf(figures)));
            }
            figures.addAll(probe);
            return new Findings(figures, trial.curves(), List.of(), List.of(), assumptions(), warnings(probe.get(0)));
        }

        private List<float[]> ofSeeds(String name, ScoreStore store) {
            return IntStream.rangeClosed(1, options.seeds())
                    .mapToObj(k -> store.get(ScoreHead.name(name, k)).orElseThrow())
                    .toList();
        }

        /** The probability of not being of the training set, in the order of the probe. */
        private double[] joined(ScoreHead.Probe probe, ScoreStore store) {
            double[] out = new double[probe.rows().size()];
            for (int fold = 0; fold < ProbeDraw.FOLDS; fold++) {
                float[] scores =
                        store.get(ScoreHead.foldName(probe.against(), fold)).orElseThrow();
                int[] places = probe.places(fold);
                for (int i = 0; i < places.length; i++) {
                    out[places[i]] = scores[2 * i + 1];
                }
            }
            return out;
        }

        private List<String> assumptions() {
            List<String> out = new ArrayList<>();
            out.add(String.format(
                    Locale.ROOT,
                    "Utility: every arm was trained for %d steps of as many images, from the same first weights, by a"
                            + " small residual network on %d pixels; another network or longer training may tell"
                            + " otherwise.",
                    options.steps(),
                    train.side()));
            options.share()
                    .ifPresent(share -> out.add(String.format(
                            Locale.ROOT,
                            "Utility: of real and synthetic images together every class counts alike, and in each the"
                                    + " synthetic images have %.0f %% of the weight.",
                            100 * share)));
            options.rare()
                    .ifPresent(rare -> out.add("Utility: of the class " + rare.className() + " only "
                            + rare.patients()
                            + " training patients were kept, drawn anew for each seed; a model that learned"
                            + " from more of them brings what they show, so the gain is that of the synthetic images and of"
                            + " those patients together."));
            return out;
        }

        private long patientsOf(UtilitySettings.Rare rare) {
            int label = classes.indexOf(rare.className());
            return IntStream.range(0, train.size())
                    .filter(row -> train.labels()[row] == label)
                    .map(row -> train.patients()[row])
                    .distinct()
                    .count();
        }

        private List<String> warnings(Figure probe) {
            List<String> out = new ArrayList<>();
            if (options.seeds() < UtilitySettings.STANDARD.seeds()) {
                out.add("Utility: " + options.seeds() + " seeds are few; chance in training is not covered by the"
                        + " intervals. Take at least " + UtilitySettings.STANDARD.seeds() + ".");
            }
            options.rare()
                    .filter(rare -> patientsOf(rare) <= rare.patients())
                    .ifPresent(rare -> out.add("Utility: the"
                            + " class " + rare.className() + " was not made rare, it has " + patientsOf(rare)
                            + " training patients."));
            out.addAll(ProbeFigures.warnings(probe));
            return out;
        }
    }
}
