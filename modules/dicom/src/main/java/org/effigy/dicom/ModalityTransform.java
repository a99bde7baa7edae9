package org.effigy.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalDouble;
import org.effigy.dicom.DicomException.Kind;

/** Maps stored values to modality values (PS3.3, C.11.1): a lookup table, or slope and intercept. Immutable. */
final class ModalityTransform {
    /** Leaves values as they are. */
    static final ModalityTransform IDENTITY = new ModalityTransform(new float[0], 0, 1, 0);

    private final float[] table;
    private final int firstMapped;
    private final double slope;
    private final double intercept;

    private ModalityTransform(float[] table, int firstMapped, double slope, double intercept) {
        this.table = table;
        this.firstMapped = firstMapped;
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

    /** Says whether each frame has a rescale or a table of its own or a shared one, to Hounsfield units as far as said. */
    static boolean isHounsfield(DataSet dataSet, int frames) {
        int different = Math.min(
                frames,
                Math.max(1, dataSet.items(Tag.PerFrameFunctionalGroupsSequence).size() + 1));
        for (int frame = 0; frame < different; frame++) {
            DataSet source = source(dataSet, frame);
            List<DataSet> tables = source.items(Tag.ModalityLUTSequence);
            boolean given = source.contains(Tag.RescaleIntercept) || !tables.isEmpty();
            String type = tables.isEmpty()
                    ? source.string(Tag.RescaleType).orElse("HU")
                    : tables.get(0).string(Tag.ModalityLUTType).orElse("HU");
            if (!given || !type.strip().equalsIgnoreCase("HU")) {
                return false;
            }
        }
        return true;
    }

    double slope() {
        return slope;
    }

    double intercept() {
        return intercept;
    }

    float apply(long storedValue) {
        if (table.length == 0) {
            return (float) (storedValue * slope + intercept);
        }
        long index = Math.max(0, Math.min(table.length - 1, storedValue - firstMapped));
        return table[(int) index];
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
        return new ModalityTransform(new float[0], 0, slope.orElse(1), intercept);
    }

    private static ModalityTransform lookup(DataSet item, boolean signed) {
        double[] descriptor = item.numbers(Tag.LUTDescriptor);
        byte[] data = item.element(Tag.LUTData).map(Element::bytes).orElse(new byte[0]);
        if (descriptor.length != 3) {
            throw new DicomException(
                    Kind.MALFORMED, "LUTDescriptor (0028,3002) does not have 3 values; the file is broken");
        }
        int entries = descriptor[0] == 0 ? 65536 : (int) descriptor[0] & 0xffff;
        int first = signed ? (short) descriptor[1] : (int) descriptor[1] & 0xffff;
        if (data.length != entries && data.length != entries + 1 && data.length < 2 * entries) {
            throw new DicomException(
                    Kind.MALFORMED,
                    "LUTData (0028,3006) is " + data.length + " bytes long, " + 2 * entries
                            + " are needed; the file is broken");
        }
        boolean wide = data.length >= 2 * entries;
        ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        float[] table = new float[entries];
        for (int i = 0; i < entries; i++) {
            table[i] = wide ? in.getShort() & 0xffff : in.get() & 0xff;
        }
        return new ModalityTransform(table, first, 1, 0);
    }
}
