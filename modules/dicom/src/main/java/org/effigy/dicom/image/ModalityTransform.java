package org.effigy.dicom.image;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.effigy.codecs.FrameFormat;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;
import org.effigy.dicom.data.Tag;

/** Maps stored values to modality values (PS3.3, C.11.1): a lookup table, or slope and intercept. Immutable. */
final class ModalityTransform {
    /** Leaves values as they are. */
    static final ModalityTransform IDENTITY = new ModalityTransform(Optional.empty(), 1, 0);

    /** Beyond this, values would not be finite as floats. */
    private static final double MOST = 1e25;

    private final Optional<LookupTable> table;
    private final double slope;
    private final double intercept;

    private ModalityTransform(Optional<LookupTable> table, double slope, double intercept) {
        this.table = table;
        this.slope = slope;
        this.intercept = intercept;
    }

    /**
     * Returns the transform of a frame: from its functional group, the shared one, or the data set itself; the identity
     * where none says anything.
     */
    static ModalityTransform of(DataSet dataSet, int frame, boolean signed) {
        DataSet source = source(dataSet, frame);
        List<DataSet> tables = source.items(Tag.ModalityLUTSequence);
        return tables.isEmpty() ? rescale(source) : lookup(tables.get(0), signed);
    }

    /**
     * Says whether each frame has a rescale or a table of its own or a shared one, to Hounsfield units as far as said; an
     * empty attribute is none.
     */
    static boolean isHounsfield(DataSet dataSet, int frames) {
        for (int frame = 0; frame < different(dataSet, frames); frame++) {
            DataSet source = source(dataSet, frame);
            List<DataSet> tables = source.items(Tag.ModalityLUTSequence);
            boolean emptySlope = source.contains(Tag.RescaleSlope)
                    && source.number(Tag.RescaleSlope).isEmpty();
            boolean given =
                    !tables.isEmpty() || (source.number(Tag.RescaleIntercept).isPresent() && !emptySlope);
            String type = tables.isEmpty()
                    ? source.string(Tag.RescaleType).orElse("HU")
                    : tables.get(0).string(Tag.ModalityLUTType).orElse("HU");
            if (!given || !type.strip().equalsIgnoreCase("HU")) {
                return false;
            }
        }
        return true;
    }

    /** Returns how many of the first frames may differ in their transforms; the others are like the last of them. */
    static int different(DataSet dataSet, int frames) {
        return Math.min(
                frames, dataSet.items(Tag.PerFrameFunctionalGroupsSequence).size() + 1);
    }

    double slope() {
        return slope;
    }

    double intercept() {
        return intercept;
    }

    float apply(long storedValue) {
        return table.isPresent() ? table.get().apply(storedValue) : (float) (storedValue * slope + intercept);
    }

    /** Returns the modality values of stored values, those of unsigned ones of 32 bits being the bits of the int. */
    float[] apply(int[] storedValues, FrameFormat format) {
        float[] values = new float[storedValues.length];
        if (table.isPresent() || (!format.signed() && format.bitsStored() == 32)) {
            for (int i = 0; i < values.length; i++) {
                values[i] = apply(format.signed() ? storedValues[i] : Integer.toUnsignedLong(storedValues[i]));
            }
            return values;
        }
        // The usual case, in a form that several pixels can go through at a time.
        double m = slope;
        double b = intercept;
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (storedValues[i] * m + b);
        }
        return values;
    }

    /** Returns the data set that has the rescale attributes for this frame. */
    private static DataSet source(DataSet dataSet, int frame) {
        DataSet group = FrameHeader.of(dataSet, frame).group(Tag.PixelValueTransformationSequence);
        return group.isEmpty() ? dataSet : group;
    }

    private static ModalityTransform rescale(DataSet source) {
        OptionalDouble slope = source.number(Tag.RescaleSlope);
        if (slope.isPresent() && slope.getAsDouble() == 0) {
            throw new DicomException(
                    Kind.MALFORMED, "RescaleSlope (0028,1053) is 0, so all pixels would be equal; the file is broken");
        }
        double intercept = source.number(Tag.RescaleIntercept).orElse(0);
        if (!(Math.abs(slope.orElse(1)) <= MOST && Math.abs(intercept) <= MOST)) {
            throw new DicomException(
                    Kind.MALFORMED,
                    "RescaleSlope (0028,1053) or RescaleIntercept (0028,1052) is beyond what pixel values can be;"
                            + " the file is broken");
        }
        return new ModalityTransform(Optional.empty(), slope.orElse(1), intercept);
    }

    private static ModalityTransform lookup(DataSet item, boolean signed) {
        return new ModalityTransform(Optional.of(LookupTable.of(item, signed)), 1, 0);
    }
}
