package org.effigy.dataset.probe;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.image.DicomImage;
import org.effigy.dicom.picture.GrayImage;
import org.effigy.dicom.picture.GrayImages;

/** Decodes the frames of one file. Not safe for use by several threads. */
public interface FrameReader {
    /**
     * Returns the values of a frame: Hounsfield units for CT, otherwise values that grow with brightness.
     *
     * @throws InputException if the frame cannot be decoded
     */
    float[] values(int frame) throws IOException;

    /** Returns brightness from 0 to 1 as the file asks to show it, empty where it does not ask for anything. */
    default Optional<float[]> display(int frame) {
        return Optional.empty();
    }

    int rows();

    int columns();

    /** Returns the height of a pixel of the frame divided by its width; 1 unless the file says otherwise. */
    default double pixelAspect(int frame) {
        return 1;
    }

    /** Opens a DICOM, PNG, TIFF or JPEG file. */
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
        public Optional<float[]> display(int frame) {
            return image.displayValues(frame);
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
