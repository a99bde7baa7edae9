package org.effigy.dicom.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of PS3.5, annexes H to K, and one letter of each single-byte set. */
class CharacterSetTest {
    private static byte[] bytes(String text) {
        // Letters up to U+00FF stand for their byte, so examples can be written as in the standard.
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String personName(byte[] value, String... terms) {
        DataSet dataSet = new DataSet().put(Tag.SpecificCharacterSet, Vr.CS, terms);
        return dataSet.putBytes(Tag.PatientName, Vr.PN, value)
                .string(Tag.PatientName)
                .orElseThrow();
    }

    @Test
    void japaneseByEscapeSequences() {
        byte[] h31 = bytes("Yamada^Tarou=\u001b$B;3ED\u001b(B^\u001b$BB@O:\u001b(B="
                + "\u001b$B$d$^$@\u001b(B^\u001b$B$?$m$&\u001b(B");
        assertEquals("Yamada^Tarou=山田^太郎=やまだ^たろう", personName(h31, "", "ISO 2022 IR 87"));
        byte[] h32 = bytes("ÔÏÀÞ^ÀÛ³=\u001b$B;3ED\u001b(J^\u001b$BB@O:\u001b(J="
                + "\u001b$B$d$^$@\u001b(J^\u001b$B$?$m$&\u001b(J");
        assertEquals("ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう", personName(h32, "ISO 2022 IR 13", "ISO 2022 IR 87"));
    }

    @Test
    void koreanAndSimplifiedChineseByEscapeSequences() {
        byte[] korean = bytes("Hong^Gildong=\u001b$)Cûó^\u001b$)CÑÎÔ×=\u001b$)CÈ«^\u001b$)C±æµ¿");
        assertEquals("Hong^Gildong=洪^吉洞=홍^길동", personName(korean, "", "ISO 2022 IR 149"));
        byte[] chinese = bytes("Zhang^XiaoDong=\u001b$)AÕÅ^\u001b$)AÐ¡¶«");
        assertEquals("Zhang^XiaoDong=张^小东", personName(chinese, "", "ISO 2022 IR 58"));
    }

    @Test
    void supplementaryKanji() {
        assertEquals("丂", personName(HexFormat.of().parseHex("1b2428443021"), "", "ISO 2022 IR 159"));
    }

    @Test
    void unicodeAndGb18030NeedNoEscapes() {
        byte[] utf8 = "Wang^XiaoDong=王^小東".getBytes(StandardCharsets.UTF_8);
        assertEquals("Wang^XiaoDong=王^小東", personName(utf8, "ISO_IR 192"));
        assertEquals("王^小东", personName(HexFormat.of().parseHex("cdf55ed0a1b6ab"), "GB18030"));
    }

    @ParameterizedTest
    @CsvSource({
        "ISO_IR 100,e4,ä", "ISO_IR 101,b1,ą", "ISO_IR 109,a6,Ĥ", "ISO_IR 110,b1,ą", "ISO_IR 144,bb,Л",
        "ISO_IR 127,e2,ق", "ISO_IR 126,c4,Δ", "ISO_IR 138,f9,ש", "ISO_IR 148,fd,ı", "ISO_IR 203,a4,€",
        "ISO_IR 166,a1,ก", "ISO_IR 13,d4,ﾔ", "ISO 2022 IR 144,bb,Л", "'',e4,ä"
    })
    void singleByteSets(String term, String hex, String letter) {
        assertEquals(letter, personName(HexFormat.of().parseHex(hex), term));
    }

    @Test
    void anEscapedSetEndsAtABackslash() {
        byte[] value = bytes("\u001b-LÀ\\À");
        DataSet dataSet = new DataSet()
                .put(Tag.SpecificCharacterSet, Vr.CS, "ISO 2022 IR 100", "ISO 2022 IR 144")
                .putBytes(Tag.OtherPatientIDs, Vr.LO, value);
        assertEquals(List.of("Р", "À"), dataSet.strings(Tag.OtherPatientIDs));
    }

    @Test
    void aByteOfATwoByteLetterIsNoBackslash() {
        // 0x25 0x5c is one letter of JIS X 0208.
        byte[] japanese = HexFormat.of().parseHex("1b2442255c1b2842");
        DataSet dataSet = new DataSet()
                .put(Tag.SpecificCharacterSet, Vr.CS, "", "ISO 2022 IR 87")
                .putBytes(Tag.OtherPatientIDs, Vr.LO, japanese);
        assertEquals(List.of("ボ"), dataSet.strings(Tag.OtherPatientIDs));
        // 0x81 0x5c is one letter of GB18030.
        DataSet chinese = new DataSet()
                .put(Tag.SpecificCharacterSet, Vr.CS, "GB18030")
                .putBytes(Tag.OtherPatientIDs, Vr.LO, HexFormat.of().parseHex("815c5c61"));
        assertEquals(List.of("乗", "a"), chinese.strings(Tag.OtherPatientIDs));
    }

    @Test
    void bytesThatMeanNothingAreKeptOrReplaced() {
        assertEquals("\u001b$Zab", personName(bytes("\u001b$Zab"), "", "ISO 2022 IR 87"));
        assertEquals("\ufffd", personName(new byte[] {(byte) 0xff}, "ISO_IR 192"));
        assertEquals("a", personName(bytes("a"), "NO SUCH SET"));
    }

    @Test
    void encodesInTheFirstSetOrRefuses() {
        assertArrayEquals(bytes("ä"), CharacterSet.of(List.of("ISO_IR 100")).encode("ä", Tag.PatientName));
        assertArrayEquals(
                "日".getBytes(StandardCharsets.UTF_8),
                CharacterSet.of(List.of("ISO_IR 192")).encode("日", Tag.PatientName));
        assertThrows(IllegalArgumentException.class, () -> CharacterSet.DEFAULT.encode("ä", Tag.PatientName));
        assertThrows(IllegalArgumentException.class, () -> CharacterSet.of(List.of("", "ISO 2022 IR 87"))
                .encode("日", Tag.PatientName));
    }
}
