package org.effigy.dataset.image;

import static org.effigy.testsupport.TensorAssertions.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.base.Size;
import org.effigy.dataset.PixelPlane;
import org.effigy.dataset.Split;
import org.effigy.dataset.TestImages;
import org.effigy.dataset.image.IntensityRange.FixedRange;
import org.effigy.dataset.image.IntensityRange.HounsfieldWindow;
import org.effigy.dataset.image.IntensityRange.PercentileRange;
import org.effigy.dataset.image.Preprocessing.Region;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.TestIndexes;
import org.junit.jupiter.api.Test;

class PreprocessingTest {
    /** Rounding of values in [-1, 1] to float. */
    private static final double FLOAT_ROUNDING = 1e-6;

    private static Preprocessing recipe(int size, IntensityRange range, Fit fit) {
        return new Preprocessing(1, size, range, fit, "CT", "CHEST", 350);
    }

    @Test
    void cropsTheCentreAndResizesByArea() {
        // numpy: s = clip((a - 10) / 70, 0, 1) * 2 - 1, a = (37y + 53x + 11xy) mod 101 on 6 x 9;
        // block means of s[:, 1:7] repeated, to 4 x 4
        float[] expected = {
            -0.282539683f,
            -0.111111111f,
            -0.079365079f,
            -0.415873016f,
            -0.26984127f,
            0.244444444f,
            0.580952381f,
            -0.479365079f,
            0.634920635f,
            0.406349206f,
            -0.126984127f,
            -0.558730159f,
            0.634920635f,
            -0.304761905f,
            -0.749206349f,
            -0.622222222f
        };
        float[] out = recipe(4, new FixedRange(10, 80), Fit.CROP).apply(TestImages.pattern(6, 9), 6, 9);
        assertClose(out, expected, FLOAT_ROUNDING);
    }

    @Test
    void padsWithTheLowestValueTwoRowsAboveAndOneBelow() {
        // numpy as above: 9 x 9 of -1 with s in rows 2 to 7
        float[] expected = {
            -0.939329806f,
            -0.932275132f,
            -0.919929453f,
            -0.902292769f,
            -0.293121693f,
            0.034215168f,
            -0.08042328f,
            0.257495591f,
            0.117107584f,
            0.279365079f,
            -0.329453263f,
            -0.148853616f,
            -0.002116402f,
            -0.62010582f,
            -0.835978836f,
            -0.666666667f
        };
        float[] out = recipe(4, new FixedRange(10, 80), Fit.PAD).apply(TestImages.pattern(6, 9), 6, 9);
        assertClose(out, expected, FLOAT_ROUNDING);
    }

    @Test
    void tallPixelsBecomeSquare() {
        // numpy: 4 x 8 with pixels twice as high as wide is square; and of 6 x 4 the central two rows are
        float[] whole = {
            -0.385714286f,
            -0.314285714f,
            -0.242857143f,
            -0.1f,
            -0.614285714f,
            0.014285714f,
            0.628571429f,
            0.1f,
            0.457142857f,
            0.171428571f,
            0.371428571f,
            0.128571429f,
            0.0f,
            0.8f,
            -0.042857143f,
            -0.842857143f
        };
        Preprocessing four = recipe(4, new FixedRange(10, 80), Fit.CROP);
        assertClose(four.apply(new PixelPlane(4, 8, 2, TestImages.pattern(4, 8))), whole, FLOAT_ROUNDING);
        float[] centre = {0.457142857f, 0.171428571f, 0.0f, 0.8f};
        Preprocessing two = recipe(2, new FixedRange(10, 80), Fit.CROP);
        assertClose(two.apply(new PixelPlane(6, 4, 2, TestImages.pattern(6, 4))), centre, FLOAT_ROUNDING);
    }

    private static Preprocessing wide(Fit fit) {
        return new Preprocessing(1, new Size(4, 8), new FixedRange(10, 80), fit, "CT", "CHEST", 350);
    }

