package org.effigy.codecs.jpeg2000;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.effigy.codecs.FrameEncoder;
import org.effigy.codecs.FrameFormat;
import org.effigy.codecs.PixelException;

/**
 * Compresses grey frames of at most 16 bits to JPEG 2000 (ITU-T T.800) without loss: the 5/3 wavelet in up to five levels,
 * one tile, one layer, code-blocks of 64 x 64.
 */
public final class Jpeg2000Encoder implements FrameEncoder {
    private static final int MAX_BITS = 16;
    private static final int MAX_LEVELS = 5;
    private static final int GUARD_BITS = 2;
    private static final int BLOCK_BITS = 6;
    private static final int WHOLE_PRECINCT = 0xff;
    private static final int TILE_HEADER_BYTES = 14;

    @Override
    public byte[] encode(int[] values, FrameFormat format) {
        if (format.bitsStored() > MAX_BITS || format.bitsAllocated() % 8 != 0 || format.samplesPerPixel() != 1) {
            throw PixelException.unsupported("JPEG 2000 takes grey cells of 8 or 16 bits");
        }
        return new Stream().encode(values, format);
    }

    /** One codestream in the making. */
    private static final class Stream {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        byte[] encode(int[] values, FrameFormat format) {
            int shorter = Math.min(format.rows(), format.columns());
            int levels = Math.min(MAX_LEVELS, 31 - Integer.numberOfLeadingZeros(shorter));
            int[] exponents = exponents(levels, format.bitsStored());
            mainHeader(format, levels, exponents);
            byte[] packets = packets(values, format, coding(levels, exponents));
            words(0xff90, 10, 0);
            u32(TILE_HEADER_BYTES + packets.length);
            words(0x0001, 0xff93);
            out.writeBytes(packets);
            words(0xffd9);
            return out.toByteArray();
        }

        /** Returns the bits of each subband: those of a sample and what the wavelet can add (T.800, table E.1). */
        private static int[] exponents(int levels, int precision) {
            int[] exponents = new int[3 * levels + 1];
            for (int b = 0; b < exponents.length; b++) {
                int gain = b == 0 ? 0 : (b - 1) % 3 == 2 ? 2 : 1;
                exponents[b] = precision + gain;
            }
            return exponents;
        }

        private static Coding coding(int levels, int[] exponents) {
            int[] precincts = new int[levels + 1];
            Arrays.fill(precincts, WHOLE_PRECINCT);
            return Coding.none()
                    .with(
                            new Coding.Style(0, 1, false),
                            new Coding.Component(levels, BLOCK_BITS, BLOCK_BITS, 0, true, precincts, false))
                    .with(new Coding.Quantization(GUARD_BITS, exponents, new int[exponents.length], false));
        }

        private void mainHeader(FrameFormat format, int levels, int[] exponents) {
            words(0xff4f, 0xff51, 41, 0);
            for (int i = 0; i < 2; i++) {
                // The image, then the only tile, each with its offset.
                u32(format.columns());
                u32(format.rows());
                u32(0);
                u32(0);
            }
            words(1);
            bytes(format.bitsStored() - 1 | (format.signed() ? 0x80 : 0), 1, 1);
            words(0xff52, 12);
            bytes(0, 0, 0, 1, 0, levels, BLOCK_BITS - 2, BLOCK_BITS - 2, 0, 1);
            words(0xff5c, 3 + exponents.length);
            bytes(GUARD_BITS << 5);
            for (int exponent : exponents) {
                bytes(exponent << 3);
            }
        }

        private static byte[] packets(int[] values, FrameFormat format, Coding coding) {
            Rectangle area = new Rectangle(0, 0, format.columns(), format.rows());
            Tile tile = new Tile(area, coding, format.bitsStored());
            int level = format.signed() ? 0 : 1 << (format.bitsStored() - 1);
            int[] data = new int[values.length];
            for (int i = 0; i < data.length; i++) {
                data[i] = values[i] - level;
            }
            Wavelet.forward(data, area.width(), tile.resolutions());
            ByteArrayOutputStream packets = new ByteArrayOutputStream(values.length);
            PacketWriter writer = new PacketWriter(packets);
            BlockEncoder encoder = new BlockEncoder();
            for (int r = 0; r < tile.resolutions().size(); r++) {
                Rectangle coarse = r == 0
                        ? new Rectangle(0, 0, 0, 0)
                        : tile.resolutions().get(r - 1).area();
                for (Tile.Precinct precinct : tile.resolutions().get(r).precincts()) {
                    List<PacketWriter.Part> parts = new ArrayList<>();
                    for (Tile.Blocks blocks : precinct.parts()) {
                        parts.add(part(data, tile, blocks, coarse, encoder));
                    }
                    writer.write(parts);
                }
            }
            return packets.toByteArray();
        }

        private static PacketWriter.Part part(
                int[] data, Tile tile, Tile.Blocks part, Rectangle coarse, BlockEncoder encoder) {
            Tile.Subband subband = part.subband();
            int width = tile.area().width();
            int left = (subband.kind() & 1) == 0 ? 0 : coarse.width();
            int top = (subband.kind() & 2) == 0 ? 0 : coarse.height();
            List<BlockEncoder.Coded> coded = new ArrayList<>();
            int columns = 0;
            int rows = 0;
            for (CodeBlock block : part.blocks()) {
                int at = (block.area().y0() - subband.area().y0() + top) * width
                        + block.area().x0()
                        - subband.area().x0()
                        + left;
                coded.add(encoder.encode(data, at, width, block.area(), subband.kind()));
                columns = Math.max(columns, block.column() + 1);
                rows = Math.max(rows, block.row() + 1);
            }
            int planes = tile.coding().quantization().exponents()[subband.number()] + GUARD_BITS - 1;
            return new PacketWriter.Part(columns, rows, planes, coded);
        }

        private void words(int... words) {
            for (int word : words) {
                bytes(word >>> 8, word);
            }
        }

        private void u32(int value) {
            words(value >>> 16, value & 0xffff);
        }

        private void bytes(int... bytes) {
            for (int b : bytes) {
                out.write(b);
            }
        }
    }
}
