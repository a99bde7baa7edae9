package org.effigy.accounting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Against scipy and numpy, which compute the same by other ways: scripts/make-golden-privacy.py. */
final class GoldenPrivacyTest {
    /** The quadrature keeps so much; the differences of a small divergence from 0 a little less. */
    private static final double RELATIVE = 1e-9;
    /** The rounding of a transform of a million numbers, some 1e-13, beside a delta of 1e-6. */
    private static final double EPSILON = 1e-6;

    private record Golden(String kind, List<GaussianSteps> steps, double argument, double value) {}

    private static List<Golden> golden(String kind) throws IOException {
        try (InputStream in = GoldenPrivacyTest.class.getResourceAsStream("/golden-privacy.csv");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            List<Golden> found = lines.lines()
                    .map(line -> line.split(",", -1))
                    .filter(cells -> cells[0].equals(kind))
                    .map(cells -> new Golden(
                            kind, steps(cells[1]), Double.parseDouble(cells[2]), Double.parseDouble(cells[3])))
                    .toList();
            assertTrue(found.size() >= 4, kind);
            return found;
        }
    }

    private static List<GaussianSteps> steps(String text) {
        return Arrays.stream(text.split(";", -1))
                .map(part -> part.split(":", -1))
                .map(n -> new GaussianSteps(Double.parseDouble(n[0]), Double.parseDouble(n[1]), Long.parseLong(n[2])))
                .collect(Collectors.toList());
    }

    @Test
    void renyiDivergencesAreThoseOfAQuadrature() throws IOException {
        for (Golden golden : golden("divergence")) {
            double found = RenyiAccountant.divergence(golden.steps().get(0), golden.argument());
            assertEquals(golden.value(), found, RELATIVE * golden.value() + 1e-15, golden.toString());
        }
    }

    @Test
    void epsilonByRenyiDivergencesIsThatOfAQuadrature() throws IOException {
        for (Golden golden : golden("renyi")) {
            double found = RenyiAccountant.epsilon(golden.steps(), golden.argument());
            assertEquals(golden.value(), found, RELATIVE * golden.value(), golden.toString());
        }
    }

    @Test
    void epsilonByPrivacyLossesIsThatOfNumpysTransforms() throws IOException {
        for (Golden golden : golden("loss")) {
            double found = PrivacyLossAccountant.epsilon(golden.steps(), golden.argument());
            assertEquals(golden.value(), found, EPSILON, golden.toString());
        }
    }

    @Test
    void withoutSamplingItIsTheGaussianMechanismsOwn() throws IOException {
        for (Golden golden : golden("gaussian")) {
            double exact = golden.value();
            for (double error : new double[] {0.01, 0.001}) {
                double found = PrivacyLossAccountant.bound(golden.steps(), golden.argument(), error);
                assertTrue(found >= exact, golden + ": the bound " + found + " is below");
                assertTrue(found <= exact + 2 * error, golden + ": the bound " + found + " is not tight");
            }
        }
    }

    /** Steps of a Gaussian mechanism are one with less noise: sigma over the root of their number. */
    @Test
    void manyGaussiansAreOneWithLessNoise() throws IOException {
        for (Golden golden : golden("gaussian")) {
            double sigma = golden.steps().get(0).noiseMultiplier();
            List<GaussianSteps> nine = List.of(new GaussianSteps(1, 3 * sigma, 9));
            double found = PrivacyLossAccountant.bound(nine, golden.argument(), 0.01);
            assertTrue(Math.abs(found - golden.value() - 0.01) < 0.01, golden + ": " + found);
        }
    }
}
