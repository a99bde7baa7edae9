package org.effigy.dataset.index;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.base.Seeds;
import org.effigy.dataset.Split;

/** Other parts for the patients of an index, whole patients at a time, so that settings can be chosen without the test patients. */
public final class Resplit {
    private Resplit() {}

    /**
     * Refuses an index in which a patient, or an image, is in the test part and in another one too.
     *
     * @throws InputException naming the first two images
     */
    public static void requireApart(DatasetIndex index) {
        Map<String, IndexEntry> tested = new HashMap<>();
        for (IndexEntry entry : index.entries(Split.TEST)) {
            tested.put("patient " + entry.patientKey(), entry);
            tested.put("content " + entry.contentSha256() + " " + entry.frame(), entry);
        }
        for (IndexEntry entry : index.entries()) {
            if (entry.split() == Split.TEST) {
                continue;
            }
            IndexEntry samePatient = tested.get("patient " + entry.patientKey());
            IndexEntry sameImage = tested.get("content " + entry.contentSha256() + " " + entry.frame());
            if (sameImage != null || samePatient != null) {
                throw new InputException(entry.name() + " of the training images and "
                        + (sameImage != null ? sameImage : samePatient).name() + " of the test images are "
                        + (sameImage != null ? "the same image" : "of one patient")
                        + "; a gain measured so would be worth nothing: split by patient and index again");
            }
        }
    }

    /**
     * Returns the index without its test images, and in their place, as the test part, a part of the training patients: those of
     * the validation part where there is one, else a share of the patients of each class, drawn by the seed.
     *
     * @param share of each class's patients, above 0 and below 1; at least one patient is taken and one is left
     * @throws InputException if a class has fewer than 2 training patients
     */
    public static DatasetIndex forChoosing(DatasetIndex index, double share, long seed) {
        Check.inRange("share", share, Double.MIN_VALUE, Math.nextDown(1.0));
        boolean given = !index.entries(Split.VALIDATION).isEmpty();
        Set<String> taken = given ? Set.of() : drawn(index.entries(Split.TRAIN), share, seed);
        return with(
                index,
                index.entries().stream()
                        .filter(entry -> entry.split() != Split.TEST)
                        .map(entry -> entry.split() == Split.VALIDATION || taken.contains(entry.patientKey())
                                ? entry.withSplit(Split.TEST)
                                : entry)
                        .toList());
    }

    /** Returns the index with its validation images in the training part, for the last training when all is chosen. */
    public static DatasetIndex forJudging(DatasetIndex index) {
        return with(
                index,
                index.entries().stream()
                        .map(entry -> entry.split() == Split.VALIDATION ? entry.withSplit(Split.TRAIN) : entry)
                        .toList());
    }

    private static DatasetIndex with(DatasetIndex index, List<IndexEntry> entries) {
        return new DatasetIndex(
                index.format(),
                index.version(),
                index.root(),
                index.settings(),
                entries,
                index.exclusions(),
                index.notes(),
                index.series());
    }

    /** Returns the keys of the patients that are taken. A patient with images of several classes counts for the rarest of them. */
    private static Set<String> drawn(List<IndexEntry> entries, double share, long seed) {
        Map<String, TreeSet<String>> classes = new TreeMap<>();
        entries.forEach(entry -> classes.computeIfAbsent(entry.patientKey(), key -> new TreeSet<>())
                .add(entry.label()));
        Map<String, Long> patients = classes.values().stream()
                .flatMap(Set::stream)
                .collect(Collectors.groupingBy(label -> label, TreeMap::new, Collectors.counting()));
        patients.forEach((label, count) -> {
            if (count < 2) {
                throw new InputException(
                        "class " + label + " has 1 training patient, needed are 2: one to learn from and"
                                + " one to choose by; add patients, or give the index a validation split");
            }
        });
        Map<String, List<String>> strata = classes.keySet().stream()
                .collect(Collectors.groupingBy(
                        key -> classes.get(key).stream()
                                .min(Comparator.comparing(patients::get))
                                .orElseThrow(),
                        TreeMap::new,
                        Collectors.toList()));
        Set<String> taken = new HashSet<>();
        int stratum = 0;
        for (List<String> of : strata.values()) {
            List<String> order = new ArrayList<>(of);
            Collections.shuffle(order, Seeds.of(seed, "validation patients", stratum++));
            int count = (int) Math.round(share * order.size());
            taken.addAll(order.subList(0, Math.max(Math.min(1, order.size() - 1), Math.min(order.size() - 1, count))));
        }
        patients.keySet().forEach(label -> {
            List<String> own = classes.keySet().stream()
                    .filter(key -> classes.get(key).contains(label))
                    .toList();
            long chosen = own.stream().filter(taken::contains).count();
            if (chosen == 0 || chosen == own.size()) {
                throw new InputException("class " + label + ": of its " + own.size()
                        + " training patients, who have images of rarer classes too, " + chosen
                        + " would be left to choose by; give the index a validation split");
            }
        });
        return taken;
    }
}