    @Test
    void bringsAnImageToOtherProportionsThanASquaresByCropOrPad() {
        // numpy: s as above on 6 x 9, every pixel 16 x 16 times; rows 12 to 83 and all columns to 4 x 8 block means
        float[] cropped = {
            -0.436331570f,
            -0.520987654f,
            0.027513228f,
            0.070546737f,
            0.421516755f,
            -0.437037037f,
            0.537918871f,
            -0.058201058f,
            0.628218695f,
            -0.143562610f,
            -0.071957672f,
            0.804938272f,
            0.358730159f,
            -0.489947090f,
            0.611287478f,
            0.627513228f,
            -0.686419753f,
            0.879717813f,
            0.747089947f,
            0.326631393f,
            -0.110758377f,
            -0.548148148f,
            -0.906525573f,
            0.597530864f,
            0.256790123f,
            0.158024691f,
            -0.088888889f,
            -0.481128748f,
            -0.551675485f,
            -0.601058201f,
            -0.650440917f,
            -0.699823633f
        };
        assertClose(wide(Fit.CROP).apply(TestImages.pattern(6, 9), 6, 9), cropped, FLOAT_ROUNDING);
        // numpy: all rows, and 24 columns of -1 on either side, to 4 x 8 block means
        float[] padded = {
            -1.000000000f,
            -0.555555556f,
            -0.384126984f,
            -0.060317460f,
            0.174603175f,
            -0.301587302f,
            -0.066666667f,
            -1.000000000f,
            -1.000000000f,
            0.225396825f,
            -0.263492063f,
            0.606349206f,
            0.333333333f,
            -0.174603175f,
            0.619047619f,
            -1.000000000f,
            -1.000000000f,
            -0.215873016f,
            0.622222222f,
            0.196825397f,
            -0.234920635f,
            -0.749206349f,
            -0.050793651f,
            -1.000000000f,
            -1.000000000f,
            0.673015873f,
            0.622222222f,
            -0.768253968f,
            -0.717460317f,
            -0.558730159f,
            -0.431746032f,
            -1.000000000f
        };
        assertClose(wide(Fit.PAD).apply(TestImages.pattern(6, 9), 6, 9), padded, FLOAT_ROUNDING);
    }

    @Test
    void keepsEveryPixelOfAnImageThatHasTheSizeAlready() {
        Preprocessing recipe = new Preprocessing(1, new Size(96, 136), new FixedRange(-1, 1), Fit.CROP, "CT", "", 350);
        float[] values = new float[96 * 136];
        for (int i = 0; i < values.length; i++) {
            values[i] = 2f * i / values.length - 1;
        }
        assertClose(recipe.apply(values, 96, 136), values, FLOAT_ROUNDING);
        assertClose(recipe.withFit(Fit.PAD).apply(values, 96, 136), values, FLOAT_ROUNDING);
        Region shown = recipe.region(96, 136, 1);
        assertEquals(new Region(0, 0, 96, 136), shown);
        // As large in millimetres, but with pixels twice as high as wide.
        assertEquals(new Region(0, 0, 48, 136), recipe.region(48, 136, 2));
    }

    @Test
    void theProportionsOfWhatIsShownAreThoseOfTheSizeForAnyImage() {
        for (Fit fit : Fit.values()) {
            for (double aspect : new double[] {0.5, 1, 1.7}) {
                for (int rows : new int[] {60, 97, 300}) {
                    Region shown = wide(fit).region(rows, 120, aspect);
                    assertEquals(2, shown.width() / (shown.height() * aspect), 1e-12);
                    boolean inside = shown.height() <= rows + 1e-9 && shown.width() <= 120 + 1e-9;
                    boolean around = shown.height() >= rows - 1e-9 && shown.width() >= 120 - 1e-9;
                    assertTrue(fit == Fit.CROP ? inside : around, shown.toString());
                }
            }
        }
    }

