package org.effigy.dataset.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.effigy.base.InputException;
import org.effigy.dataset.Candidate;
import org.effigy.dataset.FoundFile;
import org.effigy.dataset.LabelRow;
import org.effigy.dataset.Patient;
import org.effigy.dataset.Split;
import org.junit.jupiter.api.Test;

class PatientSplitTest {
    private static Candidate item(String patient, String label) {
        return item(patient, label, Optional.empty(), 0);
    }

    private static Candidate item(String patient, String label, Optional<Split> given, int line) {
        return Candidate.of(new FoundFile(Path.of("nowhere"), "nowhere", FoundFile.Kind.FILE))
                .withLabel(new LabelRow(line, label, patient, given), label)
                .withPatient(Patient.recorded(patient));
    }

    private static List<Split> assign(List<Candidate> items, SplitPlan plan) {
        return PatientSplit.assign(items, plan).stream()
                .map(item -> item.assigned().split())
                .toList();
    }

    /** Patients with 1 to most images, in mixed order. */
    private static List<Candidate> items(int patients, int most, int classes, Random random) {
        List<Candidate> items = new ArrayList<>();
        for (int p = 0; p < patients; p++) {
            for (int n = 1 + random.nextInt(most); n > 0; n--) {
                items.add(item("p" + p, "class" + random.nextInt(classes)));
            }
        }
        Collections.shuffle(items, random);
        return items;
    }

    private static double share(List<Split> splits, Split split) {
        return (double) Collections.frequency(splits, split) / splits.size();
    }

    @Test
    void noPatientIsEverInTwoParts() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<Candidate> items = items(1 + random.nextInt(60), 9, 3, random);
            List<Split> splits = assign(items, new SplitPlan(0.6, 0.25, 0.15, seed));
            Map<String, Split> seen = new HashMap<>();
            for (int i = 0; i < items.size(); i++) {
                Split first = seen.putIfAbsent(items.get(i).assigned().patient().text(), splits.get(i));
                assertTrue(first == null || first == splits.get(i), "seed " + seed);
            }
        }
    }

    @Test
    void sharesAreMetToWithinTheLargestPatients() {
        for (long seed = 0; seed < 50; seed++) {
            List<Candidate> items = items(200, 5, 1, new Random(seed));
            List<Split> splits = assign(items, new SplitPlan(0.7, 0.2, 0.1, seed));
            double tolerance = 2 * 5.0 / items.size();
            assertEquals(0.7, share(splits, Split.TRAIN), tolerance, "seed " + seed);
            assertEquals(0.2, share(splits, Split.VALIDATION), tolerance, "seed " + seed);
            assertEquals(0.1, share(splits, Split.TEST), tolerance, "seed " + seed);
        }
    }

    @Test
    void everyClassIsDividedInTheSameShares() {
        List<Candidate> items = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            items.add(item("p" + i, i % 10 == 0 ? "RARE" : "COMMON"));
        }
        List<Split> splits = assign(items, new SplitPlan(0.8, 0.1, 0.1, 4));
        long rareInTest = 0;
        for (int i = 0; i < items.size(); i++) {
            rareInTest += items.get(i).assigned().label().equals("RARE") && splits.get(i) == Split.TEST ? 1 : 0;
        }
        assertEquals(3, rareInTest, 1);
    }

    @Test
    void theSeedDecidesAndNothingElse() {
        List<Candidate> items = items(40, 3, 2, new Random(1));
        SplitPlan plan = new SplitPlan(0.5, 0.25, 0.25, 9);
        assertEquals(assign(items, plan), assign(items, plan));
        assertNotEquals(assign(items, plan), assign(items, new SplitPlan(0.5, 0.25, 0.25, 10)));
        List<Candidate> renamed = items.stream()
                .map(i -> item(
                        new StringBuilder(i.assigned().patient().text())
                                .reverse()
                                .toString(),
                        i.assigned().label()))
                .toList();
        assertEquals(assign(items, plan), assign(renamed, plan));
    }

    @Test
    void aShareOfZeroStaysEmptyAndOnePatientIsTrainedOn() {
        List<Candidate> items = items(30, 3, 2, new Random(2));
        List<Split> splits = assign(items, new SplitPlan(0.9, 0.1, 0, 1));
        assertFalse(splits.contains(Split.TEST));
        assertEquals(List.of(Split.TRAIN), assign(List.of(item("p", "")), SplitPlan.STANDARD));
    }

    @Test
    void theTablesSplitWinsForAllImagesOfThePatient() {
        List<Candidate> items = List.of(
                item("p", "", Optional.of(Split.TEST), 2),
                item("p", ""),
                item("q", "", Optional.of(Split.VALIDATION), 3));
        assertEquals(Arrays.asList(Split.TEST, Split.TEST, Split.VALIDATION), assign(items, SplitPlan.STANDARD));
    }

    @Test
    void refusesATableThatPutsAPatientIntoTwoParts() {
        List<Candidate> items = List.of(
                item("SECRET", "", Optional.of(Split.TEST), 12), item("SECRET", "", Optional.of(Split.TRAIN), 40));
        InputException e = assertThrows(InputException.class, () -> assign(items, SplitPlan.STANDARD));
        assertTrue(e.getMessage().contains("lines 12 and 40"), e.getMessage());
        assertFalse(e.getMessage().contains("SECRET"), e.getMessage());
    }

    @Test
    void sharesMustAddUpToOne() {
        assertThrows(IllegalArgumentException.class, () -> new SplitPlan(0.8, 0.1, 0.2, 1));
    }
}
