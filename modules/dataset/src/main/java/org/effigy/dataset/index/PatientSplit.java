package org.effigy.dataset.index;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.effigy.base.InputException;
import org.effigy.base.Seeds;
import org.effigy.dataset.Candidate;
import org.effigy.dataset.Patient;
import org.effigy.dataset.Split;

/**
 * Splits by patient: all images of a patient go to one part.
 *
 * <p>Patients are put into strata by the classes they have, shuffled within each, and taken stratum after stratum; each
 * goes to the part that is furthest behind its share of the images so far. So every run of patients, and with it every
 * stratum, is divided in the asked proportions as well as whole patients allow.
 */
final class PatientSplit {
    private PatientSplit() {}

    /**
     * Returns the images, each in its part. The order of the items matters for which patient goes where, their patients' names
     * do not.
     *
     * @throws InputException if the table asks for two parts for one patient
     */
    static List<Candidate> assign(List<Candidate> items, SplitPlan plan) {
        Map<Patient, List<Candidate>> patients = items.stream()
                .collect(Collectors.groupingBy(
                        item -> item.assigned().patient(), LinkedHashMap::new, Collectors.toList()));
        Map<Patient, Split> parts = new HashMap<>();
        Map<String, List<List<Candidate>>> strata = new TreeMap<>();
        patients.forEach((patient, images) -> {
            Optional<Split> given = given(images);
            given.ifPresent(split -> parts.put(patient, split));
            if (given.isEmpty()) {
                strata.computeIfAbsent(classes(images), s -> new ArrayList<>()).add(images);
            }
        });
        Map<Split, Integer> filled = new EnumMap<>(Split.class);
        int stratum = 0;
        for (List<List<Candidate>> group : strata.values()) {
            Collections.shuffle(group, Seeds.of(plan.seed(), "split", stratum++));
            for (List<Candidate> images : group) {
                Split split = furthestBehind(plan, filled, images.size());
                filled.merge(split, images.size(), Integer::sum);
                parts.put(images.get(0).assigned().patient(), split);
            }
        }
        return items.stream()
                .map(item -> item.withSplit(parts.get(item.assigned().patient())))
                .toList();
    }

    private static Split furthestBehind(SplitPlan plan, Map<Split, Integer> filled, int more) {
        int total = more + filled.values().stream().mapToInt(n -> n).sum();
        Split best = Split.TRAIN;
        double most = Double.NEGATIVE_INFINITY;
        for (Split split : Split.values()) {
            double behind = plan.share(split) * total - filled.getOrDefault(split, 0);
            if (plan.share(split) > 0 && behind > most) {
                most = behind;
                best = split;
            }
        }
        return best;
    }

    /** A patient with images of several classes belongs to a stratum of that combination. */
    private static String classes(List<Candidate> images) {
        Set<String> labels =
                images.stream().map(item -> item.assigned().label()).collect(Collectors.toCollection(TreeSet::new));
        return String.join("\0", labels);
    }

    private static Optional<Split> given(List<Candidate> images) {
        Optional<Candidate> first = images.stream()
                .filter(i -> i.assigned().row().split().isPresent())
                .findFirst();
        first.ifPresent(one -> images.stream()
                .filter(i -> i.assigned().row().split().isPresent()
                        && !i.assigned()
                                .row()
                                .split()
                                .equals(one.assigned().row().split()))
                .findFirst()
                .ifPresent(other -> {
                    throw new InputException(
                            "label table: lines " + one.assigned().row().line() + " and "
                                    + other.assigned().row().line()
                                    + " put one patient into two splits; give each patient one, or use no split column");
                }));
        return first.flatMap(item -> item.assigned().row().split());
    }
}