    @Test
    void theSpacingOfWhatIsNotSquareIsThatOfItsColumnsAndOfItsRows() {
        DatasetIndex index =
                TestIndexes.of(TestIndexes.entry(0).size(96, 128).spacing(2, 2).get());
        Preprocessing same = Preprocessing.forIndex(index, new Size(96, 128));
        assertEquals(2, same.pixelSpacingMm(), 1e-12);
        assertEquals(256, same.fieldOfViewMm(), 1e-12);
        assertEquals(4, Preprocessing.forIndex(index, new Size(48, 64)).pixelSpacingMm(), 1e-12);
        // Cut to 96 rows of 64 columns; padded to 192 rows of 128.
        assertEquals(2, Preprocessing.forIndex(index, new Size(96, 64)).pixelSpacingMm(), 1e-12);
        assertEquals(4, Preprocessing.forIndex(index, new Size(96, 64), Fit.PAD).pixelSpacingMm(), 1e-12);
        assertEquals(2, Preprocessing.forIndex(index, Size.square(128), Fit.PAD).pixelSpacingMm(), 1e-12);
    }

    @Test
    void theJsonOfASquareHasOneNumberAsEver() {
        String square = Json.line(recipe(64, PercentileRange.STANDARD, Fit.CROP));
        assertTrue(square.startsWith("{\"version\":1,\"size\":64,"), square);
        String wide = Json.line(wide(Fit.PAD));
        assertTrue(wide.startsWith("{\"version\":1,\"size\":\"4x8\","), wide);
        assertEquals(wide(Fit.PAD), Preprocessing.fromJson(wide(Fit.PAD).toJson()));
    }

    @Test
    void aHounsfieldWindowMapsItsEndsToMinusOneAndOneAndClampsTheRest() {
        float[] hounsfield = {-1000, 400, -300, -2000, 3000, 50, -650, 225, 0};
        float[] expected = {-1, 1, 0, -1, 1, 0.5f, -0.5f, 0.75f, 0.428571429f};
        Preprocessing recipe = recipe(3, HounsfieldWindow.STANDARD, Fit.CROP);
        assertClose(recipe.apply(hounsfield, 3, 3), expected, FLOAT_ROUNDING);
    }

    @Test
    void theInverseGivesHounsfieldUnitsBack() {
        Preprocessing recipe = recipe(11, new HounsfieldWindow(-160, 240), Fit.CROP);
        float[] hounsfield = new float[121];
        for (int i = 0; i < hounsfield.length; i++) {
            hounsfield[i] = -160 + 400 * i / 120f;
        }
        // Relative to the window's width of 400.
        assertClose(recipe.invert(recipe.apply(hounsfield, 11, 11)), hounsfield, 400 * FLOAT_ROUNDING);
        assertClose(recipe.invert(new float[] {-1, 0, 1, -7, 7}), new float[] {-160, 40, 240, -160, 240}, 0);
    }

