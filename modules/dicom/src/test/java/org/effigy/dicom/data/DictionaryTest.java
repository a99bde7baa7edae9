package org.effigy.dicom.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.List;
import org.junit.jupiter.api.Test;

class DictionaryTest {
    @Test
    void hasTheFactsOfPs36() {
        // Rows of PS3.6 2024b that the resource keeps: 5129 less 3 delimiters and 6 retired numbers without a name.
        assertEquals(5120, Dictionary.entries().size());
        Dictionary.Entry patientName = Dictionary.find(0x00100010).orElseThrow();
        assertEquals("PatientName", patientName.keyword());
        assertEquals(List.of(Vr.PN), patientName.vrs());
        assertEquals("1", patientName.vm());
        assertFalse(patientName.retired());
        assertEquals(
                List.of(Vr.US, Vr.SS), Dictionary.find(0x00280120).orElseThrow().vrs());
        assertEquals(
                List.of(Vr.OB, Vr.OW), Dictionary.find(0x7fe00010).orElseThrow().vrs());
        assertEquals(0x0008001c, Dictionary.tag("SyntheticData").orElseThrow());
        assertTrue(Dictionary.tag("NoSuchKeyword").isEmpty());
    }

    @Test
    void repeatingGroupsAndGroupLengthsAndPrivateTagsAreKnown() {
        assertEquals("OverlayData", Dictionary.keyword(0x60003000).orElseThrow());
        assertEquals("OverlayData", Dictionary.keyword(0x60fe3000).orElseThrow());
        assertEquals("CurveData", Dictionary.keyword(0x50023000).orElseThrow());
        assertEquals("SourceImageIDs", Dictionary.keyword(0x00203142).orElseThrow());
        assertEquals(Vr.UL, Dictionary.vr(0x00280000));
        assertEquals(Vr.LO, Dictionary.vr(0x00290010));
        assertEquals(Vr.UN, Dictionary.vr(0x00291001));
        assertEquals(Vr.UN, Dictionary.vr(0x00081234));
        assertTrue(Dictionary.find(0x00291001).isEmpty());
    }

    @Test
    void theConstantsOfTagAgreeWithTheDictionary() throws IllegalAccessException {
        int checked = 0;
        for (Field field : Tag.class.getFields()) {
            int tag = field.getInt(null);
            if (Tag.group(tag) != 0xfffe) {
                assertEquals(field.getName(), Dictionary.keyword(tag).orElseThrow());
                checked++;
            }
        }
        assertTrue(checked > 200);
    }

    @Test
    void tagsAreWrittenAsDicomDoes() {
        assertEquals("(0010,0020)", Tag.format(0x00100020));
        assertEquals("(fffe,e000)", Tag.format(Tag.Item));
        assertEquals("PatientID (0010,0020)", Tag.describe(0x00100020));
        assertEquals("(0029,1001)", Tag.describe(0x00291001));
        assertTrue(Tag.isPrivate(0x00291001));
        assertFalse(Tag.isPrivate(0x00281001));
        assertTrue(Tag.isPrivateCreator(0x002900ff));
        assertFalse(Tag.isPrivateCreator(0x00290100));
        assertFalse(Tag.isPrivateCreator(0x0029000f));
    }

    @Test
    void theVrsHaveTheLengthsAndPaddingOfPs35() {
        assertEquals(34, Vr.values().length);
        List<Vr> longOnes =
                List.of(Vr.OB, Vr.OD, Vr.OF, Vr.OL, Vr.OV, Vr.OW, Vr.SQ, Vr.SV, Vr.UC, Vr.UN, Vr.UR, Vr.UT, Vr.UV);
        for (Vr vr : Vr.values()) {
            assertEquals(longOnes.contains(vr), vr.hasLongLength(), vr.name());
        }
        assertEquals(0, Vr.UI.padding());
        assertEquals(' ', Vr.LO.padding());
        assertEquals(0, Vr.OB.padding());
    }
}
