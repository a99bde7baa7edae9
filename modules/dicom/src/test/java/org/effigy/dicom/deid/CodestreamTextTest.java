package org.effigy.dicom.deid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodestreamTextTest {
    private static final byte[] NO_OFFSETS = {};

    /** Joins texts (ASCII) and hexadecimal digits, which begin with a hash. */
    private static byte[] bytes(String... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String part : parts) {
            out.writeBytes(
                    part.startsWith("#")
                            ? HexFormat.of().parseHex(part.substring(1))
                            : part.getBytes(StandardCharsets.US_ASCII));
        }
        return out.toByteArray();
    }

    private static byte[] jpeg(String comment, String application, String jfif, String after) {
        String head = "#ffd8ffe00010";
        String scan = "#ffda00040101";
        String stuffedAndRestart = "#ff00ffd0";
        return bytes(
                head,
                "JFIF",
                "#0001010000010001",
                jfif,
                "#ffe10007",
                application,
                "#fffe0007",
                comment,
                scan,
                "MAIER",
                stuffedAndRestart,
                "MAIER",
                "#ffd9",
                after);
    }

    private static byte[] jpeg2000(String comment, String after) {
        String head = "#ff4fff5100040102";
        String tilePartOf21Bytes = "#ff90000a0000000000150001";
        return bytes(head, "#ff6400090001", comment, tilePartOf21Bytes, "#ff93", "MAIER", "#ffd9", "#ffd9", after);
    }

    @Test
    void blanksCommentsApplicationDataAndWhatFollowsTheEndOfAJpeg() {
        byte[] stream = jpeg("MAIER", "MAIER", "AB", "MAIER");
        byte[] expected = jpeg("\0\0\0\0\0", "\0\0\0\0\0", "\0\0", "\0\0\0\0\0");
        List<byte[]> out = CodestreamText.blank(List.of(NO_OFFSETS, stream));
        assertEquals(2, out.size());
        assertArrayEquals(expected, out.get(1));
    }

    @Test
    void followsAStreamThroughItsFragmentsAndBeginsAnewWithTheNextFrame() {
        byte[] stream = jpeg("MAIER", "MAIER", "AB", "MAIER");
        byte[] expected = jpeg("\0\0\0\0\0", "\0\0\0\0\0", "\0\0", "\0\0\0\0\0");
        // The cut lies in the comment.
        int cut = 37;
        byte[] first = java.util.Arrays.copyOf(stream, cut);
        byte[] second = java.util.Arrays.copyOfRange(stream, cut, stream.length);
        List<byte[]> out = CodestreamText.blank(List.of(NO_OFFSETS, first, second, stream));
        assertArrayEquals(java.util.Arrays.copyOf(expected, cut), out.get(1));
        assertArrayEquals(java.util.Arrays.copyOfRange(expected, cut, expected.length), out.get(2));
        assertArrayEquals(expected, out.get(3));
    }

    @Test
    void blanksCommentsOfJpeg2000ButNotItsTileParts() {
        byte[] expected = jpeg2000("\0\0\0\0\0", "\0\0\0\0\0");
        List<byte[]> out = CodestreamText.blank(List.of(NO_OFFSETS, jpeg2000("MAIER", "MAIER")));
        assertArrayEquals(expected, out.get(1));
    }

    @Test
    void leavesAloneWhatItDoesNotKnowOrWhatIsBroken() {
        byte[] rle = bytes("#0100000040000000", "MAIER");
        byte[] broken = bytes("#ffd8ffc07fff", "MAIER");
        List<byte[]> out = CodestreamText.blank(List.of(NO_OFFSETS, rle, broken));
        assertArrayEquals(rle, out.get(1));
        assertArrayEquals(broken, out.get(2));
    }
}
