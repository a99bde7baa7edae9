package org.effigy.dicom.image;

import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.TransferSyntax;

/** How pixels are stored in the files we write. None of these loses anything, and the same image gives the same bytes. */
public enum PixelEncoding {
    /** Native, in explicit VR little endian: every program reads it. */
    EXPLICIT("explicit", TransferSyntax.EXPLICIT_LITTLE_ENDIAN),
    /** Run-length encoding: simple and old, small only where images are flat. */
    RLE("rle", TransferSyntax.RLE),
    /** JPEG-LS lossless: small files, quickly written and read. */
    JPEG_LS("jpeg-ls", TransferSyntax.JPEG_LS_LOSSLESS),
    /** JPEG 2000 lossless: as small as JPEG-LS on CT slices, and slower. */
    JPEG_2000("jpeg-2000", TransferSyntax.JPEG_2000_LOSSLESS);

    private final String title;
    private final TransferSyntax transferSyntax;

    PixelEncoding(String title, TransferSyntax transferSyntax) {
        this.title = title;
        this.transferSyntax = transferSyntax;
    }

    public TransferSyntax transferSyntax() {
        return transferSyntax;
    }

    /**
     * Returns a file with its pixels stored this way; every other attribute stays.
     *
     * @param file whole, with native pixel data in explicit VR little endian
     * @throws DicomException if such an image cannot be stored this way
     */
    public DicomFile encode(DicomFile file) {
        return this == EXPLICIT ? file : EncodedFile.of(file, this);
    }

    /** Returns the name as users type it. */
    @Override
    public String toString() {
        return title;
    }
}
