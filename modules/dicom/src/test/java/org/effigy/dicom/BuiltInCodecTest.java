package org.effigy.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.effigy.dicom.codec.BuiltInCodec;
import org.junit.jupiter.api.Test;

class BuiltInCodecTest extends DicomCodecContract {
    @Override
    DicomCodec codec() {
        return new BuiltInCodec();
    }

    @Test
    void isFoundByTheServiceLoader() {
        assertEquals("built-in", Dicom.codec().name());
    }
}
