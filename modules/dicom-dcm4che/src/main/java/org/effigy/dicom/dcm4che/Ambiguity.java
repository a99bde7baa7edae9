package org.effigy.dicom.dcm4che;

import java.util.Deque;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Dictionary;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;

/** Decides between the VRs that PS3.6 allows for one attribute, where the file does not name one. */
final class Ambiguity {
    private Ambiguity() {}

    /**
     * Returns the VR to read with.
     *
     * @param vr the one dcm4che would take
     * @param around the data set that is read and those around it, the innermost first
     */
    static Vr resolve(int tag, Vr vr, Deque<DataSet> around) {
        if ((vr != Vr.US && vr != Vr.SS) || !allows(tag, Vr.US) || !allows(tag, Vr.SS)) {
            return vr;
        }
        return isSigned(around) ? Vr.SS : Vr.US;
    }

    private static boolean allows(int tag, Vr vr) {
        return Dictionary.find(tag).map(entry -> entry.vrs().contains(vr)).orElse(false);
    }

    private static boolean isSigned(Deque<DataSet> around) {
        for (DataSet dataSet : around) {
            if (dataSet.contains(Tag.PixelRepresentation)) {
                return dataSet.element(Tag.PixelRepresentation)
                        .map(Element::bytes)
                        .filter(bytes -> bytes.length == 2 && bytes[0] == 1)
                        .isPresent();
            }
        }
        return false;
    }
}
