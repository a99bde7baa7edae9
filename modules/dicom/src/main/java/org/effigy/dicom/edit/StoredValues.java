package org.effigy.dicom.edit;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.effigy.base.Check;

/** The way back from what stored values stand for to stored values. Immutable. */
public final class StoredValues {
    private final float[] ascending;
    private final int[] stored;

    /**
     * Makes the way back.
     *
     * @param values what the stored values lowest, lowest + 1, ... stand for, in any order
     */
    public StoredValues(float[] values, int lowest) {
        Check.positive("stored values", values.length);
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        ascending = new float[order.length];
        stored = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            ascending[i] = values[order[i]];
            stored[i] = lowest + order[i];
        }
    }

    /**
     * Returns the stored value that stands for what is nearest to a value. Where several stand for the same, which is so beyond the
     * ends of a window, it is the one next to those that stand for something else.
     */
    public int of(double value) {
        int found = Arrays.binarySearch(ascending, (float) value);
        int at = found >= 0 ? found : -found - 1;
        if (at == ascending.length || (at > 0 && value - ascending[at - 1] <= ascending[at] - value)) {
            at--;
        }
        float nearest = ascending[at];
        boolean lowEnd = nearest == ascending[0];
        int step = lowEnd ? 1 : -1;
        while (at + step >= 0 && at + step < ascending.length && ascending[at + step] == nearest) {
            at += step;
        }
        return stored[at];
    }
}
