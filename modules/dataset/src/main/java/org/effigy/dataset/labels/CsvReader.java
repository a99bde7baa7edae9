package org.effigy.dataset.labels;

import java.util.ArrayList;
import java.util.List;
import org.effigy.base.InputException;

/**
 * Reads separated values after RFC 4180: quoted fields with doubled quotes and line breaks, any line ending. The
 * separator is the comma, semicolon or tab that occurs most in the first line. Empty lines are skipped.
 */
final class CsvReader {
    private static final char[] SEPARATORS = {',', ';', '\t'};

    /** A record and the line, from 1, on which it begins. */
    record Row(int line, List<String> fields) {}

    private final String text;
    private final char separator;
    private final List<Row> rows = new ArrayList<>();
    private int at;
    private int line = 1;

    private CsvReader(String text) {
        this.text = text;
        this.separator = separator(text);
    }

    /**
     * Returns all records, the header being the first.
     *
     * @throws InputException if quotes do not match; the message names the line
     */
    static List<Row> read(String text) {
        CsvReader reader = new CsvReader(text.startsWith("\uFEFF") ? text.substring(1) : text);
        while (reader.at < reader.text.length()) {
            reader.record();
        }
        return reader.rows;
    }

    private void record() {
        int begin = line;
        List<String> fields = new ArrayList<>();
        while (true) {
            fields.add(peek() == '"' ? quoted() : plain());
            if (peek() != separator) {
                break;
            }
            at++;
        }
        lineBreak();
        if (fields.size() > 1 || !fields.get(0).isBlank()) {
            rows.add(new Row(begin, List.copyOf(fields)));
        }
    }

    private String plain() {
        int begin = at;
        while (!atEndOfField()) {
            at++;
        }
        return text.substring(begin, at);
    }

    private String quoted() {
        int begin = line;
        StringBuilder field = new StringBuilder();
        at++;
        while (true) {
            if (at >= text.length()) {
                throw new InputException("label table, line " + begin + ": a quote is not closed; close or double it");
            }
            char c = text.charAt(at++);
            if (c != '"') {
                line += c == '\n' ? 1 : 0;
                field.append(c);
            } else if (peek() == '"') {
                at++;
                field.append('"');
            } else {
                break;
            }
        }
        if (!atEndOfField()) {
            throw new InputException(
                    "label table, line " + line + ": text follows a closing quote; double quotes inside a field");
        }
        return field.toString();
    }

    private boolean atEndOfField() {
        int c = peek();
        return c < 0 || c == separator || c == '\n' || c == '\r';
    }

    private void lineBreak() {
        if (peek() == '\r') {
            at++;
            line += peek() == '\n' ? 0 : 1;
        }
        if (peek() == '\n') {
            at++;
            line++;
        }
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : -1;
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
