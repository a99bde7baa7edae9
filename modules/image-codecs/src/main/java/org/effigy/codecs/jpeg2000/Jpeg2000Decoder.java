package org.effigy.codecs.jpeg2000;

import java.util.Map;
import org.effigy.codecs.FrameFormat;
import org.effigy.codecs.PixelException;
import org.effigy.codecs.Samples;

/**
 * Decodes JPEG 2000 (ITU-T T.800) and high-throughput JPEG 2000 (T.814), reversible and irreversible, as codestreams or in a
 * JP2 file, grey or in colours of full size.
 */
public final class Jpeg2000Decoder {
    private static final int JP2_SIGNATURE = 0x6a502020;
    private static final int CODESTREAM_BOX = 0x6a703263;

    private final ImageSize size;
    private final int[] values;

    private Jpeg2000Decoder(ImageSize size) {
        this.size = size;
        this.values = new int[size.width() * size.height() * size.components()];
    }

    /** Returns the samples of a frame. */
    public static Samples decode(byte[] frame, FrameFormat format) {
        Codestream stream = Codestream.parse(frame, start(frame));
        ImageSize size = stream.size();
        if (size.width() != format.columns() || size.height() != format.rows()) {
            throw PixelException.broken("the JPEG 2000 frame has " + size.height() + " x " + size.width()
                    + " pixels, Rows x Columns is " + format.rows() + " x " + format.columns());
        }
        if (size.components() != format.samplesPerPixel()) {
            throw PixelException.broken("the JPEG 2000 frame has " + size.components()
                    + " colours, SamplesPerPixel (0028,0002) is " + format.samplesPerPixel());
        }
        Jpeg2000Decoder decoder = new Jpeg2000Decoder(size);
        for (Map.Entry<Integer, Codestream.TileData> tile : stream.tiles().entrySet()) {
            decoder.decodeTile(size.tile(tile.getKey()), tile.getValue());
        }
        return new Samples(decoder.values, size.components(), size.precision(), size.signed());
    }

    /** Returns where the codestream begins: at once, or in its box of a JP2 file. */
    static int start(byte[] frame) {
        if (frame.length < 12 || i32(frame, 4) != JP2_SIGNATURE) {
            return 0;
        }
        long at = 0;
        while (at + 8 <= frame.length) {
            if (i32(frame, (int) at + 4) == CODESTREAM_BOX) {
                return (int) at + (i32(frame, (int) at) == 1 ? 16 : 8);
            }
            long length = i32(frame, (int) at) & 0xffffffffL;
            if (length < 8) {
                break;
            }
            at += length;
        }
        throw PixelException.broken("the JP2 frame has no codestream");
    }

    private static int i32(byte[] in, int at) {
        return (in[at] & 0xff) << 24 | (in[at + 1] & 0xff) << 16 | (in[at + 2] & 0xff) << 8 | in[at + 3] & 0xff;
    }

    private void decodeTile(Rectangle area, Codestream.TileData data) {
        int count = size.components();
        Tile[] tiles = new Tile[count];
        for (int c = 0; c < count; c++) {
            tiles[c] = new Tile(area, data.codings()[c], size.precision());
        }
        new PacketReader(tiles, data.bytes()).read();
        int[][] whole = new int[count][];
        float[][] real = new float[count][];
        for (int c = 0; c < count; c++) {
            if (tiles[c].coding().component().reversible()) {
                whole[c] = reversible(tiles[c]);
            } else {
                real[c] = irreversible(tiles[c]);
            }
        }
        if (tiles[0].coding().style().transformed() && count >= 3) {
            if (whole[0] != null && whole[1] != null && whole[2] != null) {
                ComponentTransform.reversible(whole);
            } else if (real[0] != null && real[1] != null && real[2] != null) {
                ComponentTransform.irreversible(real);
            } else {
                throw PixelException.broken("the JPEG 2000 frame transforms colours that are coded differently");
            }
        }
        for (int c = 0; c < count; c++) {
            if (whole[c] == null) {
                store(area, real[c], c);
            } else {
                store(area, whole[c], c);
            }
        }
    }

