package org.effigy.evaluation.utility;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.effigy.base.Check;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.base.Progress;
import org.effigy.base.Seeds;
import org.effigy.evaluation.images.ImageSet;
import org.effigy.evaluation.images.ImageSets;
import org.effigy.evaluation.part.Study;
import org.effigy.evaluation.statistics.ScoreCurve;

/**
 * Looks for the share of synthetic images that helps a classifier most, on patients that are neither trained on nor kept for the
 * last judgement: the holdout of its study are validation images.
 *
 * @param options steps, seeds and size; their share is not used
 * @param shares to try, each 0 to {@link UtilitySettings#MOST_SHARE}
 * @param folder in which the scores are kept: trainings that are done are not done again
 */
public record ShareChoice(UtilitySettings options, List<Double> shares, Path folder) {
    /** The share to take where the validation patients do not tell. */
    public static final double USUAL_SHARE = 0.5;

    /**
     * What a share gave.
     *
     * @param augmented whether each visit changed an image a little
     * @param areas under the curve of the class against the rest on the validation images, one for each seed
     * @param positives validation patients with an image of the class
     * @param negatives the other validation patients
     */
    public record Candidate(double share, boolean augmented, List<Double> areas, int positives, int negatives) {
        public Candidate {
            areas = List.copyOf(areas);
        }

        /** Returns the mean over seeds. */
        public double mean() {
            return areas.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
        }

        /** Returns the standard error of the mean over seeds; 0 for one seed. */
        public double error() {
            double mean = mean();
            double sum =
                    areas.stream().mapToDouble(a -> (a - mean) * (a - mean)).sum();
            return areas.size() < 2 ? 0 : Math.sqrt(sum / (areas.size() - 1) / areas.size());
        }
    }

    public ShareChoice {
        shares = List.copyOf(shares);
        Check.argument(!shares.isEmpty(), () -> "no share is given to try");
        shares.forEach(share -> Check.inRange("share", share, 0, UtilitySettings.MOST_SHARE));
    }

    /**
     * Trains with each share and augmentation and judges the validation images; with the best share a second time, without.
     *
     * @param className the class whose area counts
     * @return a candidate for each share, in their order, then that without augmentation
     * @throws InputException if the sets share a patient, or no validation image is of the class or of another one
     */
    public List<Candidate> candidates(Study study, String className, Progress.Factory progress) throws IOException {
        new UtilityPart(options, folder).check(study.sets());
        List<String> classes = UtilityPart.classes(study.sets());
        int label = classes.indexOf(className);
        if (label < 0) {
            throw new InputException("no training image is of the class that is to be balanced");
        }
        Cases train = Cases.of(study.sets().train(), classes, options.size());
        Cases validation = Cases.of(study.sets().holdout(), classes, options.size());
        Cases synthetic = Cases.of(study.sets().synthetic(), classes, options.size());
        int[] counts = validation.counts(classes.size());
        int others = Arrays.stream(counts).sum() - counts[label];
        if (counts[label] == 0 || others == 0) {
            throw new InputException("the validation patients have " + counts[label] + " images of the class and "
                    + others + " others, needed is one of each at least; give validation more patients");
        }
        Training training = new Training(train.and(synthetic), classes.size(), options.steps(), options.flip());
        ScoreStore store = new ScoreStore(folder, head(study, classes, validation));
        Trial trial = new Trial(this, study, classes, training, train, synthetic, validation, store);
        Jobs.run(shares.stream().flatMap(share -> trial.jobs(share, true)).toList(), store, study.threads(), progress);
        List<Candidate> candidates = new ArrayList<>();
        shares.forEach(share -> candidates.add(trial.candidate(share, true, label)));
        double best = chosen(candidates).share();
        Jobs.run(trial.jobs(best, false).toList(), store, study.threads(), progress);
        candidates.add(trial.candidate(best, false, label));
        return List.copyOf(candidates);
    }

    /**
     * Returns the candidate to take: of those no more than a {@link #error standard error} below the best, that with augmentation whose
     * share is nearest to {@value #USUAL_SHARE}, and of equal ones the better. So few validation patients do not choose by chance what a
     * larger number would not (the rule of one standard error: Breiman et al. 1984, Classification and Regression Trees, section 3.4.3).
     */
    public static Candidate chosen(List<Candidate> candidates) {
        double best = candidates.stream().mapToDouble(Candidate::mean).max().orElseThrow(IllegalArgumentException::new);
        double least = best - error(candidates);
        return candidates.stream()
                .filter(candidate -> candidate.mean() >= least)
                .min(Comparator.comparing((Candidate candidate) -> !candidate.augmented())
                        .thenComparing(candidate -> Math.abs(candidate.share() - USUAL_SHARE))
                        .thenComparing(candidate -> -candidate.mean()))
                .orElseThrow();
    }

