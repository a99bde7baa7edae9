package org.effigy.dicom.data;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The coded character sets of DICOM: their defined term, their escape sequence, and the Java charset that holds them. */
enum CodeTable {
    ASCII("IR 6", "(B", "US-ASCII"),
    LATIN_1("IR 100", "-A", "ISO-8859-1"),
    LATIN_2("IR 101", "-B", "ISO-8859-2"),
    LATIN_3("IR 109", "-C", "ISO-8859-3"),
    LATIN_4("IR 110", "-D", "ISO-8859-4"),
    CYRILLIC("IR 144", "-L", "ISO-8859-5"),
    ARABIC("IR 127", "-G", "ISO-8859-6"),
    GREEK("IR 126", "-F", "ISO-8859-7"),
    HEBREW("IR 138", "-H", "ISO-8859-8"),
    LATIN_5("IR 148", "-M", "ISO-8859-9"),
    LATIN_9("IR 203", "-b", "ISO-8859-15"),
    THAI("IR 166", "-T", "x-windows-874"),
    ROMAJI("IR 14", "(J", "JIS_X0201"),
    KATAKANA("IR 13", ")I", "JIS_X0201"),
    KANJI("IR 87", "$B", "EUC-JP"),
    SUPPLEMENTARY_KANJI("IR 159", "$(D", "EUC-JP"),
    KOREAN("IR 149", "$)C", "EUC-KR"),
    SIMPLIFIED_CHINESE("IR 58", "$)A", "GB2312"),
    UTF_8("ISO_IR 192", "", "UTF-8"),
    GB18030("GB18030", "", "GB18030"),
    GBK("GBK", "", "GBK");

    private static final byte SINGLE_SHIFT_3 = (byte) 0x8f;

    private final String term;
    private final byte[] escape;
    private final String charsetName;

    CodeTable(String term, String escape, String charset) {
        this.term = term;
        this.escape = escape.isEmpty() ? new byte[0] : ("\u001b" + escape).getBytes(StandardCharsets.US_ASCII);
        this.charsetName = charset;
    }

    /** Returns the table of a defined term, {@code ISO_IR n} or {@code ISO 2022 IR n}; LATIN_1 for others. */
    static CodeTable ofTerm(String term) {
        String name = term.replace("ISO_IR ", "IR ").replace("ISO 2022 IR ", "IR ");
        for (CodeTable table : values()) {
            boolean same = table.term.equals(name) || table.term.equals(term);
            if (same && table != ASCII) {
                return table;
            }
        }
        return LATIN_1;
    }

    /** Returns the charset, looked up when it is needed, for the rarer ones take long to load. */
    Charset charset() {
        // A Java runtime cut to its base module lacks some charsets; their letters are then read as ISO 8859-1.
        return Charset.isSupported(charsetName) ? Charset.forName(charsetName) : StandardCharsets.ISO_8859_1;
    }

    /** Says whether the set is not mixed with others: the whole text is decoded at once. */
    boolean isWholeText() {
        return escape.length == 0;
    }

    /** Says whether the set is used for bytes below 0x80. */
    boolean isG0() {
        return this == ASCII || this == ROMAJI || this == KANJI || this == SUPPLEMENTARY_KANJI;
    }

    int bytesPerCharacter() {
        return this == KANJI || this == SUPPLEMENTARY_KANJI || this == KOREAN || this == SIMPLIFIED_CHINESE ? 2 : 1;
    }

    boolean escapeAt(byte[] bytes, int position) {
        int end = position + escape.length;
        return escape.length > 0
                && end <= bytes.length
                && Arrays.equals(bytes, position, end, escape, 0, escape.length);
    }

    int escapeLength() {
        return escape.length;
    }

    /** Decodes the bytes of one run; those of the two kanji sets are moved to where EUC-JP has them. */
    String decode(byte[] bytes, int start, int end) {
        if (!isG0() || bytesPerCharacter() == 1) {
            return new String(bytes, start, end - start, charset());
        }
        byte[] moved = new byte[end - start + 1];
        moved[0] = SINGLE_SHIFT_3;
        for (int i = start; i < end; i++) {
            moved[i - start + 1] = (byte) (bytes[i] | 0x80);
        }
        return this == KANJI ? new String(moved, 1, end - start, charset()) : new String(moved, charset());
    }
}
