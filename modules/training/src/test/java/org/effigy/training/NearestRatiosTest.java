package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.IntStream;
import org.effigy.base.Seeds;
import org.effigy.base.Size;
import org.effigy.dataset.image.Augmentation;
import org.junit.jupiter.api.Test;

class NearestRatiosTest {
    private static final int SIZE = 32;
    private static final int LENGTH = SIZE * SIZE;

    /** Returns an image of smooth random structure. */
    private static float[] image(long seed) {
        Random random = new Random(seed);
        double[][] waves = new double[12][];
        for (int k = 0; k < waves.length; k++) {
            waves[k] = new double[] {random.nextGaussian() * 0.3, random.nextGaussian() * 0.3, random.nextDouble() * 6};
        }
        float[] image = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            double value = 0;
            for (double[] wave : waves) {
                value += 0.2 * Math.sin(wave[0] * (i / SIZE) + wave[1] * (i % SIZE) + wave[2]);
            }
            image[i] = (float) Math.max(-1, Math.min(1, value));
        }
        return image;
    }

    private static final TrainingImages TRAINED = new TrainingImages() {
        @Override
        public int size() {
            return 40;
        }

        @Override
        public int imageLength() {
            return LENGTH;
        }

        @Override
        public void read(int i, float[] out, int offset) {
            System.arraycopy(image(i), 0, out, offset, LENGTH);
        }

        @Override
        public int label(int i) {
            return -1;
        }

        @Override
        public int id(int i) {
            return i;
        }
    };

    private static double distance(float[] a, float[] b) {
        return Math.sqrt(IntStream.range(0, LENGTH)
                .mapToDouble(i -> Math.pow(a[i] - b[i], 2))
                .sum());
    }

    private static double ratio(Augmentation changes, float[] image) {
        return new NearestRatios(TRAINED, Size.square(SIZE), changes, 1).of(image)[0];
    }

    @Test
    void aCopyLiesAtOneImageAndANewImageAtNone() {
        // Not 0, for training images are kept in 8 bits.
        assertTrue(ratio(Augmentation.NONE, image(7)) < 0.01);
        for (int i = 0; i < 5; i++) {
            assertTrue(ratio(Augmentation.NONE, image(100 + i)) > 0.6);
            assertTrue(ratio(Augmentation.AFFINE, image(100 + i)) > 0.6);
        }
    }

    @Test
    void findsCopiesAmongImagesThatAreNotSquare() {
        // The same values read as rows half as long.
        NearestRatios ratios = new NearestRatios(TRAINED, new Size(2 * SIZE, SIZE / 2), Augmentation.NONE, 1);
        assertTrue(ratios.of(image(7))[0] < 0.01);
        assertTrue(ratios.of(image(100))[0] > 0.3);
    }

    @Test
    void theRatioIsThatOfTheDistances() {
        float[] between = image(3);
        float[] a = image(3);
        float[] b = image(4);
        for (int i = 0; i < LENGTH; i++) {
            between[i] = 0.9f * a[i] + 0.1f * b[i];
        }
        double[] distances = IntStream.range(0, TRAINED.size())
                .mapToDouble(other -> distance(between, image(other)))
                .sorted()
                .toArray();
        assertEquals(distance(between, a), distances[0]);
        // Training images are kept in 8 bits.
        assertEquals(distances[0] / distances[1], ratio(Augmentation.NONE, between), 0.002);
    }

    @Test
    void aCopyIsFoundUnderTheChangesOfTraining() {
        int found = 0;
        int foundAsItIs = 0;
        for (int i = 0; i < 10; i++) {
            float[] changed = Augmentation.AFFINE.apply(image(i), SIZE, Seeds.of(3, "test", i));
            found += ratio(Augmentation.AFFINE, changed) < 0.5 ? 1 : 0;
            foundAsItIs += ratio(Augmentation.NONE, changed) < 0.5 ? 1 : 0;
        }
        assertTrue(found >= 8 && found > foundAsItIs, found + " and " + foundAsItIs);
    }

    @Test
    void anImageOfASeriesDoesNotChangeAnothersRatio() {
        NearestRatios ratios = new NearestRatios(TRAINED, Size.square(SIZE), Augmentation.NONE, 1);
        float[] both = new float[2 * LENGTH];
        System.arraycopy(image(200), 0, both, 0, LENGTH);
        System.arraycopy(image(201), 0, both, LENGTH, LENGTH);
        assertEquals(ratios.of(image(201))[0], ratios.of(both)[1]);
    }
}
