package org.effigy.dataset;

import java.io.IOException;
import java.nio.file.Path;
import org.effigy.base.InputException;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomImage;
import org.effigy.dicom.GrayImage;
import org.effigy.dicom.GrayImages;

/** Decodes the frames of one file. Not safe for use by several threads. */
interface FrameReader {
    /**
     * Returns the values of a frame: Hounsfield units for CT, otherwise values that grow with brightness.
     *
     * @throws InputException if the frame cannot be decoded
     */
    float[] values(int frame) throws IOException;

    int rows();

    int columns();

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
        public int rows() {
            return image.rows();
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
