package org.effigy.dicom.deid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TemporalTest {
    private static final int LONGEST_SHIFT = 3650;

    @Test
    void acceptsDatesAndTimesOfTheirVr() {
        for (String date : new String[] {"20200229", "00010101", "99991231", ""}) {
            assertEquals(Optional.of(date), Temporal.checked(date, Vr.DA));
        }
        for (String no : new String[] {
            "20210229",
            "2020229",
            "Maier",
            "20200229-20210101",
            "99999999",
            "00000101",
            "2020.0229",
            "94.02.12",
            "940212",
            "-0010101",
            "20201301",
            "20200100",
            "20200132",
            "+2020229",
            "2020-02-29",
            "20200229-",
            "2020"
        }) {
            assertEquals(Optional.empty(), Temporal.checked(no, Vr.DA), no);
        }
        for (String time : new String[] {"10", "1011", "101112", "101112.123456", "000000", "235960", "2359"}) {
            assertEquals(Optional.of(time), Temporal.checked(time, Vr.TM));
        }
        for (String no : new String[] {
            "1", "101112.1234567", "10 o'clock", "24", "1060", "101161", "10.5", "1011.5", "101112.", "10-11", "999999"
        }) {
            assertEquals(Optional.empty(), Temporal.checked(no, Vr.TM), no);
        }
        for (String dateTime : new String[] {
            "2020", "202002", "20200229", "20200229101112.5+0100", "2020-0500", "2020022910-1200", "202002291011+1400"
        }) {
            assertEquals(Optional.of(dateTime), Temporal.checked(dateTime, Vr.DT));
        }
        for (String no : new String[] {
            "20200229Maier", "20210229", "20210229101112", "2020022924", "20200229.5", "2020022910.5", "202013",
            "0000", "20200229+1500", "20200229-1201", "20200229-0000", "20200229+0160", "20200229+01",
                    "20200229101112-",
            "20200229-20200301", "00000101"
        }) {
            assertEquals(Optional.empty(), Temporal.checked(no, Vr.DT), no);
        }
    }

    @Test
    void bringsTheFormsOfBefore1993ToThoseOfToday() {
        assertEquals(Optional.of("19940212"), Temporal.checked("1994.02.12", Vr.DA));
        assertEquals(Optional.of("101112"), Temporal.checked("10:11:12", Vr.TM));
        assertEquals(Optional.of("1011"), Temporal.earlier("10:11", Vr.TM, 99));
    }

    @Test
    void movesDatesByWholeDaysAcrossLeapDays() {
        assertEquals(Optional.of("20200229"), Temporal.earlier("20200301", Vr.DA, 1));
        assertEquals(Optional.of("20191231"), Temporal.earlier("2020.01.01", Vr.DA, 1));
        assertEquals(Optional.of("20200228101112+0100"), Temporal.earlier("20200229101112+0100", Vr.DT, 1));
        assertEquals(Optional.of("101112"), Temporal.earlier("101112", Vr.TM, 99));
        // A year alone cannot be moved by days.
        assertEquals(Optional.empty(), Temporal.earlier("2020", Vr.DT, 1));
        assertEquals(Optional.empty(), Temporal.earlier("202002-0500", Vr.DT, 1));
    }

    @Test
    void leavesNothingWhereThereIsNoEarlierDate() {
        assertEquals(Optional.of("00010101"), Temporal.earlier("00010102", Vr.DA, 1));
        assertEquals(Optional.empty(), Temporal.earlier("00010101", Vr.DA, 1));
        assertEquals(Optional.empty(), Temporal.earlier("00101229", Vr.DA, LONGEST_SHIFT));
        assertEquals(Optional.empty(), Temporal.earlier("0001.01.01", Vr.DA, 1));
        assertEquals(Optional.empty(), Temporal.earlier("00010101101112.5+0100", Vr.DT, 1));
        assertEquals(Optional.of("99991230"), Temporal.earlier("99991231", Vr.DA, 1));
    }

    @Test
    void everyShiftOfEveryDateIsTheCalendarsOrNothing() {
        long seed = 20261127;
        Random random = new Random(seed);
        DateTimeFormatter eight = DateTimeFormatter.BASIC_ISO_DATE;
        long first = LocalDate.of(1, 1, 1).toEpochDay();
        long last = LocalDate.of(9999, 12, 31).toEpochDay();
        for (int i = 0; i < 20_000; i++) {
            // Every other date lies where a shift may leave the calendar.
            long day = first + (long) (random.nextDouble() * (i % 2 == 0 ? 2 * LONGEST_SHIFT : last - first));
            int days = 1 + random.nextInt(LONGEST_SHIFT);
            String value = LocalDate.ofEpochDay(day).format(eight);
            Optional<String> expected = day - days < first
                    ? Optional.empty()
                    : Optional.of(LocalDate.ofEpochDay(day - days).format(eight));
            String message = value + " - " + days + ", seed " + seed;
            assertEquals(expected, Temporal.earlier(value, Vr.DA, days), message);
            assertEquals(
                    expected.map(d -> d + "1011-0330"), Temporal.earlier(value + "1011-0330", Vr.DT, days), message);
            expected.ifPresent(d -> assertEquals(Optional.of(d), Temporal.checked(d, Vr.DA), message));
        }
    }

    @Test
    void knowsTheOffsetsFromUtc() {
        for (String yes : List.of("+0000", "-1200", "+1400", "+0545", "-0330")) {
            assertTrue(Temporal.isOffset(yes), yes);
        }
        for (String no : List.of("-0000", "+1401", "-1201", "+9999", "0100", "+0160", "+100")) {
            assertFalse(Temporal.isOffset(no), no);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"RETAIN_MODIFIED_DATES", "RETAIN_FULL_DATES"})
    void writesValidDatesAndTimesOrEmptyOnes(DeidOption option) {
        String[] odd = {
            "00010101", "0001.01.01", "1994.02.12", "940212", "00000000", "99991231", "20200229-20210101", "Maier"
        };
        for (String value : odd) {
            DataSet in = TestObjects.ct().dataSet();
            for (int tag : new int[] {Tag.StudyDate, Tag.SeriesDate, Tag.AcquisitionDate, Tag.ContentDate}) {
                in.put(tag, Vr.DA, value);
            }
            in.put(Tag.StudyTime, Vr.TM, "25:99").put(Tag.AcquisitionDateTime, Vr.DT, value + "256199+9999");
            in.put(Tag.TimezoneOffsetFromUTC, Vr.SH, "+9999").put(Tag.PatientAge, Vr.AS, "75");
            DataSet out = new Deidentifier(DeidOptions.basic().with(option), TestObjects.KEY)
                    .apply(DicomFile.of(in))
                    .dataSet();
            for (int tag : out.tags()) {
                for (String text : out.strings(tag)) {
                    Vr vr = out.element(tag).orElseThrow().vr();
                    assertTrue(
                            vr != Vr.DA || text.isEmpty() || text.matches("(?!0000)[0-9]{4}[01][0-9][0-3][0-9]"),
                            () -> value + " became " + text);
                    assertFalse((vr == Vr.TM || vr == Vr.DT) && !text.isEmpty(), () -> Tag.describe(tag) + " " + text);
                }
            }
            assertTrue(out.contains(Tag.StudyDate), "a date that must be there is empty");
            assertFalse(out.contains(Tag.TimezoneOffsetFromUTC));
        }
    }
}
