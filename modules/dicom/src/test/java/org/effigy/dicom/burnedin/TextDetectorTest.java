package org.effigy.dicom.burnedin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.List;
import org.effigy.dicom.burnedin.FoundText.Kind;
import org.junit.jupiter.api.Test;

class TextDetectorTest {
    private static final int SIDE = 640;

    private static List<FoundText> find(float[] values) {
        return TextDetector.find(values, SIDE, SIDE);
    }

    @Test
    void findsANameInAnySizeAndGreyLevelAndWhereItIs() {
        for (int size : new int[] {10, 16, 24, 40}) {
            for (float level : new float[] {1100, -200, 700}) {
                float[] clean = TestWriting.chest(SIDE, 8, size);
                float[] values = TestWriting.write(clean, SIDE, "DOE^JANE 1962", 60, 500, size, level);
                List<FoundText> found = find(values);
                String where = "size " + size + ", level " + level + ": " + found;
                FoundText text = found.stream()
                        .filter(f -> f.kind() == Kind.TEXT)
                        .max(Comparator.comparingInt(f -> f.box().width()))
                        .orElseThrow(() -> new AssertionError(where));
                assertTrue(text.box().overlaps(new Box(60, 500 - size, 5 * size, size)), where);
                assertTrue(text.box().height() <= 2 * size, where);
            }
        }
    }

    @Test
    void findsNothingWhereNothingIsWritten() {
        for (int seed = 0; seed < 6; seed++) {
            float[] values = TestWriting.chest(SIDE, 4 + 12 * seed, seed);
            assertFalse(TextDetector.hasText(values, SIDE, SIDE), "seed " + seed);
        }
        assertEquals(List.of(), find(new float[SIDE * SIDE]));
        assertEquals(List.of(), TextDetector.find(new float[] {1}, 1, 1));
        assertEquals(List.of(), TextDetector.find(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 1, 8));
    }

    /** Ribs and shoulders of a small image are as thin as strokes, but reach over much of it. */
    @Test
    void whatIsATallPartOfASmallImageIsAnatomy() {
        int side = 64;
        float[] arcs = TestWriting.chest(side, 0, 1);
        for (int i = 0; i < 4; i++) {
            for (int y = 10; y < 50; y++) {
                for (int x = 8 + 13 * i; x < 13 + 13 * i; x++) {
                    arcs[y * side + x] += 700;
                }
            }
        }
        assertEquals(List.of(), TextDetector.find(arcs, side, side));
        float[] written = TestWriting.write(TestWriting.chest(side, 2, 1), side, "DOE 62", 3, 50, 16, 1100);
        assertTrue(TextDetector.hasText(written, side, side), "a quarter of the image");
    }

    @Test
    void aSingleLetterIsAMarker() {
        for (String letter : List.of("L", "R")) {
            float[] values = TestWriting.write(TestWriting.chest(SIDE, 5, 3), SIDE, letter, 100, 500, 36, 1300);
            List<FoundText> found = find(values);
            assertEquals(1, found.size(), () -> letter + ": " + found);
            assertEquals(Kind.MARKER, found.get(0).kind());
        }
    }

    @Test
    void doesNotDependOnUnitsOrOnTheDirectionOfBrightness() {
        float[] values = TestWriting.write(TestWriting.chest(SIDE, 8, 5), SIDE, "ID 482913", 50, 80, 20, 1100);
        List<FoundText> found = find(values);
        float[] scaled = values.clone();
        float[] inverted = values.clone();
        for (int i = 0; i < values.length; i++) {
            scaled[i] = 4 * values[i] - 7000;
            inverted[i] = -values[i];
        }
        assertEquals(found, find(scaled));
        assertEquals(1, found.stream().filter(f -> f.kind() == Kind.TEXT).count());
        assertTrue(TextDetector.hasText(inverted, SIDE, SIDE));
    }

    @Test
    void whatIsPaintedOverIsNotFoundAgain() {
        float[] clean = TestWriting.chest(SIDE, 8, 9);
        float[] values = TestWriting.write(clean, SIDE, "GENERAL HOSPITAL", 50, 80, 20, 1100);
        List<Box> areas = find(values).stream().map(f -> f.area(SIDE, SIDE)).toList();
        float[] filled = Areas.filled(values, SIDE, SIDE, areas);
        assertFalse(TextDetector.hasText(filled, SIDE, SIDE));
        for (int i = 0; i < filled.length; i++) {
            assertTrue(filled[i] < 1000, "nothing of the writing is left");
        }
    }
}
