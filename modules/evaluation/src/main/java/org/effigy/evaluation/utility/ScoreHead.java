package org.effigy.evaluation.utility;

import java.util.List;
import java.util.stream.IntStream;
import org.effigy.base.Check;

/**
 * What the scores are of; {@code scores-utility.json}, see the package's documentation.
 *
 * @param format {@link #FORMAT}
 * @param version {@link #VERSION}
 * @param key of all that decides the scores; other scores are not gone on with
 * @param seed of the bootstrap
 * @param replicates of the bootstrap
 * @param steps of each training
 * @param seeds how often each arm was trained
 * @param arms that were trained, by their words
 * @param classes in the order of the columns
 * @param labels the class of each holdout image, -1 for none of them
 * @param patients a number for each holdout image, the same for images of one patient
 * @param cells the subgroups of the holdout that are measured
 * @param probes what tells one set from another
 */
record ScoreHead(
        String format,
        int version,
        String key,
        long seed,
        int replicates,
        long steps,
        int seeds,
        List<String> arms,
        List<String> classes,
        List<Integer> labels,
        List<Integer> patients,
        List<Group> cells,
        List<Probe> probes) {
    static final String FORMAT = "effigy-utility-scores";
    static final int VERSION = 1;

    ScoreHead {
        Check.argument(FORMAT.equals(format), () -> "format is not " + FORMAT);
        Check.argument(version == VERSION, () -> "version is " + version + ", supported is " + VERSION);
        arms = List.copyOf(arms);
        classes = List.copyOf(classes);
        labels = List.copyOf(labels);
        patients = List.copyOf(patients);
        cells = List.copyOf(cells);
        probes = List.copyOf(probes);
    }

    /** A subgroup: the holdout images in it. */
    record Group(String by, String value, List<Integer> rows) {
        Group {
            rows = List.copyOf(rows);
        }
    }

    /**
     * Images of the training set and of another one, to be told apart; a value for each of them in every list.
     *
     * @param against {@code synthetic} or {@code holdout}
     * @param rows in their set
     * @param truth 0 for the training set, 1 for the other one
     * @param labels the class, -1 for none
     * @param patients a number, the same for images of one patient
     * @param folds by which of them it is judged, from 0: the other folds' images are trained on
     */
    record Probe(
            String against,
            List<Integer> rows,
            List<Integer> truth,
            List<Integer> labels,
            List<Integer> patients,
            List<Integer> folds) {
        Probe {
            rows = List.copyOf(rows);
            truth = List.copyOf(truth);
            labels = List.copyOf(labels);
            patients = List.copyOf(patients);
            folds = List.copyOf(folds);
        }

        /** Returns the places of a fold's images in the lists. */
        int[] places(int fold) {
            return IntStream.range(0, folds.size())
                    .filter(i -> folds.get(i) == fold)
                    .toArray();
        }
    }

    /** Returns the tensor of an arm and a seed, from 1. */
    static String name(String arm, int seed) {
        return arm + "." + seed;
    }

    /** Returns the tensor of a probe's fold, from 0. */
    static String foldName(String against, int fold) {
        return "probe." + against + "." + fold;
    }
}
