package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.effigy.networks.Tensors;
import org.junit.jupiter.api.Test;

class StructuralSimilarityTest {
    private static final double CLOSE = 1e-6;

    private static float[] mixed(float[] a, double weight) {
        float[] other = Tensors.wave(a.length, 0.37);
        float[] out = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            out[i] = (float) ((1 - weight) * a[i] + weight * other[i]);
        }
        return out;
    }

    @Test
    void anImageIsWhollySimilarToItself() {
        float[] image = Tensors.wave(20 * 24, 0.11);
        assertEquals(1, StructuralSimilarity.of(image, image.clone(), 0, 24, image.length), 1e-12);
    }

    @Test
    void imagesOfOneValueEachAreComparedByTheirMeansAlone() {
        float[] black = new float[121];
        float[] grey = new float[121];
        Arrays.fill(black, -1);
        Arrays.fill(grey, 0.5f);
        // Means -1 and 0.5, no variance; C1 is (0.01 * 2)^2.
        double expected = (2 * -0.5 + 4e-4) / (1 + 0.25 + 4e-4);
        assertEquals(expected, StructuralSimilarity.of(black, grey, 0, 11, 121), 1e-9);
    }

    /**
     * Of scikit-image: structural_similarity(a, b, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=2) of
     * float64 arrays of 20 rows and 24 columns, as src/test/python/ssim.py prints.
     */
    @Test
    void agreesWithScikitImage() {
        float[] a = Tensors.wave(20 * 24, 0.11);
        assertEquals(0.9837016815580477, StructuralSimilarity.of(a, mixed(a, 0.1), 0, 24, a.length), CLOSE);
        assertEquals(0.41419407898249067, StructuralSimilarity.of(a, mixed(a, 0.5), 0, 24, a.length), CLOSE);
    }

    @Test
    void looksAtTheImageThatBeginsThere() {
        float[] pair = Tensors.wave(2 * 400, 0.05);
        float[] changed = pair.clone();
        changed[3] = 1;
        assertEquals(1, StructuralSimilarity.of(pair, changed, 400, 20, 400), 1e-12);
    }

    @Test
    void refusesImagesSmallerThanItsWindow() {
        assertThrows(
                IllegalArgumentException.class,
                () -> StructuralSimilarity.of(new float[100], new float[100], 0, 10, 100));
    }
}