    /**
     * Returns the standard error of an area under the curve over patients (Hanley and McNeil 1982, The Meaning and Use of the Area under a
     * Receiver Operating Characteristic Curve, equation 2), at the mean area of the candidates: at the best one's it would be too small.
     */
    public static double error(List<Candidate> candidates) {
        double area =
                candidates.stream().mapToDouble(Candidate::mean).average().orElseThrow(IllegalArgumentException::new);
        int m = Math.max(1, candidates.get(0).positives());
        int n = Math.max(1, candidates.get(0).negatives());
        double positive = area / (2 - area) - area * area;
        double negative = 2 * area * area / (1 + area) - area * area;
        return Math.sqrt((area * (1 - area) + (m - 1) * positive + (n - 1) * negative) / m / n);
    }

    /** The trainings of one choice. */
    private record Trial(
            ShareChoice choice,
            Study study,
            List<String> classes,
            Training training,
            Cases train,
            Cases synthetic,
            Cases validation,
            ScoreStore store) {
        Stream<Jobs.Job> jobs(double share, boolean augmented) {
            return IntStream.rangeClosed(1, choice.options.seeds()).mapToObj(k -> {
                long seed = Seeds.derive(study.seed(), "utility", k);
                Pool.Draw draw = new Pool.Draw(train, synthetic, classes.size(), seed);
                Pool pool = draw.balanced(share, augmented, classes, choice.options.rare());
                return new Jobs.Job(name(share, augmented, k), training, pool, seed, validation.images());
            });
        }

        Candidate candidate(double share, boolean augmented, int label) {
            int[] rows = IntStream.range(0, validation.size())
                    .filter(row -> validation.labels()[row] >= 0)
                    .toArray();
            boolean[] positive = new boolean[rows.length];
            for (int i = 0; i < rows.length; i++) {
                positive[i] = validation.labels()[rows[i]] == label;
            }
            List<Double> areas = new ArrayList<>();
            for (int k = 1; k <= choice.options.seeds(); k++) {
                float[] scores = store.get(name(share, augmented, k)).orElseThrow();
                double[] p = Arrays.stream(rows)
                        .mapToDouble(row -> scores[row * classes.size() + label])
                        .toArray();
                areas.add(new ScoreCurve(p, positive).rocArea(ScoreCurve.once(p.length)));
            }
            Set<Integer> with = patients(rows, positive, true);
            Set<Integer> without = patients(rows, positive, false);
            without.removeAll(with);
            return new Candidate(share, augmented, areas, with.size(), without.size());
        }

        private Set<Integer> patients(int[] rows, boolean[] positive, boolean wanted) {
            return IntStream.range(0, rows.length)
                    .filter(i -> positive[i] == wanted)
                    .mapToObj(i -> validation.patients()[rows[i]])
                    .collect(Collectors.toCollection(HashSet::new));
        }
    }

    private static String name(double share, boolean augmented, int seed) {
        return ScoreHead.name(word(share, augmented), seed);
    }

    /** Returns the name of a share, in the place of an arm's. */
    private static String word(double share, boolean augmented) {
        return String.format(Locale.ROOT, "share-%.4f", share) + (augmented ? "-augmented" : "");
    }

    private ScoreHead head(Study study, List<String> classes, Cases validation) {
        ImageSets sets = study.sets();
        String key = Hashes.sha256(String.join(
                        "\n",
                        "share choice 1",
                        keys(sets),
                        Json.line(sets.recipe()),
                        Json.line(options),
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
                shares.stream()
                        .flatMap(share -> Stream.of(word(share, false), word(share, true)))
                        .toList(),
                classes,
                Arrays.stream(validation.labels()).boxed().toList(),
                Arrays.stream(validation.patients()).boxed().toList(),
                List.of(),
                List.of());
    }

    private static String keys(ImageSets sets) {
        return String.join(
                " ",
                List.of(sets.train(), sets.holdout(), sets.synthetic()).stream()
                        .map(ImageSet::key)
                        .toList());
    }
}
