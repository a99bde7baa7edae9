package org.effigy.dataset.index;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.effigy.dataset.Candidate;
import org.effigy.dataset.Patient;
import org.effigy.dataset.Split;
import org.effigy.dataset.likeness.NearDuplicates;
import org.effigy.dataset.likeness.Outline;

/** Keeps near-duplicates in one split, with all images of their patients. */
final class DuplicateGroups {
    /** A group that joins more patients than this, and a larger share of all than {@link #LARGEST_SHARE}, moves none of them. */
    private static final int MANY_PATIENTS = 10;

    private static final double LARGEST_SHARE = 0.1;

    private final List<Candidate> images;
    private final List<List<Integer>> groups;
    private final int looked;

    private DuplicateGroups(List<Candidate> images, List<List<Integer>> groups, int looked) {
        this.images = images;
        this.groups = groups;
        this.looked = looked;
    }

    /** Finds the groups among images that are used and have outlines. */
    static DuplicateGroups of(List<Candidate> images, List<Optional<Outline>> outlines) {
        int[] places = IntStream.range(0, images.size())
                .filter(i -> images.get(i).isUsable() && outlines.get(i).isPresent())
                .toArray();
        List<Outline> known = IntStream.of(places)
                .mapToObj(i -> outlines.get(i).orElseThrow())
                .toList();
        List<List<Integer>> groups = NearDuplicates.groups(known).stream()
                .map(group -> group.stream().map(i -> places[i]).toList())
                .toList();
        return new DuplicateGroups(images, groups, places.length);
    }

    /**
     * Returns the images, those of patients that a group joins in the split of the group's first image.
     *
     * @param assigned the images, each in its split
     */
    List<Candidate> together(List<Candidate> assigned) {
        Map<Patient, Split> splits = new HashMap<>();
        for (Set<Patient> joined : joined()) {
            Split split = null;
            for (Candidate image : assigned) {
                if (split == null && joined.contains(image.assigned().patient())) {
                    split = image.assigned().split();
                }
            }
            for (Patient patient : joined) {
                splits.put(patient, split);
            }
        }
        return assigned.stream()
                .map(image -> image.withSplit(splits.getOrDefault(
                        image.assigned().patient(), image.assigned().split())))
                .toList();
    }

    /** Returns the sets of patients that groups join, without those of too many, the patient of the first image first. */
    private Collection<Set<Patient>> joined() {
        Map<Patient, Set<Patient>> sets = new HashMap<>();
        for (List<Integer> group : groups) {
            Set<Patient> joined = patients(group);
            if (joined.size() < 2 || isScattered(joined.size())) {
                continue;
            }
            Set<Patient> all = new HashSet<>(joined);
            joined.forEach(patient -> all.addAll(sets.getOrDefault(patient, Set.of())));
            all.forEach(patient -> sets.put(patient, all));
        }
        // Sets of several groups can join too many, as one group can.
        return new HashSet<>(sets.values())
                .stream().filter(set -> !isScattered(set.size())).toList();
    }

    private Set<Patient> patients(List<Integer> group) {
        Set<Patient> patients = new HashSet<>();
        group.forEach(i -> patients.add(images.get(i).assigned().patient()));
        return patients;
    }

    private boolean isScattered(int joined) {
        long all = images.stream()
                .map(image -> image.assigned().patient())
                .distinct()
                .count();
        return joined > MANY_PATIENTS && joined > LARGEST_SHARE * all;
    }

    /**
     * Returns what the index says of the groups.
     *
     * @param before the images in the splits that they would have without groups
     * @param after the images as they are
     */
    DuplicateNotes notes(List<Candidate> before, List<Candidate> after) {
        Map<Integer, Integer> ids = new LinkedHashMap<>();
        for (int i = 0; i < after.size(); i++) {
            if (after.get(i).isUsable()) {
                ids.put(i, ids.size());
            }
        }
        List<List<Integer>> named = groups.stream()
                .map(group -> group.stream().map(ids::get).toList())
                .toList();
        List<Integer> moved = new ArrayList<>();
        ids.forEach((place, id) -> {
            if (before.get(place).assigned().split()
                    != after.get(place).assigned().split()) {
                moved.add(id);
            }
        });
        int scattered = (int) groups.stream()
                .filter(group -> isScattered(patients(group).size()))
                .count();
        return new DuplicateNotes(looked, named, moved, scattered);
    }
}
