package org.effigy.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Beside what src/test/resources/org/effigy/gate/golden.py computes of the same images with numpy and scipy. */
class GoldenDistancesTest {
    private static final int SIDE = 48;
    /** Contents are floats, sums of 4,096 products of them. */
    private static final double ROUNDING = 1e-5;
    /** Nelder and Mead's search stops where it is; so does the one by halved steps. */
    private static final double SEARCH = 0.02;

    private static final Map<String, Double> GOLDEN = golden();

    private static Map<String, Double> golden() {
        Map<String, Double> values = new HashMap<>();
        try (InputStream in = GoldenDistancesTest.class.getResourceAsStream("golden.tsv")) {
            new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().forEach(line -> {
                String[] fields = line.split("\t");
                values.put(fields[0], Double.parseDouble(fields[1]));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return values;
    }

    private static float[] picture(int k) {
        float[] out = new float[SIDE * SIDE];
        for (int i = 0; i < out.length; i++) {
            double y = (double) (i / SIDE) / SIDE;
            double x = (double) (i % SIDE) / SIDE;
            double across = x - 0.3 - 0.05 * k;
            double along = y - 0.6 + 0.04 * k;
            double blob = Math.exp(-(across * across + along * along) / 0.02);
            out[i] = (float) Math.tanh(
                    Math.sin(11 * x + 7 * y * y + k) + Math.cos(9 * y - 5 * x * x + 2.3 * k) + 1.5 * blob - 0.3);
        }
        return out;
    }

    @Test
    void correlationsOfContentsAreThoseOfNumpy() {
        Content[] contents = new Content[4];
        for (int k = 0; k < contents.length; k++) {
            contents[k] = Content.of(picture(k), SIDE);
        }
        for (int i = 0; i < contents.length; i++) {
            for (int j = 0; j < i; j++) {
                assertEquals(
                        GOLDEN.get("correlation " + i + " " + j),
                        contents[i].correlation(Placement.IDENTITY, contents[j]),
                        ROUNDING);
            }
            assertEquals(1, contents[i].correlation(Placement.IDENTITY, contents[i]), 1e-12);
        }
        Placement placement = new Placement(true, 0.04, -0.03, 2, 1.05);
        assertEquals(GOLDEN.get("placed 1 2"), contents[1].correlation(placement, contents[2]), ROUNDING);
    }

    private static float[] moved(float[] image, int right, int down, boolean mirrored) {
        float[] out = new float[image.length];
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                int fromRow = Math.max(0, Math.min(SIDE - 1, row - down));
                int from = Math.max(0, Math.min(SIDE - 1, column - right));
                out[row * SIDE + column] = image[fromRow * SIDE + (mirrored ? SIDE - 1 - from : from)];
            }
        }
        return out;
    }

    private static float[] gamma(float[] image) {
        float[] out = new float[image.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) (2 * Math.pow((image[i] + 1.0) / 2, 0.6) - 1);
        }
        return out;
    }

    @Test
    void theSearchComesAsNearAsNelderAndMeadFromTheTruePlacement() {
        CopySearch search = new CopySearch(4, GoldenDistancesTest::picture, SIDE);
        Map<String, float[]> copies = Map.of(
                "mirrored", moved(picture(1), 0, 0, true),
                "moved", moved(picture(1), 3, -2, false),
                "moved and mirrored", moved(picture(2), -2, 1, true),
                "gamma", gamma(picture(0)),
                "softer", Blur.gaussian(picture(3), SIDE, 0.8));
        Map<String, Integer> originals =
                Map.of("mirrored", 1, "moved", 1, "moved and mirrored", 2, "gamma", 0, "softer", 3);
        copies.forEach((kind, copy) -> {
            CopySearch.Match match = search.nearest(copy);
            assertEquals(originals.get(kind), match.image(), kind);
            assertEquals(GOLDEN.get("best " + kind), match.distance(), SEARCH, kind);
            assertTrue(match.second() > 3 * match.distance(), kind);
            assertEquals(kind.contains("mirrored"), match.placement().mirrored(), kind);
        });
    }

    @Test
    void theImageItselfIsAtDistanceNothing() {
        CopySearch search = new CopySearch(4, GoldenDistancesTest::picture, SIDE);
        for (int k = 0; k < 4; k++) {
            assertEquals(k, search.nearest(picture(k)).image());
            assertEquals(0, search.nearest(picture(k)).distance(), 1e-3);
            assertTrue(search.nearestExcept(picture(k), new int[] {k}).distance() > 0.5);
        }
    }
}