    @Test
    void applyAfterInvertIsTheIdentityForAWindow() {
        Preprocessing recipe = recipe(5, HounsfieldWindow.STANDARD, Fit.PAD);
        float[] scaled = new float[25];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = -1 + i / 12f;
        }
        assertClose(recipe.apply(recipe.invert(scaled), 5, 5), scaled, FLOAT_ROUNDING);
    }

    @Test
    void theInverseOfARadiographIsBrightness() {
        for (IntensityRange range : List.of(PercentileRange.STANDARD, new FixedRange(0, 255))) {
            assertFalse(range.hounsfield());
            float[] out = recipe(2, range, Fit.CROP).invert(new float[] {-1, -0.5f, 0, 1});
            assertClose(out, new float[] {0, 0.25f, 0.5f, 1}, 0);
        }
        assertTrue(HounsfieldWindow.STANDARD.hounsfield());
    }

    @Test
    void percentilesMakeARadiographIndependentOfItsScale() {
        Preprocessing recipe = recipe(8, new PercentileRange(5, 95), Fit.CROP);
        float[] values = TestImages.pattern(20, 20);
        float[] stretched = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            stretched[i] = 37 * values[i] + 1234;
        }
        assertClose(recipe.apply(stretched, 20, 20), recipe.apply(values, 20, 20), 10 * FLOAT_ROUNDING);
    }

    @Test
    void anImageOfOneValueIsTheLowest() {
        float[] values = new float[64];
        java.util.Arrays.fill(values, 12);
        float[] expected = new float[16];
        java.util.Arrays.fill(expected, -1);
        assertClose(recipe(4, PercentileRange.STANDARD, Fit.CROP).apply(values, 8, 8), expected, 0);
    }

    @Test
    void survivesItsJson() {
        for (IntensityRange range :
                List.of(HounsfieldWindow.STANDARD, PercentileRange.STANDARD, new FixedRange(0, 4095))) {
            Preprocessing recipe = recipe(64, range, Fit.PAD);
            assertEquals(recipe, Preprocessing.fromJson(recipe.toJson()));
            assertEquals(recipe, Json.parse(Json.pretty(recipe), Preprocessing.class, "recipe"));
        }
    }

    @Test
    void refusesAnUnknownVersion() {
        ObjectNode json =
                (ObjectNode) recipe(64, PercentileRange.STANDARD, Fit.CROP).toJson();
        json.put("version", 2);
        InputException e = assertThrows(InputException.class, () -> Preprocessing.fromJson(json));
        assertTrue(e.getMessage().contains("version is 2"), e.getMessage());
    }

    @Test
    void theStandardRecipeFollowsTheModality() {
        DatasetIndex ct = TestIndexes.of(
                TestIndexes.entry(0)
                        .size(512, 512)
                        .modality("CT")
                        .spacing(0.7, 0.7)
                        .get(),
                TestIndexes.entry(1)
                        .size(512, 512)
                        .modality("CT")
                        .spacing(0.9, 0.9)
                        .get(),
                TestIndexes.entry(2)
                        .size(256, 512)
                        .modality("CT")
                        .spacing(0.5, 0.5)
                        .get());
        Preprocessing recipe = Preprocessing.forIndex(ct, 64);
        assertEquals(HounsfieldWindow.STANDARD, recipe.range());
        assertEquals("CT", recipe.modality());
        assertEquals(512 * 0.7, recipe.fieldOfViewMm(), 1e-9);
        assertEquals(512 * 0.7 / 64, recipe.pixelSpacingMm(), 1e-9);
        DatasetIndex png = TestIndexes.of(TestIndexes.entry(0).modality("PNG").get());
        assertEquals(PercentileRange.STANDARD, Preprocessing.forIndex(png, 64).range());
        assertEquals(350, Preprocessing.forIndex(png, 64).fieldOfViewMm());
    }

    @Test
    void theFieldOfViewIsTheMedianSideOfTheCentralSquaresOfTheTrainingImages() {
        DatasetIndex index = TestIndexes.of(
                TestIndexes.entry(0).size(100, 200).spacing(1, 1).get(),
                TestIndexes.entry(1).size(300, 200).spacing(1, 2).get(),
                TestIndexes.entry(2)
                        .size(900, 900)
                        .spacing(1, 1)
                        .split(Split.TEST)
                        .get(),
                TestIndexes.entry(3).get());
        assertEquals(200, Preprocessing.forIndex(index, 64).fieldOfViewMm(), 1e-9);
    }

    @Test
    void doesNotMixHounsfieldUnitsWithBrightness() {
        DatasetIndex mixed = TestIndexes.of(
                TestIndexes.entry(0).modality("CT").get(),
                TestIndexes.entry(1).modality("DX").get());
        assertThrows(InputException.class, () -> Preprocessing.forIndex(mixed, 64));
    }

    /** The value at 0.5 % of 0, 1, ..., 1000 is 5, that at 99.5 % is 995. */
    @Test
    void radiographsAreStretchedFromTheHalfToTheLastHalfPercent() {
        float[] ramp = new float[1001];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = i;
        }
        DatasetIndex index = TestIndexes.of(TestIndexes.entry(0).get());
        IntensityRange range = Preprocessing.forIndex(index, 64).range();
        assertArrayEquals(new double[] {5, 995}, range.bounds(ramp), 1e-9);
        float[] shown = PercentileRange.STANDARD.brightness(ramp);
        assertEquals(0, shown[5]);
        assertEquals(0.5, shown[500], 1e-6);
        assertEquals(1, shown[995]);
    }
}
