package org.effigy.training.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.effigy.base.Size;
import org.effigy.dataset.likeness.NearDuplicates;
import org.effigy.dataset.likeness.Outline;

/**
 * What a look at the training images themselves gives.
 *
 * @param looked images that were looked at
 * @param exact how many of them are equal to an earlier one
 * @param alike how many are nearly the same as another one
 * @param black share of their pixels that are black
 * @param white share of them that are white
 */
public record ImageLook(int looked, int exact, int alike, double black, double white) {
    /** More images than this are not all looked at, but as many as this, spread evenly. */
    static final int MOST = 2000;

    /**
     * Looks at images.
     *
     * @param image the i-th, (rows, columns), -1 for black to 1 for white; called by one thread
     */
    public static ImageLook of(int images, IntFunction<float[]> image, Size size) {
        int n = Math.min(images, MOST);
        List<float[]> read = new ArrayList<>();
        Set<List<Integer>> contents = new HashSet<>();
        long black = 0;
        long white = 0;
        int exact = 0;
        for (int i = 0; i < n; i++) {
            float[] values = image.apply((int) ((long) i * images / n));
            read.add(values);
            exact += contents.add(List.of(Arrays.hashCode(values), Arrays.hashCode(reversed(values)))) ? 0 : 1;
            for (float value : values) {
                black += value <= -1 ? 1 : 0;
                white += value >= 1 ? 1 : 0;
            }
        }
        List<Outline> outlines = IntStream.range(0, n)
                .parallel()
                .mapToObj(i -> Outline.of(read.get(i), size.rows(), size.columns()))
                .toList();
        int alike =
                NearDuplicates.groups(outlines).stream().mapToInt(List::size).sum();
        double pixels = Math.max(1, (double) n * size.pixels());
        return new ImageLook(n, exact, Math.max(alike, exact == 0 ? 0 : exact + 1), black / pixels, white / pixels);
    }

    private static float[] reversed(float[] values) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[values.length - 1 - i];
        }
        return out;
    }
}
