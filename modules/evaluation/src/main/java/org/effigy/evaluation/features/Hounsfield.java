package org.effigy.evaluation.features;

import java.io.IOException;
import java.util.List;
import org.effigy.evaluation.images.ImageSet;

/** The share of a CT slice's pixels in ranges of Hounsfield units, in its own size and before any window. */
public final class Hounsfield extends PerImage {
    /** The name of the space. */
    public static final String NAME = "hounsfield";

    /**
     * A range of values.
     *
     * @param name of what mostly lies there
     * @param low in HU, in the range
     * @param high in HU, not in the range
     */
    public record Range(String name, double low, double high) {}

    /** The ranges, which do not overlap; what none holds is out of range. */
    public static final List<Range> RANGES = List.of(
            new Range("air", -1100, -950),
            new Range("lung", -950, -500),
            new Range("between lung and fat", -500, -190),
            new Range("fat", -190, -30),
            new Range("soft tissue", -30, 100),
            new Range("contrast and spongy bone", 100, 300),
            new Range("bone", 300, 3072));

    /** Stands in the last place of a row. */
    public static final String OUT_OF_RANGE = "out of range";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String key() {
        return "hounsfield 1";
    }

    @Override
    public boolean measuresDistance() {
        return false;
    }

    @Override
    protected int width(int side) {
        return RANGES.size() + 1;
    }

    @Override
    protected void features(ImageSet images, int row, float[] out, int offset) throws IOException {
        float[] values = images.plane(row).values();
        shares(values, out, offset);
    }

    @Override
    protected void features(float[] image, int side, float[] out, int offset) {
        throw new UnsupportedOperationException("it looks at the file's own values");
    }

    static void shares(float[] values, float[] out, int offset) {
        int[] counts = new int[RANGES.size() + 1];
        for (float value : values) {
            int range = 0;
            while (range < RANGES.size()
                    && !(value >= RANGES.get(range).low()
                            && value < RANGES.get(range).high())) {
                range++;
            }
            counts[range]++;
        }
        for (int i = 0; i < counts.length; i++) {
            out[offset + i] = (float) ((double) counts[i] / values.length);
        }
    }
}
