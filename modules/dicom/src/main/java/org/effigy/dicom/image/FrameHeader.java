package org.effigy.dicom.image;

import java.util.List;
import java.util.Optional;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.Tag;

/**
 * What the header says about one frame, wherever it says it: in the frame's own functional groups (PS3.3, C.7.6.16), in
 * the shared ones, among the unassigned attributes of a converted legacy object, or in the data set itself. A header
 * without pixel data will do. Reads the data set each time it is asked.
 */
public final class FrameHeader {
    private static final int[] FRAME_TYPES = {
        Tag.CTImageFrameTypeSequence, Tag.MRImageFrameTypeSequence, Tag.PETFrameTypeSequence
    };

    private static final double MOST_ASPECT = 10;

    private final DataSet dataSet;
    private final int frame;

    private FrameHeader(DataSet dataSet, int frame) {
        this.dataSet = dataSet;
        this.frame = frame;
    }

    /** Returns the header of a frame, from 0. */
    public static FrameHeader of(DataSet dataSet, int frame) {
        return new FrameHeader(dataSet, frame);
    }

    /** Returns ImagePositionPatient: the centre of the first pixel in mm (x, y, z); empty unless it is three numbers. */
    public Optional<double[]> position() {
        return numbers(Tag.PlanePositionSequence, Tag.ImagePositionPatient, 3);
    }

    /** Returns ImageOrientationPatient: the directions of a row and of a column; empty unless it is six numbers. */
    public Optional<double[]> orientation() {
        return numbers(Tag.PlaneOrientationSequence, Tag.ImageOrientationPatient, 6);
    }

    /** Returns PixelSpacing, else ImagerPixelSpacing, else NominalScannedPixelSpacing, the first that is positive. */
    public Optional<DicomImage.Spacing> spacing() {
        return spacing(Tag.PixelMeasuresSequence, Tag.PixelSpacing)
                .or(() -> spacing(Tag.PixelMeasuresSequence, Tag.ImagerPixelSpacing))
                .or(() -> spacing(Tag.PixelMeasuresSequence, Tag.NominalScannedPixelSpacing));
    }

    /**
     * Returns the height of a pixel divided by its width: by {@link #spacing}, else by PixelAspectRatio, else 1, as where
     * these say more than 10 or less than 1/10.
     */
    public double pixelAspect() {
        double aspect = spacing()
                .or(() -> spacing(Tag.PixelMeasuresSequence, Tag.PixelAspectRatio))
                .map(pixel -> pixel.rowMm() / pixel.columnMm())
                .orElse(1.0);
        return aspect >= 1 / MOST_ASPECT && aspect <= MOST_ASPECT ? aspect : 1;
    }

    private Optional<DicomImage.Spacing> spacing(int group, int tag) {
        return numbers(group, tag, 2)
                .filter(mm -> mm[0] > 0 && mm[1] > 0)
                .map(mm -> new DicomImage.Spacing(mm[0], mm[1]));
    }

    /** Returns the values of FrameType where the frame has one, else of ImageType; none if there is neither. */
    public List<String> imageType() {
        for (int sequence : FRAME_TYPES) {
            List<String> type = group(sequence).strings(Tag.FrameType);
            if (!type.isEmpty()) {
                return type;
            }
        }
        return dataSet.strings(Tag.ImageType);
    }

    /** Returns VolumeBasedCalculationTechnique of the frame or of all, "" where it is not stated. */
    public String volumeCalculation() {
        int tag = Tag.VolumeBasedCalculationTechnique;
        for (int sequence : FRAME_TYPES) {
            if (group(sequence).contains(tag)) {
                return group(sequence).string(tag).orElse("");
            }
        }
        return dataSet.string(tag).orElse("");
    }

    /** Returns GantryDetectorTilt in degrees, 0 where it is not stated. */
    public double gantryDetectorTilt() {
        return numbers(Tag.CTAcquisitionDetailsSequence, Tag.GantryDetectorTilt, 1)
                .map(degrees -> degrees[0])
                .orElse(0.0);
    }

    /** Returns the first value of ConvolutionKernel, "" where it is not stated. It may be text that somebody typed. */
    public String convolutionKernel() {
        return source(Tag.CTReconstructionSequence, Tag.ConvolutionKernel)
                .string(Tag.ConvolutionKernel)
                .orElse("");
    }

    /** Returns the item of FrameAnatomySequence, or the data set where there is none. */
    public DataSet anatomy() {
        return source(Tag.FrameAnatomySequence, Tag.AnatomicRegionSequence);
    }

    /** Returns the first window of the frame that makes sense, in modality values. */
    Optional<DicomImage.Window> window() {
        try {
            DataSet source = source(Tag.FrameVOILUTSequence, Tag.WindowCenter);
            double[] center = source.numbers(Tag.WindowCenter);
            double[] width = source.numbers(Tag.WindowWidth);
            boolean valid = center.length > 0 && width.length > 0 && width[0] >= 1;
            return valid ? Optional.of(new DicomImage.Window(center[0], width[0])) : Optional.empty();
        } catch (DicomException e) {
            // A window is a suggestion: one that cannot be read is none.
            return Optional.empty();
        }
    }

    /** Returns the first data set that has the attribute: the group's item or one behind it; else the data set itself. */
    DataSet source(int groupSequence, int tag) {
        DataSet group = group(groupSequence);
        return group.contains(tag) ? group : dataSet;
    }

    /**
     * Returns the item of a functional group sequence, an empty data set where neither the frame nor all of them have
     * one.
     */
    DataSet group(int sequence) {
        for (DataSet groups : List.of(
                item(dataSet.items(Tag.PerFrameFunctionalGroupsSequence), frame),
                item(dataSet.items(Tag.SharedFunctionalGroupsSequence), 0))) {
            List<DataSet> items = groups.items(sequence);
            if (!items.isEmpty()) {
                return items.get(0);
            }
        }
        return unassigned(sequence);
    }

    /** Returns what a converted legacy object says outside the functional groups that hold the attribute normally. */
    private DataSet unassigned(int sequence) {
        boolean mayHold = sequence == Tag.CTAcquisitionDetailsSequence || sequence == Tag.CTReconstructionSequence;
        if (!mayHold) {
            return new DataSet();
        }
        int tag = sequence == Tag.CTReconstructionSequence ? Tag.ConvolutionKernel : Tag.GantryDetectorTilt;
        DataSet own = item(dataSet.items(Tag.PerFrameFunctionalGroupsSequence), frame);
        DataSet shared = item(dataSet.items(Tag.SharedFunctionalGroupsSequence), 0);
        DataSet ofFrame = item(own.items(Tag.UnassignedPerFrameConvertedAttributesSequence), 0);
        return ofFrame.contains(tag) ? ofFrame : item(shared.items(Tag.UnassignedSharedConvertedAttributesSequence), 0);
    }

    private static DataSet item(List<DataSet> items, int index) {
        return index < items.size() ? items.get(index) : new DataSet();
    }

    /** Returns the numbers of an attribute if there are so many and all are finite. */
    private Optional<double[]> numbers(int groupSequence, int tag, int count) {
        try {
            double[] values = source(groupSequence, tag).numbers(tag);
            boolean finite = values.length == count;
            for (double value : values) {
                finite &= Double.isFinite(value);
            }
            return finite ? Optional.of(values) : Optional.empty();
        } catch (DicomException e) {
            // Geometry that cannot be read is not there; the pixels are no worse for it.
            return Optional.empty();
        }
    }
}
