package org.effigy.dicom.deid;

import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Dictionary;
import org.effigy.dicom.data.Vr;

/** The dummy values of action D, one for each VR. */
final class Dummies {
    private static final String TEXT = "DEIDENTIFIED";

    private Dummies() {}

    /**
     * Puts the dummy value. A sequence is left out instead: none of those with action D belongs to an image object that is
     * accepted here.
     */
    static void put(int tag, DataSet out) {
        Vr vr = Dictionary.vr(tag);
        switch (vr) {
            case AE, CS, LO, SH, PN, ST, LT, UT, UC -> out.put(tag, vr, TEXT);
            case AS -> out.put(tag, vr, "000Y");
            case DA -> out.put(tag, vr, "19000101");
            case TM -> out.put(tag, vr, "000000");
            case DT -> out.put(tag, vr, "19000101000000");
            case UR -> out.put(tag, vr, "urn:deidentified");
            case DS, IS, US, SS, UL, SL, FL, FD, UV, SV, AT -> out.putNumbers(tag, vr, 0);
            case OB, OW, UN -> out.putBytes(tag, vr, new byte[2]);
            case OD, OF, OL, OV, SQ, UI -> {
                // UIDs are made by the caller; no row of the table has the others.
            }
        }
    }
}
