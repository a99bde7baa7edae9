package org.effigy.dicom.deid;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Blanks what may hold text in JPEG, JPEG-LS and JPEG 2000 codestreams: comments, application segments and bytes after the
 * end. Lengths do not change, so offset tables stay true; decoded pixels do not change either.
 */
final class CodestreamText {
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int COM = 0xfe;
    private static final int APP_FIRST = 0xe0;
    private static final int APP_LAST = 0xef;
    private static final int J2K_SOC = 0x4f;
    private static final int J2K_COM = 0x64;
    private static final int J2K_SOT = 0x90;
    private static final int J2K_SOD = 0x93;
    private static final int J2K_EOC = 0xd9;

    private final byte[] bytes;
    private final int end;
    private int position;

    private CodestreamText(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    /** Returns the fragments blanked; the first one, the offset table, and unknown codestreams are as they were. */
    static List<byte[]> blank(List<byte[]> fragments) {
        int[] starts = new int[fragments.size()];
        int total = 0;
        for (int i = 1; i < starts.length; i++) {
            starts[i] = total;
            total = Math.addExact(total, fragments.get(i).length);
        }
        byte[] all = new byte[total];
        for (int i = 1; i < starts.length; i++) {
            System.arraycopy(fragments.get(i), 0, all, starts[i], fragments.get(i).length);
        }
        int end = total;
        for (int i = starts.length - 1; i >= 1; i--) {
            if (startsStream(all, starts[i])) {
                new CodestreamText(all, starts[i], end).blank();
                end = starts[i];
            }
        }
        List<byte[]> out = new ArrayList<>(List.of(fragments.get(0)));
        for (int i = 1; i < starts.length; i++) {
            out.add(Arrays.copyOfRange(all, starts[i], starts[i] + fragments.get(i).length));
        }
        return out;
    }

    private static boolean startsStream(byte[] bytes, int at) {
        return at + 4 <= bytes.length
                && (bytes[at] & 0xff) == 0xff
                && (bytes[at + 2] & 0xff) == 0xff
                && ((bytes[at + 1] & 0xff) == SOI || (bytes[at + 1] & 0xff) == J2K_SOC);
    }

    private void blank() {
        boolean jpeg2000 = (bytes[position + 1] & 0xff) == J2K_SOC;
        position += 2;
        boolean whole = jpeg2000 ? walkJpeg2000() : walkJpeg();
        if (whole) {
            Arrays.fill(bytes, position, end, (byte) 0);
        }
    }

    /** Walks the segments up to the end of the image; says whether it was found. */
    private boolean walkJpeg() {
        while (position + 2 <= end && (bytes[position] & 0xff) == 0xff) {
            int marker = bytes[position + 1] & 0xff;
            if (marker == 0xff) {
                position++;
            } else if (marker == EOI) {
                position += 2;
                return true;
            } else if (!segment(marker, marker == COM || (marker >= APP_FIRST && marker <= APP_LAST))) {
                return false;
            } else if (marker == SOS) {
                skipEntropyCodedData();
            }
        }
        return false;
    }

    /** Goes to the next marker: FF and a byte from 80 on that is not one of the eight restart markers. */
    private void skipEntropyCodedData() {
        while (position + 1 < end) {
            int next = bytes[position + 1] & 0xff;
            if ((bytes[position] & 0xff) == 0xff && next >= 0x80 && next != 0xff && (next < 0xd0 || next > 0xd7)) {
                return;
            }
            position++;
        }
    }

    /** Walks the main header and the tile-parts; says whether the end of the codestream was found. */
    private boolean walkJpeg2000() {
        int tilePart = position;
        int tilePartBytes = 0;
        while (position + 2 <= end && (bytes[position] & 0xff) == 0xff) {
            int marker = bytes[position + 1] & 0xff;
            if (marker == J2K_EOC) {
                position += 2;
                return true;
            }
            if (marker == J2K_SOD) {
                // 0 says that the tile-part goes on to the end of the codestream.
                if (tilePartBytes <= 0 || tilePartBytes > end - tilePart) {
                    return false;
                }
                position = tilePart + tilePartBytes;
                continue;
            }
            if (marker == J2K_SOT && position + 12 <= end) {
                tilePart = position;
                tilePartBytes = u16(position + 6) << 16 | u16(position + 8);
            }
            if (!segment(marker, marker == J2K_COM)) {
                return false;
            }
        }
        return false;
    }

    /** Steps over a marker segment and blanks its content if asked; says whether it lies inside the codestream. */
    private boolean segment(int marker, boolean blank) {
        if (position + 4 > end) {
            return false;
        }
        int length = u16(position + 2);
        int next = position + 2 + length;
        if (length < 2 || next > end) {
            return false;
        }
        if (blank) {
            int from = position + 4 + keptBytes(marker, position + 4, length - 2);
            Arrays.fill(bytes, from, next, (byte) 0);
        }
        position = next;
        return true;
    }

    /** Returns how many bytes at the start of the content decoders need: the JFIF and Adobe headers, the J2K text type. */
    private int keptBytes(int marker, int content, int length) {
        if (marker == J2K_COM) {
            return Math.min(2, length);
        }
        if (marker == APP_FIRST && isText(content, length, "JFIF")) {
            return Math.min(12, length);
        }
        if (marker == APP_FIRST + 8 && isText(content, length, "mrfx")) {
            return Math.min(5, length);
        }
        return marker == APP_FIRST + 14 && isText(content, length, "Adobe") ? Math.min(12, length) : 0;
    }

    private boolean isText(int at, int length, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (i >= length || bytes[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int u16(int at) {
        return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
    }
}