    private static int[] reversible(Tile tile) {
        int width = tile.area().width();
        int[] data = new int[width * tile.area().height()];
        decodeBlocks(tile, (block, step, coefficients, at) -> {
            int i = 0;
            for (int y = 0; y < block.height(); y++) {
                for (int x = 0; x < block.width(); x++) {
                    data[at + y * width + x] = coefficients[i++] / 2;
                }
            }
        });
        Wavelet.reversible(data, width, tile.resolutions());
        return data;
    }

    private static float[] irreversible(Tile tile) {
        int width = tile.area().width();
        float[] data = new float[width * tile.area().height()];
        decodeBlocks(tile, (block, step, coefficients, at) -> {
            int i = 0;
            for (int y = 0; y < block.height(); y++) {
                for (int x = 0; x < block.width(); x++) {
                    data[at + y * width + x] = coefficients[i++] * step;
                }
            }
        });
        Wavelet.irreversible(data, width, tile.resolutions());
        return data;
    }

    /** Takes the coefficients of a block to their place in the tile, which begins at the index. */
    private interface BlockSink {
        void accept(Rectangle block, float step, int[] coefficients, int index);
    }

    private static void decodeBlocks(Tile tile, BlockSink sink) {
        int modes = tile.coding().component().modes();
        boolean fast = (modes & BlockDecoder.MODE_HIGH_THROUGHPUT) != 0;
        BlockCoder decoder = fast ? new HtBlockDecoder(modes) : new BlockDecoder(modes);
        for (int r = 0; r < tile.resolutions().size(); r++) {
            Rectangle coarse = r == 0
                    ? new Rectangle(0, 0, 0, 0)
                    : tile.resolutions().get(r - 1).area();
            for (Tile.Precinct precinct : tile.resolutions().get(r).precincts()) {
                for (Tile.Blocks part : precinct.parts()) {
                    decodePart(tile, part, coarse, decoder, sink);
                }
            }
        }
    }

    private static void decodePart(Tile tile, Tile.Blocks part, Rectangle coarse, BlockCoder decoder, BlockSink sink) {
        Tile.Subband subband = part.subband();
        int left = (subband.kind() & 1) == 0 ? 0 : coarse.width();
        int top = (subband.kind() & 2) == 0 ? 0 : coarse.height();
        for (CodeBlock block : part.blocks()) {
            if (block.segments() == 0) {
                continue;
            }
            int[] coefficients = decoder.decode(block, subband.kind());
            Rectangle area = block.area();
            lowerRegion(
                    coefficients, area.width() * area.height(), tile.coding().regionShift());
            int x = area.x0() - subband.area().x0() + left;
            int y = area.y0() - subband.area().y0() + top;
            sink.accept(
                    area,
                    0.5f * tile.step(subband),
                    coefficients,
                    y * tile.area().width() + x);
        }
    }

    /** Puts coefficients of a region of interest back to their bit planes (T.800, annex H). */
    private static void lowerRegion(int[] coefficients, int count, int shift) {
        for (int i = 0; shift > 0 && i < count; i++) {
            int magnitude = Math.abs(coefficients[i]);
            if (magnitude >= 1L << shift) {
                magnitude >>= Math.min(shift, 31);
                coefficients[i] = coefficients[i] < 0 ? -magnitude : magnitude;
            }
        }
    }

    private void store(Rectangle area, float[] samples, int component) {
        int[] rounded = new int[samples.length];
        for (int i = 0; i < samples.length; i++) {
            rounded[i] = (int) Math.rint(samples[i]);
        }
        store(area, rounded, component);
    }

    /** Shifts the level back and limits samples to their range. */
    private void store(Rectangle area, int[] samples, int component) {
        long shift = size.signed() ? 0 : 1L << (size.precision() - 1);
        long low = size.signed() ? -1L << (size.precision() - 1) : 0;
        long high = low + (1L << size.precision()) - 1;
        int count = size.components();
        int i = 0;
        for (int y = area.y0(); y < area.y1(); y++) {
            int at = ((y - size.y0()) * size.width() + area.x0() - size.x0()) * count + component;
            for (int x = 0; x < area.width(); x++, at += count) {
                values[at] = (int) Math.max(low, Math.min(high, samples[i++] + shift));
            }
        }
    }
}
