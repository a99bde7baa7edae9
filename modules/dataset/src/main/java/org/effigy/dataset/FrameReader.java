package org.effigy.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.image.DicomImage;
import org.effigy.dicom.picture.GrayImage;
import org.effigy.dicom.picture.GrayImages;

/** Decodes the frames of one file. Not safe for use by several threads. */
interface FrameReader {
    /**
     * Returns the values of a frame: Hounsfield units for CT, otherwise values that grow with brightness.
     *
     * @throws InputException if the frame cannot be decoded
     */
    float[] values(int frame) throws IOException;

    /** Returns brightness from 0 to 1 as the file asks to show it, else between the standard percentiles. */
    default float[] display(int frame) throws IOException {
        float[] values = values(frame);
        double[] bounds = IntensityRange.PercentileRange.STANDARD.bounds(values);
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            double position = bounds[1] > bounds[0] ? (values[i] - bounds[0]) / (bounds[1] - bounds[0]) : 0;
            out[i] = (float) Math.min(Math.max(position, 0), 1);
        }
        return out;
    }

    int rows();

    int columns();

    /** Returns the height of a pixel of the frame divided by its width; 1 unless the file says otherwise. */
    default double pixelAspect(int frame) {
        return 1;
    }

    /** Opens a DICOM, PNG or TIFF file. */
    static FrameReader open(Path file) throws IOException {
        return Dicom.looksLikeDicom(file) ? new DicomFrames(DicomImage.of(Dicom.read(file))) : picture(file);
    }

    private static FrameReader picture(Path file) throws IOException {
        GrayImage image = GrayImages.read(file);
        float[] values = new float[image.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = image.values()[i];
        }
        return new Picture(image.rows(), image.columns(), values);
    }

    /** The frames of a DICOM image. */
    record DicomFrames(DicomImage image) implements FrameReader {
        @Override
        public float[] values(int frame) {
            return image.modalityValues(frame);
        }

        @Override
        public float[] display(int frame) throws IOException {
            Optional<float[]> shown = image.displayValues(frame);
            return shown.isPresent() ? shown.get() : FrameReader.super.display(frame);
        }

        @Override
        public int rows() {
            return image.rows();
        }

        @Override
        public double pixelAspect(int frame) {
            return image.pixelAspect(frame);
        }

        @Override
        public int columns() {
            return image.columns();
        }
    }

    /** A picture of one frame. */
    @SuppressWarnings("ArrayRecordComponent")
    record Picture(int rows, int columns, float[] pixels) implements FrameReader {
        @Override
        public float[] values(int frame) {
            return pixels;
        }
    }
}
