package org.effigy.dicom.deid;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.effigy.dicom.data.Vr;
import org.junit.jupiter.api.Test;

class TemporalTest {
    @Test
    void acceptsDatesAndTimesOfTheirVr() {
        for (String date : new String[] {"20200229", "2020.02.29", ""}) {
            assertEquals(Optional.of(date), Temporal.checked(date, Vr.DA));
        }
        for (String no : new String[] {"20210229", "2020229", "Maier", "20200229-20210101", "99999999"}) {
            assertEquals(Optional.empty(), Temporal.checked(no, Vr.DA), no);
        }
        for (String time : new String[] {"10", "1011", "101112", "101112.123456", "10:11:12"}) {
            assertEquals(Optional.of(time), Temporal.checked(time, Vr.TM));
        }
        for (String no : new String[] {"1", "101112.1234567", "10 o'clock"}) {
            assertEquals(Optional.empty(), Temporal.checked(no, Vr.TM), no);
        }
        for (String dateTime : new String[] {"2020", "202002", "20200229", "20200229101112.5+0100", "2020-0500"}) {
            assertEquals(Optional.of(dateTime), Temporal.checked(dateTime, Vr.DT));
        }
        assertEquals(Optional.empty(), Temporal.checked("20200229Maier", Vr.DT));
    }

    @Test
    void movesDatesByWholeDaysAcrossLeapDays() {
        assertEquals(Optional.of("20200229"), Temporal.earlier("20200301", Vr.DA, 1));
        assertEquals(Optional.of("20191231"), Temporal.earlier("2020.01.01", Vr.DA, 1));
        assertEquals(Optional.of("20200228101112+0100"), Temporal.earlier("20200229101112+0100", Vr.DT, 1));
        assertEquals(Optional.of("101112"), Temporal.earlier("101112", Vr.TM, 99));
        // A year alone cannot be moved by days.
        assertEquals(Optional.empty(), Temporal.earlier("2020", Vr.DT, 1));
    }
}
