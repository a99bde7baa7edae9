package org.effigy.dicom.image;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.effigy.base.Check;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.Tag;

/** Maps modality values to brightness from 0 to 1, as a display would show them (PS3.3, C.11.2). Immutable. */
sealed interface VoiTransform {
    /** Returns the brightness of a modality value. */
    double apply(double x);

    /**
     * Returns the transform of a frame: its VOI LUT, else its first window with the function that VOILUTFunction names,
     * LINEAR where it names none; empty where the file has neither, or none that makes sense.
     *
     * @param signed whether modality values may be negative, and so the first value that a table maps
     */
    static Optional<VoiTransform> of(DataSet dataSet, int frame, boolean signed) {
        List<DataSet> tables = dataSet.items(Tag.VOILUTSequence);
        if (!tables.isEmpty()) {
            return Optional.of(Table.of(tables.get(0), signed));
        }
        try {
            return window(FrameHeader.of(dataSet, frame).source(Tag.FrameVOILUTSequence, Tag.WindowCenter));
        } catch (DicomException e) {
            // A window is a suggestion: one that cannot be read is none.
            return Optional.empty();
        }
    }

    private static Optional<VoiTransform> window(DataSet source) {
        double[] center = source.numbers(Tag.WindowCenter);
        double[] width = source.numbers(Tag.WindowWidth);
        if (center.length == 0 || width.length == 0) {
            return Optional.empty();
        }
        String function =
                source.string(Tag.VOILUTFunction).orElse("LINEAR").strip().toUpperCase(Locale.ROOT);
        return window(function, center[0], width[0]);
    }

    private static Optional<VoiTransform> window(String function, double center, double width) {
        boolean finite = Double.isFinite(center) && Double.isFinite(width);
        if (!finite || width <= 0) {
            return Optional.empty();
        }
        return switch (function) {
            case "LINEAR" -> width < 1 ? Optional.empty() : Optional.of(new Linear(center, width));
            case "LINEAR_EXACT" -> Optional.of(new LinearExact(center, width));
            case "SIGMOID" -> Optional.of(new Sigmoid(center, width));
            default -> Optional.empty();
        };
    }

    /** The linear function of C.11.2.1.2.1, for integers: a window of width 1 is a threshold at center - 0.5. */
    record Linear(double center, double width) implements VoiTransform {
        public Linear {
            Check.inRange("width", width, 1, Double.MAX_VALUE);
        }

        @Override
        public double apply(double x) {
            double middle = center - 0.5;
            double half = (width - 1) / 2;
            if (x <= middle - half) {
                return 0;
            }
            return x > middle + half ? 1 : (x - middle) / (width - 1) + 0.5;
        }
    }

    /** The exact linear function of C.11.2.1.3.2. */
    record LinearExact(double center, double width) implements VoiTransform {
        public LinearExact {
            Check.argument(width > 0, () -> "width is " + width + ", it must be above 0");
        }

        @Override
        public double apply(double x) {
            if (x <= center - width / 2) {
                return 0;
            }
            return x > center + width / 2 ? 1 : (x - center) / width + 0.5;
        }
    }

    /** The sigmoid function of C.11.2.1.3.1. */
    record Sigmoid(double center, double width) implements VoiTransform {
        public Sigmoid {
            Check.argument(width > 0, () -> "width is " + width + ", it must be above 0");
        }

        @Override
        public double apply(double x) {
            return 1 / (1 + Math.exp(-4 * (x - center) / width));
        }
    }

    /** A table (C.11.2.1.1): values below its first and above its last entry get these. */
    final class Table implements VoiTransform {
        private final LookupTable table;

        private Table(LookupTable table) {
            this.table = table;
        }

        static Table of(DataSet item, boolean signed) {
            return new Table(LookupTable.of(item, signed));
        }

        @Override
        public double apply(double x) {
            double highest = (1L << table.bits()) - 1;
            return Math.min(1, table.apply(Math.round(x)) / highest);
        }
    }
}
