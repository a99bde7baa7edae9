package org.effigy.dicom.image;

import java.util.Optional;
import org.effigy.codecs.FrameFormat;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;

/** Makes a frame comparable with others: modality transform, inversion, padding. */
final class ModalityValues {
    /** The stored values that mean no pixel, from low to high. */
    private record Padding(long low, long high) {}

    private ModalityValues() {}

    static float[] of(DataSet dataSet, PixelModule module, ModalityTransform transform, int[] stored) {
        FrameFormat format = module.format();
        float low = transform.apply(lowest(format));
        float high = transform.apply(highest(format));
        Optional<RawRadiograph> raw = RawRadiograph.of(dataSet, low, high);
        float[] values = transform.apply(stored, format);
        for (int i = 0; raw.isPresent() && i < values.length; i++) {
            values[i] = (float) raw.get().brightness(values[i]);
        }
        boolean inverts = raw.isEmpty() && module.inverted();
        for (int i = 0; inverts && i < values.length; i++) {
            values[i] = low + high - values[i];
        }
        return padded(dataSet, format, stored, values);
    }

    /** Returns brightness from 0 to 1 as a VOI transform shows it. */
    static float[] shown(
            DataSet dataSet, PixelModule module, ModalityTransform transform, VoiTransform voi, int[] stored) {
        FrameFormat format = module.format();
        float[] values = new float[stored.length];
        for (int i = 0; i < stored.length; i++) {
            double shown = voi.apply(transform.apply(wide(stored[i], format)));
            values[i] = (float) (module.inverted() ? 1 - shown : shown);
        }
        return padded(dataSet, format, stored, values);
    }

    /** Says whether modality values may be negative. */
    static boolean mayBeNegative(FrameFormat format, ModalityTransform transform) {
        return Math.min(transform.apply(lowest(format)), transform.apply(highest(format))) < 0;
    }

    /** Gives padding pixels the lowest value of the others; changes the values. */
    private static float[] padded(DataSet dataSet, FrameFormat format, int[] stored, float[] values) {
        Optional<Padding> padding = padding(dataSet, format);
        if (padding.isEmpty()) {
            return values;
        }
        // Padding has 16 bits: no unsigned value of 32 bits that is negative as an int lies within.
        int low = (int) padding.get().low();
        int high = (int) padding.get().high();
        float darkest = Float.POSITIVE_INFINITY;
        for (int i = 0; i < stored.length; i++) {
            boolean none = stored[i] >= low && stored[i] <= high;
            if (!none && values[i] < darkest) {
                darkest = values[i];
            }
        }
        for (int i = 0; darkest < Float.POSITIVE_INFINITY && i < stored.length; i++) {
            if (stored[i] >= low && stored[i] <= high) {
                values[i] = darkest;
            }
        }
        return values;
    }

    private static Optional<Padding> padding(DataSet dataSet, FrameFormat format) {
        Optional<Long> value = stored(dataSet, Tag.PixelPaddingValue, format);
        Optional<Long> limit =
                stored(dataSet, Tag.PixelPaddingRangeLimit, format).or(() -> value);
        return value.map(v -> new Padding(Math.min(v, limit.get()), Math.max(v, limit.get())));
    }

    /** Returns a value of VR US or SS as PixelRepresentation says, for files that use the wrong one of the two. */
    private static Optional<Long> stored(DataSet dataSet, int tag, FrameFormat format) {
        byte[] bytes = dataSet.element(tag).map(Element::bytes).orElse(new byte[0]);
        if (bytes.length < 2) {
            return Optional.empty();
        }
        int bits = bytes[0] & 0xff | (bytes[1] & 0xff) << 8;
        return Optional.of(format.signed() ? (long) (short) bits : bits);
    }

    private static long wide(int stored, FrameFormat format) {
        return format.signed() ? stored : Integer.toUnsignedLong(stored);
    }

    private static long lowest(FrameFormat format) {
        return format.signed() ? -1L << (format.bitsStored() - 1) : 0;
    }

    private static long highest(FrameFormat format) {
        return (1L << (format.bitsStored() - (format.signed() ? 1 : 0))) - 1;
    }
}
