package org.effigy.dataset.covariates;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class KnownCovariatesTest {
    @Test
    void placesOfAStackGoFromNothingToOne() {
        assertEquals(Map.of(4, 0.0, 5, 0.25, 6, 1.0), KnownCovariates.relative(Map.of(4, 10.0, 5, 12.5, 6, 20.0)));
        assertEquals(Map.of(), KnownCovariates.relative(Map.of(4, 10.0)), "one slice has no place");
        assertEquals(Map.of(), KnownCovariates.relative(Map.of(4, 3.0, 5, 3.0)));
        assertEquals(Map.of(), KnownCovariates.relative(Map.of()));
    }
}
