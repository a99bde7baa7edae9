package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.effigy.evaluation.utility.Arm;
import org.junit.jupiter.api.Test;

class UtilityOptionsTest {
    @Test
    void theHelpCountsTheTrainings() {
        assertEquals(Arm.values().length, UtilityOptions.ARMS);
    }
}
