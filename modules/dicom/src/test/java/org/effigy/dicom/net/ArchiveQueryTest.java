package org.effigy.dicom.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.effigy.dicom.Tag;
import org.junit.jupiter.api.Test;

class ArchiveQueryTest {
    @Test
    void takesDatesAndRangesOfDates() {
        for (String dates : List.of("20240229", "20240101-20241231", "20240101-", "-20241231")) {
            assertEquals(dates, new ArchiveQuery.Match(Tag.StudyDate, dates).value());
        }
    }

    @Test
    void refusesWhatIsNoDateOrNoUidBeforeAnArchiveIsAsked() {
        for (String dates : List.of("2024", "abc", "20230229", "20241301", "-", "", "20240101-x", "2024*")) {
            String message = assertThrows(
                            IllegalArgumentException.class, () -> new ArchiveQuery.Match(Tag.StudyDate, dates), dates)
                    .getMessage();
            assertTrue(message.startsWith("StudyDate is not a date"), message);
        }
        for (String uid : List.of("x", "1", "1.2.*", "", "1..2", "1.2.", "1." + "2".repeat(63))) {
            assertThrows(IllegalArgumentException.class, () -> new ArchiveQuery.Match(Tag.StudyInstanceUID, uid), uid);
        }
    }

    @Test
    void takesAnyTextForOtherAttributes() {
        assertEquals("*chest?", new ArchiveQuery.Match(Tag.StudyDescription, "*chest?").value());
        assertEquals("1.2.840.1", new ArchiveQuery.Match(Tag.SeriesInstanceUID, "1.2.840.1").value());
    }
}
