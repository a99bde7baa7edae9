package org.effigy.codecs.jpeg2000;

import java.util.Map;
import java.util.TreeMap;
import org.effigy.codecs.PixelException;

/**
 * Which bytes of a JPEG 2000 frame its packets fill; nothing of them is decoded.
 *
 * @param start where the codestream begins in the frame: at once, or in its box of a JP2 file
 * @param precision how many bits a sample has
 * @param tiles by the number of each tile, how many of its coded bytes, tile-parts joined, belong to packets
 */
public record PacketExtent(int start, int precision, Map<Integer, Integer> tiles) {
    /**
     * Reads the markers and the packet headers of a frame.
     *
     * @throws PixelException if it is broken, or of a form that cannot be decoded here
     */
    public static PacketExtent of(byte[] frame) {
        int start = Jpeg2000Decoder.start(frame);
        Codestream stream = Codestream.parse(frame, start);
        ImageSize size = stream.size();
        Map<Integer, Integer> tiles = new TreeMap<>();
        for (Map.Entry<Integer, Codestream.TileData> entry : stream.tiles().entrySet()) {
            Codestream.TileData data = entry.getValue();
            Tile[] tile = new Tile[size.components()];
            for (int c = 0; c < tile.length; c++) {
                tile[c] = new Tile(size.tile(entry.getKey()), data.codings()[c], size.precision());
            }
            PacketReader packets = new PacketReader(tile, data.bytes());
            packets.read();
            tiles.put(entry.getKey(), packets.used());
        }
        return new PacketExtent(start, size.precision(), tiles);
    }
}
