package org.effigy.codecs.jpeg2000;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.effigy.codecs.PixelException;

/** The markers of a codestream (T.800, annex A): size, coding of each tile, and its packets, tile-parts joined. */
final class Codestream {
    /** The coded bytes of a tile, and how each of its components is coded. */
    static final class TileData {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Coding[] codings;

        private TileData(Coding[] codings) {
            this.codings = Arrays.stream(codings).map(Coding::forTile).toArray(Coding[]::new);
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }

        Coding[] codings() {
            return codings;
        }
    }

    private static final int SIZ = 0xff51;
    private static final int COD = 0xff52;
    private static final int COC = 0xff53;
    private static final int QCD = 0xff5c;
    private static final int QCC = 0xff5d;
    private static final int RGN = 0xff5e;
    private static final int POC = 0xff5f;
    private static final int PPM = 0xff60;
    private static final int PPT = 0xff61;
    private static final int SOC = 0xff4f;
    private static final int SOT = 0xff90;
    private static final int SOD = 0xff93;
    private static final int EOC = 0xffd9;
    private static final int MAX_TILES = 65535;
    private static final int MAX_CHANGES = 64;
    private static final int MAX_COMPONENTS = 4;

    private final byte[] in;
    private final TreeMap<Integer, TileData> tiles = new TreeMap<>();
    private Coding[] codings = new Coding[0];
    private ImageSize size;
    private int position;

    private Codestream(byte[] in, int position) {
        this.in = in;
        this.position = position;
    }

    /** Reads all markers; the packets stay as they are. */
    static Codestream parse(byte[] in, int start) {
        Codestream stream = new Codestream(in, start);
        if (stream.u16(start) != SOC || stream.u16(start + 2) != SIZ) {
            throw PixelException.broken("the frame is not JPEG 2000: it does not begin with FF 4F FF 51");
        }
        stream.position = start + 2;
        stream.readSize();
        stream.readMainHeader();
        stream.readTileParts();
        return stream;
    }

    ImageSize size() {
        return size;
    }

    /** Returns the tiles in the order of their numbers. */
    TreeMap<Integer, TileData> tiles() {
        return tiles;
    }

    private void readSize() {
        int at = position + 4;
        int end = segmentEnd();
        need(at + 39, end);
        int components = u16(at + 34);
        if (components < 1 || components > MAX_COMPONENTS) {
            throw PixelException.unsupported(
                    "the JPEG 2000 frame has " + components + " colours, supported are 1 to " + MAX_COMPONENTS);
        }
        int depth = u8(at + 36);
        need(at + 36 + 3 * components, end);
        for (int c = 0; c < components; c++) {
            if (u8(at + 37 + 3 * c) != 1 || u8(at + 38 + 3 * c) != 1 || u8(at + 36 + 3 * c) != depth) {
                throw PixelException.unsupported(
                        "the JPEG 2000 frame is subsampled or has colours of several depths, which is not supported");
            }
        }
        codings = new Coding[components];
        Arrays.fill(codings, Coding.none());
        size = new ImageSize(
                i32(at + 2),
                i32(at + 6),
                i32(at + 10),
                i32(at + 14),
                i32(at + 18),
                i32(at + 22),
                i32(at + 26),
                i32(at + 30),
                (depth & 0x7f) + 1,
                depth > 0x7f,
                components);
        position = end;
    }

    private void readMainHeader() {
        while (u16(position) != SOT) {
            int marker = u16(position);
            if (marker == EOC || marker == PPM) {
                throw PixelException.unsupported("the JPEG 2000 frame has packed packet headers or no tiles");
            }
            int end = segmentEnd();
            readCoding(marker, position + 4, end, codings);
            position = end;
        }
        for (Coding coding : codings) {
            if (coding.style().layers() == 0 || coding.quantization().exponents().length == 0) {
                throw PixelException.broken("the JPEG 2000 frame lacks COD or QCD");
            }
        }
    }

    private void readTileParts() {
        while (position + 1 < in.length && u16(position) == SOT) {
            int start = position;
            need(position + 12, in.length);
            int index = u16(position + 4);
            long length = i32(position + 6) & 0xffffffffL;
            long end = length == 0 ? endOfCodestream() : start + length;
            if (end > in.length || (length != 0 && length < 14)) {
                throw PixelException.broken("a JPEG 2000 tile ends beyond the frame");
            }
            if (index >= Math.min(MAX_TILES, size.tileCount())) {
                throw PixelException.broken("a JPEG 2000 tile has an impossible number");
            }
            position = start + 12;
            readTilePart(tiles.computeIfAbsent(index, i -> new TileData(codings)), (int) end);
            position = (int) end;
        }
        if (tiles.size() != size.tileCount()) {
            throw PixelException.broken(
                    "the JPEG 2000 frame has " + tiles.size() + " of its " + size.tileCount() + " tiles");
        }
    }

    /** Returns where the last tile-part ends: at the end marker, or without one at the end of the bytes. */
    private int endOfCodestream() {
        for (int i = in.length - 2; i > position; i--) {
            if (u16(i) == EOC) {
                return i;
            }
        }
        return in.length;
    }

    private void readTilePart(TileData tile, int end) {
        while (u16(position) != SOD) {
            int marker = u16(position);
            if (marker == PPT) {
                throw PixelException.unsupported("the JPEG 2000 frame has packed packet headers");
            }
            int next = segmentEnd();
            readCoding(marker, position + 4, next, tile.codings);
            position = next;
            need(position + 2, end);
        }
        need(position + 2, end);
        tile.bytes.write(in, position + 2, end - position - 2);
    }

