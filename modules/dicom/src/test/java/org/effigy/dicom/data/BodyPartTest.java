package org.effigy.dicom.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BodyPartTest {
    @Test
    void knowsTheChestAndItsCode() {
        BodyPart chest = BodyPart.of("CHEST").orElseThrow();
        assertEquals("51185008", chest.snomedCode());
        assertFalse(chest.paired());
        assertTrue(BodyPart.of("KNEE").orElseThrow().paired());
    }

    @Test
    void everyTermIsACodeStringAndEveryCodeASnomedCode() {
        assertTrue(BodyPart.terms().size() > 60);
        for (String term : BodyPart.terms()) {
            assertTrue(term.matches("[A-Z]{1,16}"), term);
            assertTrue(BodyPart.of(term).orElseThrow().snomedCode().matches("[1-9][0-9]{5,8}"), term);
        }
    }
}
