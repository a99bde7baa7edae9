package org.effigy.dicom.dcm4che;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomCodec;
import org.effigy.dicom.DicomWallContract;
import org.junit.jupiter.api.Test;

class Dcm4cheCodecTest extends DicomWallContract {
    @Override
    protected DicomCodec codec() {
        return new Dcm4cheCodec();
    }

    @Test
    void isPreferredToTheBuiltInCodec() {
        assertEquals(
                List.of("dcm4che", "built-in"),
                Dicom.codecs().stream().map(DicomCodec::name).toList());
        assertEquals("dcm4che", Dicom.codec().name());
        assertFalse(Dicom.codec().version().isEmpty());
    }
}
