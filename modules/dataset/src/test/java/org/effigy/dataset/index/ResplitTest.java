package org.effigy.dataset.index;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.effigy.base.InputException;
import org.effigy.dataset.Split;
import org.junit.jupiter.api.Test;

final class ResplitTest {
    /** 30 training patients of A and 10 of B, two images each, and 10 test images. */
    private static final DatasetIndex INDEX = TestIndexes.of(IntStream.range(0, 90)
            .mapToObj(i -> of(i, i < 80 ? "P" + i / 2 : "T" + i, i < 60 ? "A" : "B", i < 80 ? Split.TRAIN : Split.TEST))
            .toArray(IndexEntry[]::new));

    private static IndexEntry of(int id, String patient, String label, Split split) {
        IndexEntry e = TestIndexes.entry(id).label(label).split(split).get();
        return new IndexEntry(
                e.id(),
                e.path(),
                e.frame(),
                patient,
                e.label(),
                e.split(),
                e.modality(),
                e.bodyPart(),
                e.rows(),
                e.columns(),
                e.bits(),
                e.rowSpacingMm(),
                e.columnSpacingMm(),
                e.synthetic(),
                "content " + id,
                e.place(),
                e.appearance(),
                e.areas(),
                e.origins());
    }

    private static Set<String> patients(DatasetIndex index, Split split) {
        return index.entries(split).stream().map(IndexEntry::patientKey).collect(Collectors.toSet());
    }

    @Test
    void aFifthOfEachClassesPatientsChoosesAndNoTestImageIsLeft() {
        DatasetIndex choosing = Resplit.forChoosing(INDEX, 0.2, 1);
        assertEquals(80, choosing.entries().size());
        Set<String> chosen = patients(choosing, Split.TEST);
        assertEquals(8, chosen.size());
        assertEquals(
                12,
                choosing.entries(Split.TEST).stream()
                        .filter(entry -> entry.label().equals("A"))
                        .count());
        assertTrue(patients(choosing, Split.TRAIN).stream().noneMatch(chosen::contains), "whole patients");
        assertTrue(patients(choosing, Split.TRAIN).stream().noneMatch(p -> p.startsWith("T")));
        assertEquals(chosen, patients(Resplit.forChoosing(INDEX, 0.2, 1), Split.TEST));
        assertNotEquals(chosen, patients(Resplit.forChoosing(INDEX, 0.2, 2), Split.TEST));
    }

    @Test
    void aValidationPartThatIsThereIsTaken() {
        DatasetIndex given = TestIndexes.of(
                of(0, "P", "A", Split.TRAIN), of(1, "V", "A", Split.VALIDATION), of(2, "T", "A", Split.TEST));
        DatasetIndex choosing = Resplit.forChoosing(given, 0.5, 1);
        assertEquals(Set.of("P"), patients(choosing, Split.TRAIN));
        assertEquals(Set.of("V"), patients(choosing, Split.TEST));
        DatasetIndex judging = Resplit.forJudging(given);
        assertEquals(Set.of("P", "V"), patients(judging, Split.TRAIN));
        assertEquals(Set.of("T"), patients(judging, Split.TEST));
    }

    @Test
    void aPatientOrAnImageInBothPartsIsRefusedWithoutItsName() {
        assertDoesNotThrow(() -> Resplit.requireApart(INDEX));
        DatasetIndex patient = TestIndexes.of(of(0, "SMITH", "A", Split.TRAIN), of(1, "SMITH", "A", Split.TEST));
        String message = assertThrows(InputException.class, () -> Resplit.requireApart(patient))
                .getMessage();
        assertTrue(message.contains("index 0000") && message.contains("index 0001"), message);
        assertTrue(message.contains("of one patient"), message);
        assertFalse(message.contains("SMITH"), message);
        IndexEntry first = of(0, "P", "A", Split.VALIDATION);
        IndexEntry second = of(1, "Q", "A", Split.TEST);
        DatasetIndex image = TestIndexes.of(
                first,
                new IndexEntry(
                        1,
                        second.path(),
                        0,
                        "Q",
                        "A",
                        Split.TEST,
                        second.modality(),
                        "",
                        16,
                        16,
                        8,
                        0,
                        0,
                        false,
                        first.contentSha256(),
                        second.place(),
                        second.appearance(),
                        second.areas(),
                        second.origins()));
        message = assertThrows(InputException.class, () -> Resplit.requireApart(image))
                .getMessage();
        assertTrue(message.contains("the same image"), message);
    }

    /** Patients 0 to 9 have A, patient 10 both, 11 and 12 B alone: the one with both is of the rarer class. */
    @Test
    void aPatientWithTwoClassesCountsForTheRarerOne() {
        DatasetIndex mixed = TestIndexes.of(IntStream.range(0, 14)
                .mapToObj(i -> of(i, "P" + (i < 11 ? i : i - 1), i < 11 ? "A" : "B", Split.TRAIN))
                .toArray(IndexEntry[]::new));
        for (long seed = 0; seed < 20; seed++) {
            Set<String> chosen = patients(Resplit.forChoosing(mixed, 0.34, seed), Split.TEST);
            Set<String> ofB = Set.of("P10", "P11", "P12");
            assertEquals(1, chosen.stream().filter(ofB::contains).count(), "seed " + seed);
            assertEquals(3, chosen.stream().filter(p -> !ofB.contains(p)).count(), "seed " + seed);
        }
    }

    /** All patients of A have B as well, which is as rare: nobody is left who could show A alone. */
    @Test
    void aClassWithoutPatientsOnOneSideIsRefused() {
        DatasetIndex shared = TestIndexes.of(
                of(0, "P", "A", Split.TRAIN),
                of(1, "P", "B", Split.TRAIN),
                of(2, "Q", "A", Split.TRAIN),
                of(3, "Q", "B", Split.TRAIN),
                of(4, "R", "C", Split.TRAIN),
                of(5, "S", "C", Split.TRAIN));
        assertEquals(
                2, patients(Resplit.forChoosing(shared, 0.5, 1), Split.TEST).size());
        DatasetIndex left = TestIndexes.of(
                of(0, "P", "A", Split.TRAIN),
                of(1, "P", "B", Split.TRAIN),
                of(2, "Q", "A", Split.TRAIN),
                of(3, "Q", "C", Split.TRAIN),
                of(4, "R", "B", Split.TRAIN),
                of(5, "R", "C", Split.TRAIN));
        String message = assertThrows(InputException.class, () -> Resplit.forChoosing(left, 0.2, 1))
                .getMessage();
        assertTrue(message.contains(": of its 2 training patients"), message);
        assertTrue(message.contains(" 0 would be left to choose by"), message);
    }

    @Test
    void aClassOfOnePatientCannotChoose() {
        DatasetIndex one = TestIndexes.of(of(0, "P", "A", Split.TRAIN), of(1, "Q", "B", Split.TRAIN));
        String message = assertThrows(InputException.class, () -> Resplit.forChoosing(one, 0.2, 1))
                .getMessage();
        assertTrue(message.contains("class A has 1 training patient"), message);
    }
}
