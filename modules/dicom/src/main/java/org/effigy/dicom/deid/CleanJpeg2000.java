package org.effigy.dicom.deid;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.effigy.codecs.PixelException;
import org.effigy.codecs.jpeg2000.PacketExtent;

/**
 * Writes a JPEG 2000 codestream anew (T.800, annex A): the segments that say how it is coded, each as long as it must be,
 * and the bytes of the packets. Boxes of a JP2 file, comments, lists of lengths and bytes behind the packets are not written.
 * The packets were read before, so the segments are sound.
 */
final class CleanJpeg2000 {
    private static final int SOC = 0xff4f;
    private static final int CAP = 0xff50;
    private static final int SIZ = 0xff51;
    private static final int COD = 0xff52;
    private static final int COC = 0xff53;
    private static final int TLM = 0xff55;
    private static final int PLM = 0xff57;
    private static final int PLT = 0xff58;
    private static final int PRF = 0xff56;
    private static final int CPF = 0xff59;
    private static final int QCD = 0xff5c;
    private static final int QCC = 0xff5d;
    private static final int RGN = 0xff5e;
    private static final int POC = 0xff5f;
    private static final int CRG = 0xff63;
    private static final int COM = 0xff64;
    private static final int SOT = 0xff90;
    private static final int SOD = 0xff93;
    private static final int EOC = 0xffd9;
    private static final int SOT_BYTES = 12;

    private record TilePart(int number, byte[] sot, byte[] content) {
        int length() {
            return SOT_BYTES + content.length;
        }
    }

    private final byte[] in;
    private final Map<Integer, Integer> left;
    private final List<TilePart> tileParts = new ArrayList<>();
    private int position;
    /** The most wavelet levels of any component in any tile. */
    private int levels;

    private boolean listsLengths;
    private boolean cut;

    private CleanJpeg2000(byte[] in, PacketExtent extent) {
        this.in = in;
        this.position = extent.start() + 2;
        this.left = new HashMap<>(extent.tiles());
    }

    /**
     * A codestream that was written anew.
     *
     * @param bytes the codestream
     * @param cut whether bytes behind the packets or behind what a segment must hold were left out
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Result(byte[] bytes, boolean cut) {}

    /** Returns the codestream of the frame. */
    static Result of(byte[] frame, PacketExtent extent) {
        CleanJpeg2000 clean = new CleanJpeg2000(frame, extent);
        clean.findLevels();
        byte[] head = clean.segments(SOT);
        while (clean.position + 1 < frame.length && clean.u16(clean.position) == SOT) {
            clean.tilePart();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(frame.length);
        words(out, SOC);
        out.writeBytes(head);
        if (clean.listsLengths) {
            out.writeBytes(clean.lengths());
        }
        for (TilePart part : clean.tileParts) {
            out.writeBytes(part.sot());
            out.writeBytes(part.content());
        }
        words(out, EOC);
        return new Result(out.toByteArray(), clean.cut);
    }

    private void findLevels() {
        int start = position;
        int end = position;
        do {
            // The main header, then the headers of the tile-parts; each begins with SOC or SOT and ends at SOT or SOD.
            position = end;
            if (u16(position) == SOT) {
                end = tilePartEnd();
                position += SOT_BYTES;
            }
            while (u16(position) != SOT && u16(position) != SOD) {
                int marker = u16(position);
                int at = position + (marker == COD ? 9 : 6);
                levels = marker == COD || marker == COC ? Math.max(levels, u8(at)) : levels;
                position += 2 + u16(position + 2);
            }
            end = u16(position) == SOT ? position : end;
        } while (end + 1 < in.length && u16(end) == SOT);
        position = start;
    }

    /** Returns where the tile-part at the position ends; a length of 0 says at the end of the codestream. */
    private int tilePartEnd() {
        long length = Integer.toUnsignedLong(ByteBuffer.wrap(in).getInt(position + 6));
        return length == 0 ? endOfCodestream() : Math.toIntExact(position + length);
    }

    private void tilePart() {
        int start = position;
        int number = u16(start + 4);
        int end = tilePartEnd();
        position += SOT_BYTES;
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(segments(SOD));
        words(content, SOD);
        position += 2;
        int used = Math.min(end - position, left.getOrDefault(number, 0));
        cut |= used < end - position;
        content.write(in, position, used);
        left.merge(number, -used, Integer::sum);
        position = end;
        ByteBuffer sot = ByteBuffer.allocate(SOT_BYTES).put(in, start, SOT_BYTES);
        sot.putShort(2, (short) 10).putInt(6, SOT_BYTES + content.size());
        tileParts.add(new TilePart(number, sot.array(), content.toByteArray()));
    }

    private int endOfCodestream() {
        for (int i = in.length - 2; i > position; i--) {
            if (u16(i) == EOC) {
                return i;
            }
        }
        return in.length;
    }

    /** Returns the segments up to this marker that say how the image is coded. */
    private byte[] segments(int last) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (u16(position) != last) {
            int marker = u16(position);
            int length = u16(position + 2);
            int needed = needed(marker, length);
            if (needed > length) {
                throw PixelException.broken("the JPEG 2000 frame has a segment that is too short");
            }
            if (needed > 0) {
                cut |= needed < length;
                words(out, marker, needed);
                out.write(in, position + 4, needed - 2);
            }
            position += 2 + length;
        }
        return out.toByteArray();
    }

    /** Returns how long a segment must be, 0 for one that is left out. */
    private int needed(int marker, int length) {
        int at = position + 4;
        return switch (marker) {
            case SIZ -> 38 + 3 * u16(position + 38);
            case COD -> 12 + ((u8(at) & 1) != 0 ? u8(at + 5) + 1 : 0);
            case COC -> 9 + ((u8(at + 1) & 1) != 0 ? u8(at + 2) + 1 : 0);
            case QCD -> Math.min(length, quantization(3, u8(at)));
            case QCC -> Math.min(length, quantization(4, u8(at + 1)));
            case CAP -> 6 + 2 * Integer.bitCount(ByteBuffer.wrap(in).getInt(at));
            case RGN -> 5;
            case POC -> 2 + (length - 2) / 7 * 7;
            case TLM -> {
                listsLengths = true;
                yield 0;
            }
            case PLM, PLT, PRF, CPF, CRG, COM -> 0;
            default -> throw PixelException.unsupported("the JPEG 2000 frame has a segment of an unknown kind");
        };
    }

    /** Returns the length of a quantization segment for the most levels. */
    private int quantization(int fixed, int style) {
        return switch (style & 31) {
            case 0 -> fixed + 3 * levels + 1;
            case 1 -> fixed + 2;
            default -> fixed + 2 * (3 * levels + 1);
        };
    }

    /** Returns the list of the lengths of all tile-parts, which some syntaxes ask for. */
    private byte[] lengths() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int most = (0xffff - 4) / 6;
        for (int from = 0; from < tileParts.size(); from += most) {
            List<TilePart> some = tileParts.subList(from, Math.min(tileParts.size(), from + most));
            words(out, TLM, 4 + 6 * some.size(), from / most << 8 | 0x60);
            for (TilePart part : some) {
                words(out, part.number(), part.length() >>> 16, part.length());
            }
        }
        return out.toByteArray();
    }

    private static void words(ByteArrayOutputStream out, int... words) {
        for (int word : words) {
            out.write(word >>> 8);
            out.write(word);
        }
    }

    private int u8(int at) {
        return in[at] & 0xff;
    }

    private int u16(int at) {
        return u8(at) << 8 | u8(at + 1);
    }
}
