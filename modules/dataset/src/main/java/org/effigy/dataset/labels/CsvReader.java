package org.effigy.dataset.labels;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import org.effigy.base.InputException;

/**
 * Reads separated values after RFC 4180, by Apache Commons CSV: quoted fields with doubled quotes and line breaks, any line
 * ending. The separator is the comma, semicolon or tab that occurs most in the first line. Empty lines are skipped.
 */
final class CsvReader {
    private static final char[] SEPARATORS = {',', ';', '\t'};
    private static final CSVFormat RFC4180 = CSVFormat.RFC4180
            .builder()
            .setIgnoreEmptyLines(false)
            .setDuplicateHeaderMode(DuplicateHeaderMode.ALLOW_ALL)
            .get();

    /** A record and the line, from 1, on which it begins. */
    record Row(int line, List<String> fields) {}

    private CsvReader() {}

    /**
     * Returns all records, the header being the first.
     *
     * @throws InputException if quotes do not match; the message names the line
     */
    static List<Row> read(String text) {
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        CSVFormat format = RFC4180.builder().setDelimiter(separator(plain)).get();
        List<Row> rows = new ArrayList<>();
        try (CSVParser parser = CSVParser.parse(new StringReader(plain), format)) {
            Iterator<CSVRecord> records = parser.iterator();
            int line = 1;
            while (hasNext(records, line)) {
                List<String> fields = records.next().toList();
                if (fields.size() > 1 || !fields.get(0).isBlank()) {
                    rows.add(new Row(line, fields));
                }
                line = Math.toIntExact(parser.getCurrentLineNumber()) + 1;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    /** The library's own message repeats what is in the table. */
    private static boolean hasNext(Iterator<CSVRecord> records, int line) {
        try {
            return records.hasNext();
        } catch (UncheckedIOException e) {
            throw new InputException(
                    "label table: in the record that begins in line " + line
                            + " a quote is not closed, or text follows a closing quote; close it, and double quotes"
                            + " inside a field",
                    e);
        }
    }

    private static char separator(String text) {
        int[] counts = new int[SEPARATORS.length];
        boolean quoted = false;
        for (int i = 0; i < text.length() && (quoted || (text.charAt(i) != '\n' && text.charAt(i) != '\r')); i++) {
            quoted ^= text.charAt(i) == '"';
            for (int s = 0; s < SEPARATORS.length && !quoted; s++) {
                counts[s] += text.charAt(i) == SEPARATORS[s] ? 1 : 0;
            }
        }
        int best = 0;
        for (int s = 1; s < SEPARATORS.length; s++) {
            best = counts[s] > counts[best] ? s : best;
        }
        return SEPARATORS[best];
    }
}
