package org.effigy.dicom;

import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.TransferSyntax;

/**
 * A DICOM file in memory.
 *
 * @param fileMeta the elements of group 0002, as read; when the file is written, those that describe the file itself
 *     are made anew
 * @param dataSet everything else
 * @param transferSyntaxUid how the data set was or will be encoded; must suit the pixel data, which is native or
 *     encapsulated
 */
public record DicomFile(DataSet fileMeta, DataSet dataSet, String transferSyntaxUid) {
    /** Returns a file with this data set, to be written as explicit VR little endian. */
    public static DicomFile of(DataSet dataSet) {
        return new DicomFile(new DataSet(), dataSet, TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid());
    }

    /** Returns a file whose data set and file meta may be changed without changing this one. */
    public DicomFile copy() {
        return new DicomFile(fileMeta.copy(), dataSet.copy(), transferSyntaxUid);
    }
}
