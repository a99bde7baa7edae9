package org.effigy.sampling;

/** What a sampled image is written as. */
public enum ExportFormat {
    /** A CT, CR or DX object with an invented patient. */
    DICOM("dcm"),
    /** Grey PNG with the text {@code SyntheticData} = {@code YES}. */
    PNG("png"),
    /** Grey TIFF whose ImageDescription begins with {@code SyntheticData=YES}. */
    TIFF("tif");

    private final String extension;

    ExportFormat(String extension) {
        this.extension = extension;
    }

    /** Returns the ending of file names, without the dot. */
    public String extension() {
        return extension;
    }
}
