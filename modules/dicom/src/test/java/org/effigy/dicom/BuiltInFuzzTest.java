package org.effigy.dicom;

import org.effigy.dicom.codec.BuiltInCodec;
import org.junit.jupiter.api.Tag;

@Tag("slow")
class BuiltInFuzzTest extends DicomFuzzContract {
    @Override
    protected DicomCodec codec() {
        return new BuiltInCodec();
    }
}
