package org.effigy.dicom;

import org.effigy.dicom.codec.BuiltInCodec;

class BuiltInReadingTest extends DicomReadingContract {
    @Override
    DicomCodec codec() {
        return new BuiltInCodec();
    }
}
