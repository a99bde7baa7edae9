package org.effigy.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.effigy.dicom.codec.BuiltInCodec;
import org.junit.jupiter.api.Test;

class BuiltInEngineTest extends DicomEngineContract {
    @Override
    protected DicomCodec codec() {
        return new BuiltInCodec();
    }

    @Test
    void isFoundByTheServiceLoader() {
        assertEquals("built-in", Dicom.codec().name());
        assertEquals(List.of(Dicom.codec()), Dicom.codecs());
    }
}
