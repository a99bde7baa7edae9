package org.effigy.dataset.labels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.effigy.base.InputException;
import org.effigy.dataset.labels.CsvReader.Row;
import org.junit.jupiter.api.Test;

class CsvReaderTest {
    @Test
    void readsQuotesDoubledQuotesSeparatorsAndLineBreaksInFields() {
        List<Row> rows = CsvReader.read("a,b\r\n\"x, y\",\"he said \"\"no\"\"\"\r\n\"two\nlines\",\"\"\nlast,\n");
        assertEquals(
                List.of(
                        new Row(1, List.of("a", "b")),
                        new Row(2, List.of("x, y", "he said \"no\"")),
                        new Row(3, List.of("two\nlines", "")),
                        new Row(5, List.of("last", ""))),
                rows);
    }

    @Test
    void takesEachKindOfLineEndAndAMissingLastOne() {
        for (String end : List.of("\n", "\r\n", "\r")) {
            List<Row> rows = CsvReader.read("a,b" + end + end + "1,2" + end + "3,4");
            assertEquals(
                    List.of(
                            new Row(1, List.of("a", "b")),
                            new Row(3, List.of("1", "2")),
                            new Row(4, List.of("3", "4"))),
                    rows);
        }
    }

    @Test
    void findsTheSeparatorInTheHeaderOutsideQuotes() {
        assertEquals(
                List.of("1", "2,5"), CsvReader.read("a;\"b,c,d\"\n1;2,5").get(1).fields());
        assertEquals(List.of("1", "2;5"), CsvReader.read("a\tb\n1\t2;5").get(1).fields());
        assertEquals(List.of("1;2"), CsvReader.read("a\n1;2").get(1).fields());
    }

    @Test
    void dropsTheByteOrderMark() {
        assertEquals(
                "file", CsvReader.read("\uFEFFfile,label\n").get(0).fields().get(0));
    }

    @Test
    void namesTheLineOfAnOpenQuoteAndNotItsText() {
        InputException e = assertThrows(InputException.class, () -> CsvReader.read("a,b\n1,2\n\"SECRET,3\n4,5\n"));
        assertTrue(e.getMessage().contains("line 3"), e.getMessage());
        assertFalse(e.getMessage().contains("SECRET"), e.getMessage());
    }

    @Test
    void refusesTextBehindAClosingQuote() {
        InputException e = assertThrows(InputException.class, () -> CsvReader.read("a,b\n\"x\"y,2\n"));
        assertTrue(e.getMessage().contains("line 2"), e.getMessage());
    }

    @Test
    void anEmptyTextHasNoRows() {
        assertEquals(List.of(), CsvReader.read(""));
        assertEquals(List.of(), CsvReader.read("\n\n  \n"));
    }
}
