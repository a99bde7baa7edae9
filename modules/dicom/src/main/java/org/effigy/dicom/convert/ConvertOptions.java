package org.effigy.dicom.convert;

import org.effigy.dicom.image.PixelEncoding;
import org.effigy.dicom.picture.TiffForm;

/**
 * What {@link DicomConverter} writes.
 *
 * @param format the kind of file
 * @param values which numbers PNG and TIFF hold; DICOM always keeps the stored values
 * @param encoding how DICOM stores the pixels
 * @param tiff how TIFF is written
 */
public record ConvertOptions(Format format, Values values, PixelEncoding encoding, TiffForm tiff) {
    /** Options with native pixels in DICOM and plain TIFF. */
    public ConvertOptions(Format format, Values values) {
        this(format, values, PixelEncoding.EXPLICIT);
    }

    /** Options with plain TIFF. */
    public ConvertOptions(Format format, Values values, PixelEncoding encoding) {
        this(format, values, encoding, TiffForm.plain());
    }

    /** The kind of file. */
    public enum Format {
        PNG(".png"),
        TIFF(".tif"),
        DICOM(".dcm");

        private final String extension;

        Format(String extension) {
            this.extension = extension;
        }

        /** Returns how names end, with the dot. */
        public String extension() {
            return extension;
        }
    }

    /** Which numbers a grey image file holds. */
    public enum Values {
        /** Hounsfield units plus 1024 where the file has Hounsfield units, else stored values. */
        AUTO,
        /**
         * Stored values as they are, MONOCHROME1 not inverted. If one of a file's is negative, TIFF becomes signed; to PNG,
         * which cannot, 2 to the power of (BitsStored - 1) is added, which its Description and the report say.
         */
        STORED,
        /** Hounsfield units plus 1024, limited to 0 to 65535; images that have none are refused. */
        HOUNSFIELD
    }
}
