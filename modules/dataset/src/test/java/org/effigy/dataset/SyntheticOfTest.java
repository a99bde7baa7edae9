package org.effigy.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

class SyntheticOfTest {
    private static final String HASH = "0123456789abcdef".repeat(4);

    @Test
    void readsWhatPicturesAndHeadersState() {
        assertEquals(
                new SyntheticOf(3, HASH),
                SyntheticOf.stated(
                        "Effigy ddpm-64 checkpoint " + HASH + "; release gate off; generation 3, synthetic"));
        assertEquals(
                new SyntheticOf(2, HASH),
                SyntheticOf.stated(
                        "Synthetic image. Model: x. Checkpoint SHA-256: " + HASH + ". Lineage: generation 2."));
    }

    @Test
    void takesTheFirstGenerationWhereNoneIsStated() {
        assertEquals(new SyntheticOf(1, HASH), SyntheticOf.stated("Effigy dcgan-64 checkpoint " + HASH));
        assertEquals(SyntheticOf.UNKNOWN, SyntheticOf.stated("made by another program"));
        assertEquals(SyntheticOf.UNKNOWN, SyntheticOf.stated("generation 0"));
    }

    @Test
    void tellsSimulationsFromModelsThatClaimAsMuch() {
        assertFalse(SyntheticOf.stated("Synthetic image, depicts no patient. Model: phantom.")
                .madeByModel());
        assertEquals(
                new SyntheticOf(1, HASH),
                SyntheticOf.stated("Synthetic image, depicts no patient. Checkpoint SHA-256: " + HASH + "."));
    }
}