    /** Changes the codings by what the marker says; some concern one component. */
    private void readCoding(int marker, int at, int end, Coding[] before) {
        boolean one = marker == COC || marker == QCC || marker == RGN;
        // With one component, its number has been seen to be wrong.
        int only = one && before.length > 1 ? u8(at) : 0;
        if (only >= before.length) {
            throw PixelException.broken("the JPEG 2000 frame has coding parameters of a colour that it lacks");
        }
        for (int c = only; c < (one ? only + 1 : before.length); c++) {
            before[c] = codingMarker(marker, at, end, before[c]);
        }
    }

    /** Returns the coding after the marker; markers that say nothing about it change nothing. */
    private Coding codingMarker(int marker, int at, int end, Coding before) {
        return switch (marker) {
            case COD -> readCod(at, end, before);
            case COC -> before.with(before.style(), readComponent(at + 2, end, (u8(at + 1) & 1) != 0, true));
            case QCD -> before.quantization().ownMarker() ? before : before.with(readQuantization(at, end, false));
            case QCC -> before.with(readQuantization(at + 1, end, true));
            case RGN -> before.withRegionShift(readRegionShift(at, end));
            case POC -> before.with(readChanges(at, end));
            default -> before;
        };
    }

    private Coding readCod(int at, int end, Coding before) {
        need(at + 10, end);
        int flags = u8(at);
        Coding.Style style = new Coding.Style(u8(at + 1), u16(at + 2), u8(at + 4) != 0);
        if (style.layers() == 0 || style.progression() > 4) {
            throw PixelException.broken("the JPEG 2000 frame has no layers or an impossible packet order");
        }
        Coding.Component component = before.component().ownMarker()
                ? before.component()
                : readComponent(at + 5, end, (flags & 1) != 0, false);
        return before.with(style, component);
    }

    private Coding.Component readComponent(int at, int end, boolean ownPrecincts, boolean ownMarker) {
        need(at + 5, end);
        int levels = u8(at);
        int widthBits = (u8(at + 1) & 15) + 2;
        int heightBits = (u8(at + 2) & 15) + 2;
        int modes = u8(at + 3);
        if ((modes & 0x80) != 0) {
            throw PixelException.unsupported("the JPEG 2000 frame mixes high-throughput blocks with others");
        }
        if (levels > 32 || widthBits > 10 || heightBits > 10 || widthBits + heightBits > 12) {
            throw PixelException.broken("the JPEG 2000 frame has impossible levels or code-blocks");
        }
        int[] precincts = new int[levels + 1];
        for (int r = 0; r <= levels; r++) {
            need(ownPrecincts ? at + 6 + r : end, end);
            precincts[r] = ownPrecincts ? u8(at + 5 + r) : 0xff;
            if (r > 0 && ((precincts[r] & 15) == 0 || precincts[r] >>> 4 == 0)) {
                throw PixelException.broken("the JPEG 2000 frame has impossible precincts");
            }
        }
        return new Coding.Component(levels, widthBits, heightBits, modes, u8(at + 4) == 1, precincts, ownMarker);
    }

    private Coding.Quantization readQuantization(int at, int end, boolean ownMarker) {
        need(at + 1, end);
        int style = u8(at) & 31;
        int guardBits = u8(at) >>> 5;
        if (style == 1) {
            need(at + 3, end);
            int step = u16(at + 1);
            return Coding.Quantization.derived(guardBits, step >>> 11, step & 0x7ff, ownMarker);
        }
        int width = style == 0 ? 1 : 2;
        int subbands = (end - at - 1) / width;
        int[] exponents = new int[subbands];
        int[] mantissas = new int[subbands];
        for (int b = 0; b < subbands; b++) {
            int step = style == 0 ? u8(at + 1 + b) << 8 : u16(at + 1 + 2 * b);
            exponents[b] = step >>> 11;
            mantissas[b] = style == 0 ? 0 : step & 0x7ff;
        }
        return new Coding.Quantization(guardBits, exponents, mantissas, ownMarker);
    }

    private int readRegionShift(int at, int end) {
        need(at + 3, end);
        return u8(at + 2);
    }

    private List<Coding.ProgressionVolume> readChanges(int at, int end) {
        List<Coding.ProgressionVolume> changes = new ArrayList<>();
        for (int i = at; i + 7 <= end; i += 7) {
            if (u8(i + 6) > 4) {
                throw PixelException.broken("the JPEG 2000 frame has an impossible packet order");
            }
            if (changes.size() == MAX_CHANGES) {
                throw PixelException.unsupported("the JPEG 2000 frame changes its packet order too often");
            }
            int componentEnd = u8(i + 5) == 0 ? MAX_COMPONENTS : u8(i + 5);
            changes.add(new Coding.ProgressionVolume(u8(i), u8(i + 1), u16(i + 2), u8(i + 4), componentEnd, u8(i + 6)));
        }
        return changes;
    }

    /** Returns the end of the segment whose marker is at the position. */
    private int segmentEnd() {
        int marker = u16(position);
        int end = position + 2 + u16(position + 2);
        if (marker < 0xff00 || end > in.length || end < position + 4) {
            throw PixelException.broken("the JPEG 2000 frame has a broken marker");
        }
        return end;
    }

    private static void need(int at, int end) {
        if (at > end) {
            throw PixelException.broken("the JPEG 2000 frame has a segment that is too short");
        }
    }

    private int u8(int at) {
        if (at >= in.length) {
            throw PixelException.broken("the JPEG 2000 frame ends early");
        }
        return in[at] & 0xff;
    }

    private int u16(int at) {
        return u8(at) << 8 | u8(at + 1);
    }

    private int i32(int at) {
        return u16(at) << 16 | u16(at + 2);
    }
}
