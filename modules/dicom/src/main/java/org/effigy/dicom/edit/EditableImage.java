package org.effigy.dicom.edit;

import java.util.Optional;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;
import org.effigy.dicom.image.DicomImage;

/** A DICOM image of one grey frame whose pixels can be changed one by one. */
public final class EditableImage {
    private final DicomFile file;
    private final DicomImage image;

    private EditableImage(DicomFile file, DicomImage image) {
        this.file = file;
        this.image = image;
    }

    /**
     * Returns the image of a file that was read whole.
     *
     * @throws DicomException if it has several frames, colours, or cells of other than 8 or 16 bits, or cannot be decoded
     */
    public static EditableImage of(DicomFile file) {
        DicomImage image = DicomImage.of(file);
        if (image.frames() != 1) {
            throw new DicomException(
                    Kind.UNSUPPORTED,
                    "the file has " + image.frames() + " frames, only an image of 1 frame can be edited; convert it to"
                            + " files of single frames");
        }
        int cell = image.format().bitsAllocated();
        if (image.isColor() || (cell != Byte.SIZE && cell != Short.SIZE)) {
            throw new DicomException(
                    Kind.UNSUPPORTED,
                    "the image is in colour or BitsAllocated (0028,0100) is " + cell
                            + ", only grey images of 8 or 16 bits can be edited; convert it");
        }
        return new EditableImage(file, image);
    }

    /** Returns the file. */
    public DicomFile file() {
        return file;
    }

    /** Returns the image. */
    public DicomImage image() {
        return image;
    }

    /** Returns the stored values, row by row. */
    public int[] stored() {
        return image.storedValues(0);
    }

    /** Returns what the pixels stand for: Hounsfield units for CT, otherwise values that grow with brightness. */
    public float[] values() {
        return image.modalityValues(0);
    }

    /** Returns brightness from 0 to 1 as the file asks to show it; empty where it asks for nothing. */
    public Optional<float[]> display() {
        return image.displayValues(0);
    }

    /**
     * Returns the way back from {@link #values} or {@link #display}.
     *
     * @param display whether from those, which must be there
     */
    public StoredValues back(boolean display) {
        return new StoredValues(image.valueTable(display).orElseThrow(), image.lowestStoredValue());
    }
}
