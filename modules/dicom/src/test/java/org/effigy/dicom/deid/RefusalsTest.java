package org.effigy.dicom.deid;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.effigy.base.InputException;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalsTest {
    private static void check(int tag, Vr vr, String value, DeidOptions options) {
        DataSet dataSet = TestObjects.ct().dataSet();
        dataSet.put(tag, vr, value);
        Refusals.check(dataSet, options);
    }

    private static void refusedUnlessAllowed(int tag, String value) {
        Vr vr = tag == Tag.SOPClassUID ? Vr.UI : Vr.CS;
        InputException e = assertThrows(InputException.class, () -> check(tag, vr, value, DeidOptions.basic()));
        assertTrue(e.getMessage().contains(Tag.describe(tag)), e.getMessage());
        assertFalse(e.getMessage().contains("\n"));
        assertDoesNotThrow(() -> check(tag, vr, value, DeidOptions.basic().withBurnedInAllowed()));
    }

    @Test
    void refusesPixelsThatMayShowTextUnlessAllowed() {
        refusedUnlessAllowed(Tag.BurnedInAnnotation, "YES");
        refusedUnlessAllowed(Tag.RecognizableVisualFeatures, "YES");
        refusedUnlessAllowed(Tag.SOPClassUID, "1.2.840.10008.5.1.4.1.1.7");
        refusedUnlessAllowed(Tag.SOPClassUID, "1.2.840.10008.5.1.4.1.1.7.2");
        refusedUnlessAllowed(Tag.SOPClassUID, "1.2.840.10008.5.1.4.1.1.6.1");
        refusedUnlessAllowed(Tag.ConversionType, "WSD");
        refusedUnlessAllowed(Tag.Modality, "OT");
        refusedUnlessAllowed(Tag.ImageType, "SCREEN SAVE");
    }

    @Test
    void acceptsAnImageThatSaysItHasNoText() {
        assertDoesNotThrow(() -> check(Tag.BurnedInAnnotation, Vr.CS, "NO", DeidOptions.basic()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.2.840.10008.5.1.4.1.1.88.11", // structured report
                "1.2.840.10008.5.1.4.1.1.104.1", // encapsulated PDF
                "1.2.840.10008.5.1.4.1.1.11.1", // presentation state
                "1.2.840.10008.5.1.4.1.1.9.1.1", // waveform
                "1.2.840.10008.5.1.4.1.1.66", // raw data
                "1.2.840.10008.5.1.4.1.1.481.3", // structure set
                "1.2.840.10008.5.1.4.1.1.77.1.4", // photograph
                "1.2.3.4"
            })
    void refusesOtherObjectsThanImagesWhateverIsAllowed(String sopClass) {
        DeidOptions all = DeidOptions.basic().with(DeidOption.CLEAN_GRAPHICS).withBurnedInAllowed();
        assertThrows(InputException.class, () -> check(Tag.SOPClassUID, Vr.UI, sopClass, all));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x60003000, 0x601E3000, 0x50003000, 0x50FE0005})
    void refusesOverlaysAndCurvesUnlessTheyAreCleaned(int tag) {
        DicomFile file = TestObjects.ct();
        file.dataSet().putBytes(tag, Vr.OW, new byte[] {1, 2});
        DeidOptions basic = DeidOptions.basic();
        assertThrows(InputException.class, () -> new Deidentifier(basic, TestObjects.KEY).apply(file));
        DataSet out = new Deidentifier(basic.with(DeidOption.CLEAN_GRAPHICS), TestObjects.KEY)
                .apply(file)
                .dataSet();
        assertFalse(out.contains(tag));
    }

    @Test
    void refusesObjectsWithoutClassOrInstance() {
        DicomFile file = TestObjects.ct();
        file.dataSet().remove(Tag.SOPInstanceUID);
        Deidentifier deidentifier = new Deidentifier(DeidOptions.basic(), TestObjects.KEY);
        assertThrows(InputException.class, () -> deidentifier.apply(file));
        DicomFile noClass = TestObjects.ct();
        noClass.dataSet().remove(Tag.SOPClassUID);
        assertThrows(InputException.class, () -> deidentifier.apply(noClass));
    }

    @Test
    void refusesATransferSyntaxThatIsNone() {
        DicomFile file = TestObjects.ct();
        DicomFile odd = new DicomFile(new DataSet(), file.dataSet(), "1.2.3.MAIER");
        Deidentifier deidentifier = new Deidentifier(DeidOptions.basic(), TestObjects.KEY);
        InputException e = assertThrows(InputException.class, () -> deidentifier.apply(odd));
        assertFalse(e.getMessage().contains("MAIER"));
    }
}
