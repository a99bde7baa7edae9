package org.effigy.dicom.data;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Decodes and encodes text in the character sets that SpecificCharacterSet names (PS3.3, C.12.1.1.2), with the code
 * extensions of ISO 2022 for several sets in one text (PS3.5, 6.1.2.5).
 *
 * <p>Bytes that mean nothing become U+FFFD. Text is encoded in the first set only, which is ISO 8859-1 seen as ASCII
 * where no set is named.
 */
final class CharacterSet {
    /** The default repertoire; letters outside ASCII are read as ISO 8859-1. */
    static final CharacterSet DEFAULT = new CharacterSet(CodeTable.ASCII, CodeTable.LATIN_1, false);

    private static final char ESCAPE = 0x1b;

    private final CodeTable initialG0;
    private final CodeTable initialG1;
    private final boolean extended;

    private CharacterSet(CodeTable initialG0, CodeTable initialG1, boolean extended) {
        this.initialG0 = initialG0;
        this.initialG1 = initialG1;
        this.extended = extended;
    }

    /** Returns the character set of these defined terms; an unknown one counts as the default repertoire. */
    static CharacterSet of(List<String> terms) {
        if (terms.isEmpty()) {
            return DEFAULT;
        }
        CodeTable first = CodeTable.ofTerm(terms.get(0));
        boolean katakana = first == CodeTable.KATAKANA;
        // Files exist whose first term is a multi-byte set; text then still begins in ASCII.
        boolean extended = terms.size() > 1 || terms.get(0).startsWith("ISO 2022");
        return new CharacterSet(katakana ? CodeTable.ROMAJI : CodeTable.ASCII, first, extended);
    }

    /** Returns the text of a value in which a backslash is a letter as any other. */
    String decode(byte[] bytes) {
        return String.join("\\", split(bytes, ""));
    }

    /**
     * Returns the texts of a value in which backslashes separate.
     *
     * @param personName whether ^ and = end a run of a code extension too
     */
    List<String> decodeSeveral(byte[] bytes, boolean personName) {
        return split(bytes, personName ? "\\^=" : "\\");
    }

    /** Returns the parts between backslashes, if they separate; each separator returns to the initial sets. */
    private List<String> split(byte[] bytes, String separators) {
        if (isPlain(bytes)) {
            return parts(new String(bytes, StandardCharsets.ISO_8859_1), separators);
        }
        if (initialG1.isWholeText()) {
            String text = new String(bytes, initialG1.charset());
            return separators.isEmpty() ? List.of(text) : List.of(text.split("\\\\", -1));
        }
        Decoder decoder = new Decoder(bytes, separators);
        decoder.run();
        return decoder.parts;
    }

    /** Says whether no byte can mean anything else than its ASCII letter. */
    private boolean isPlain(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0 || b == ESCAPE) {
                return false;
            }
        }
        return initialG0 == CodeTable.ASCII;
    }

    private static List<String> parts(String text, String separators) {
        int end = separators.isEmpty() ? -1 : text.indexOf('\\');
        if (end < 0) {
            return List.of(text);
        }
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (; end >= 0; end = text.indexOf('\\', start)) {
            parts.add(text.substring(start, end));
            start = end + 1;
        }
        parts.add(text.substring(start));
        return parts;
    }

    /**
     * Returns the bytes of a text.
     *
     * @throws IllegalArgumentException if a letter is not in the set
     */
    byte[] encode(String text, int tag) {
        boolean ascii = text.chars().allMatch(c -> c < 0x80);
        CodeTable table = ascii || this == DEFAULT ? CodeTable.ASCII : initialG1;
        if (!ascii && (table.bytesPerCharacter() > 1 || table == CodeTable.KATAKANA)) {
            throw lacks(tag, null);
        }
        try {
            ByteBuffer out = table.charset()
                    .newEncoder()
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[out.remaining()];
            out.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw lacks(tag, e);
        }
    }

    private static IllegalArgumentException lacks(int tag, Exception cause) {
        return new IllegalArgumentException(
                Tag.describe(tag) + ": a letter cannot be encoded; put SpecificCharacterSet ISO_IR 192 first", cause);
    }

    /** One pass over the bytes that follows the escape sequences. */
    private final class Decoder {
        private final byte[] bytes;
        private final String separators;
        private final List<String> parts = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private CodeTable g0 = initialG0;
        private CodeTable g1 = initialG1;
        private int position;

        Decoder(byte[] bytes, String separators) {
            this.bytes = bytes;
            this.separators = separators;
        }

        void run() {
            while (position < bytes.length) {
                step();
            }
            parts.add(text.toString());
        }

        private void step() {
            int b = bytes[position] & 0xff;
            if (b == ESCAPE && extended && escape()) {
                return;
            }
            CodeTable table = b < 0x80 ? g0 : g1;
            if (b < 0x20 || (table.bytesPerCharacter() == 1 && separators.indexOf(b) >= 0)) {
                separator((char) b);
                return;
            }
            int end = Math.min(bytes.length, position + table.bytesPerCharacter());
            int runEnd = end;
            while (table.bytesPerCharacter() == 1 && runEnd < bytes.length && isPlain(runEnd, b)) {
                runEnd++;
            }
            text.append(table.decode(bytes, position, runEnd));
            position = runEnd;
        }

        /** Says whether the byte belongs to the same single-byte run as b. */
        private boolean isPlain(int index, int b) {
            int next = bytes[index] & 0xff;
            return next >= 0x20 && next < 0x80 == b < 0x80 && separators.indexOf(next) < 0;
        }

        private void separator(char c) {
            if (c == '\\' && separators.indexOf(c) >= 0) {
                parts.add(text.toString());
                text.setLength(0);
            } else {
                text.append(c);
            }
            boolean ends = separators.indexOf(c) >= 0 || c == '\r' || c == '\n' || c == '\f' || c == '\t';
            g0 = ends ? initialG0 : g0;
            g1 = ends ? initialG1 : g1;
            position++;
        }

        /** Follows an escape sequence if there is a known one here. */
        private boolean escape() {
            for (CodeTable table : CodeTable.values()) {
                if (table.escapeAt(bytes, position)) {
                    g0 = table.isG0() ? table : g0;
                    g1 = table.isG0() ? g1 : table;
                    position += table.escapeLength();
                    return true;
                }
            }
            return false;
        }
    }
}
