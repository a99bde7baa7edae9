package org.effigy.evaluation.utility;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.effigy.base.Seeds;

/**
 * Which images a classifier shall tell apart: as many of the training set as of the other, as many of each class, and folds that
 * no patient is in twice.
 */
final class ProbeDraw {
    /** Four fifths are trained on, one fifth is judged, in turn. */
    static final int FOLDS = 5;

    /** More images of a set tell nothing more and take longer. */
    static final int MOST_IMAGES = 1000;

    private ProbeDraw() {}

    /**
     * How many images each side gives.
     *
     * @param byClass whether the numbers are of classes; otherwise there is one, of images of any class
     */
    record Counts(List<Integer> numbers, boolean byClass) {
        int total() {
            return numbers.stream().mapToInt(Integer::intValue).sum();
        }
    }

    /** Returns how many images of each class all sets have; by whole sets where no class is in all of them. */
    static Counts common(List<Cases> sets, int classes) {
        int[] least = new int[classes];
        Arrays.setAll(least, c -> least(sets, set -> set.counts(classes)[c]));
        int all = Arrays.stream(least).sum();
        if (all == 0) {
            return new Counts(List.of(Math.min(MOST_IMAGES, least(sets, Cases::size))), false);
        }
        double share = Math.min(1, (double) MOST_IMAGES / all);
        return new Counts(Arrays.stream(least).mapToObj(n -> (int) (n * share)).toList(), true);
    }

    private static int least(List<Cases> sets, ToIntFunction<Cases> count) {
        return sets.stream().mapToInt(count).min().orElse(0);
    }

    /** Draws the images of a probe. */
    static ScoreHead.Probe of(String against, Cases train, Cases other, Counts counts, long seed) {
        List<Integer> rows = new ArrayList<>();
        List<Integer> truth = new ArrayList<>();
        for (int side = 0; side < 2; side++) {
            Cases cases = side == 0 ? train : other;
            for (int c = 0; c < counts.numbers().size(); c++) {
                List<Integer> all = new ArrayList<>();
                for (int row = 0; row < cases.size(); row++) {
                    if (!counts.byClass() || cases.labels()[row] == c) {
                        all.add(row);
                    }
                }
                Collections.shuffle(all, Seeds.of(seed, "probe " + against + " " + side, c));
                all.subList(0, counts.numbers().get(c)).stream().sorted().forEach(rows::add);
            }
            truth.addAll(Collections.nCopies(rows.size() - truth.size(), side));
        }
        List<Integer> labels = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Cases cases = truth.get(i) == 0 ? train : other;
            labels.add(cases.labels()[rows.get(i)]);
            keys.add(truth.get(i) + " " + cases.patients()[rows.get(i)]);
        }
        List<Integer> patients = numbers(keys);
        return new ScoreHead.Probe(against, rows, truth, labels, patients, folds(truth, patients, seed));
    }

    private static List<Integer> numbers(List<String> keys) {
        Map<String, Integer> numbers = new HashMap<>();
        return keys.stream()
                .map(key -> numbers.computeIfAbsent(key, k -> numbers.size()))
                .toList();
    }

    /** The patients of each side in random order, dealt to the folds in turn. */
    private static List<Integer> folds(List<Integer> truth, List<Integer> patients, long seed) {
        Map<Integer, Integer> foldOf = new HashMap<>();
        for (int side = 0; side < 2; side++) {
            int wanted = side;
            List<Integer> of = IntStream.range(0, truth.size())
                    .filter(i -> truth.get(i) == wanted)
                    .mapToObj(patients::get)
                    .distinct()
                    .collect(Collectors.toCollection(ArrayList::new));
            Collections.shuffle(of, Seeds.of(seed, "probe folds", side));
            for (int i = 0; i < of.size(); i++) {
                foldOf.put(of.get(i), i % FOLDS);
            }
        }
        return patients.stream().map(foldOf::get).toList();
    }

    /** Returns the images of a probe, labelled by their set. */
    static Cases cases(ScoreHead.Probe probe, Cases train, Cases other) {
        float[][] images = new float[probe.rows().size()][];
        for (int i = 0; i < images.length; i++) {
            images[i] = (probe.truth().get(i) == 0 ? train : other)
                    .images()[probe.rows().get(i)];
        }
        return new Cases(train.side(), images, ints(probe.truth().stream()), ints(probe.patients().stream()));
    }

    private static int[] ints(Stream<Integer> values) {
        return values.mapToInt(Integer::intValue).toArray();
    }

    /** Returns the trainings of a probe, one for each fold. */
    static List<Jobs.Job> jobs(ScoreHead.Probe probe, Cases train, Cases other, long steps, long seed) {
        Cases cases = cases(probe, train, other);
        Training training = new Training(cases, 2, steps, false);
        List<Jobs.Job> jobs = new ArrayList<>();
        for (int fold = 0; fold < FOLDS; fold++) {
            int wanted = fold;
            int[] others = IntStream.range(0, cases.size())
                    .filter(i -> probe.folds().get(i) != wanted)
                    .toArray();
            float[][] judged = Arrays.stream(probe.places(fold))
                    .mapToObj(i -> cases.images()[i])
                    .toArray(float[][]::new);
            jobs.add(new Jobs.Job(
                    ScoreHead.foldName(probe.against(), fold),
                    training,
                    new Pool(others, new float[0], false),
                    Seeds.derive(seed, "probe training", fold),
                    judged));
        }
        return jobs;
    }
}
