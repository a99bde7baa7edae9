package org.effigy.dicom.dcm4che;

import org.effigy.dicom.DicomCodec;
import org.effigy.dicom.DicomFuzzContract;

class Dcm4cheFuzzTest extends DicomFuzzContract {
    @Override
    protected DicomCodec codec() {
        return new Dcm4cheCodec();
    }
}
