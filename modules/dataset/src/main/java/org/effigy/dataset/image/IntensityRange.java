package org.effigy.dataset.image;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.effigy.base.Check;

/** Which values become -1 and 1; what lies outside is clamped. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = IntensityRange.HounsfieldWindow.class, name = "hounsfield"),
    @JsonSubTypes.Type(value = IntensityRange.PercentileRange.class, name = "percentile"),
    @JsonSubTypes.Type(value = IntensityRange.FixedRange.class, name = "fixed"),
    @JsonSubTypes.Type(value = IntensityRange.DisplayRange.class, name = "display")
})
public sealed interface IntensityRange {
    /** Returns the bounds {low, high} for the values of one image. */
    double[] bounds(float[] values);

    /** Returns what a position 0..1 between the bounds means: Hounsfield units, or brightness 0..1 (the position). */
    double physical(double position);

    /** Whether {@link #physical} gives Hounsfield units, otherwise brightness. */
    default boolean hounsfield() {
        return false;
    }

    /** Whether bounds are for the brightness that a file's VOI LUT or window gives, not for its modality values. */
    default boolean display() {
        return false;
    }

    /** The same Hounsfield units for all images; for CT. */
    record HounsfieldWindow(double low, double high) implements IntensityRange {
        /** -1000 to 400: air to dense soft tissue and spongy bone. */
        public static final HounsfieldWindow STANDARD = new HounsfieldWindow(-1000, 400);

        public HounsfieldWindow {
            checkOrder(low, high);
        }

        @Override
        public double[] bounds(float[] values) {
            return new double[] {low, high};
        }

        @Override
        public double physical(double position) {
            return low + position * (high - low);
        }

        @Override
        public boolean hounsfield() {
            return true;
        }
    }

    /** Percentiles of each image (linear between order statistics); for radiographs, whose scale is arbitrary. */
    record PercentileRange(double lowPercent, double highPercent) implements IntensityRange {
        /** 0.5 to 99.5. */
        public static final PercentileRange STANDARD = new PercentileRange(0.5, 99.5);

        public PercentileRange {
            Check.inRange("lowPercent", lowPercent, 0, 100);
            Check.inRange("highPercent", highPercent, 0, 100);
            checkOrder(lowPercent, highPercent);
        }

        @Override
        public double[] bounds(float[] values) {
            return Percentiles.of(values, lowPercent, highPercent);
        }

        /** Returns brightness from 0 to 1 between the percentiles; 0 for an image of one value. */
        float[] brightness(float[] values) {
            double[] bounds = bounds(values);
            float[] out = new float[values.length];
            for (int i = 0; i < out.length; i++) {
                double position = bounds[1] > bounds[0] ? (values[i] - bounds[0]) / (bounds[1] - bounds[0]) : 0;
                out[i] = (float) Math.min(Math.max(position, 0), 1);
            }
            return out;
        }

        @Override
        public double physical(double position) {
            return position;
        }
    }

    /** The same values for all images, in the image's own unit; the inverse is brightness. */
    record FixedRange(double low, double high) implements IntensityRange {
        public FixedRange {
            checkOrder(low, high);
        }

        @Override
        public double[] bounds(float[] values) {
            return new double[] {low, high};
        }

        @Override
        public double physical(double position) {
            return position;
        }
    }

    /**
     * The brightness that the VOI LUT or the window of each file gives; for radiographs whose makers chose it well. Images
     * that have neither are mapped as {@link PercentileRange#STANDARD} maps them.
     */
    record DisplayRange() implements IntensityRange {
        @Override
        public double[] bounds(float[] values) {
            return new double[] {0, 1};
        }

        @Override
        public double physical(double position) {
            return position;
        }

        @Override
        public boolean display() {
            return true;
        }
    }

    private static void checkOrder(double low, double high) {
        Check.argument(
                Double.isFinite(low) && Double.isFinite(high) && low < high,
                () -> "the range is " + low + " to " + high + "; low must be below high");
    }
}
