package org.effigy.codecs.jpeg2000;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Writes a packet (T.800, B.10): the header that says which blocks follow and how long they are, then their bytes. */
final class PacketWriter {
    /** The coded blocks of one subband in a precinct, row by row. */
    record Part(int columns, int rows, int maxPlanes, List<BlockEncoder.Coded> blocks) {}

    private static final int FIRST_LENGTH_BITS = 3;

    private final ByteArrayOutputStream out;
    private int current;
    private int free = 8;

    PacketWriter(ByteArrayOutputStream out) {
        this.out = out;
    }

    void write(List<Part> parts) {
        List<BlockEncoder.Coded> included = new ArrayList<>();
        boolean any = parts.stream().flatMap(p -> p.blocks().stream()).anyMatch(b -> b.bitPlanes() > 0);
        bit(any ? 1 : 0);
        for (Part part : any ? parts : List.<Part>of()) {
            int[] absent = part.blocks().stream()
                    .mapToInt(b -> b.bitPlanes() > 0 ? 0 : 1)
                    .toArray();
            int[] empty = part.blocks().stream()
                    .mapToInt(b -> part.maxPlanes() - b.bitPlanes())
                    .toArray();
            TagTreeWriter inclusion = new TagTreeWriter(part.columns(), part.rows(), absent);
            TagTreeWriter emptyPlanes = new TagTreeWriter(part.columns(), part.rows(), empty);
            for (int i = 0; i < absent.length; i++) {
                inclusion.write(i, 1, this);
                if (absent[i] == 0) {
                    emptyPlanes.write(i, empty[i] + 1, this);
                    BlockEncoder.Coded block = part.blocks().get(i);
                    passes(block.passes());
                    length(block);
                    included.add(block);
                }
            }
        }
        align();
        included.forEach(block -> out.writeBytes(block.bytes()));
    }

    /** Writes the number of coding passes (T.800, table B.4). */
    private void passes(int count) {
        if (count == 1) {
            bit(0);
        } else if (count == 2) {
            bits(2, 2);
        } else if (count <= 5) {
            bits(0xc | count - 3, 4);
        } else if (count <= 36) {
            bits(0x1e0 | count - 6, 9);
        } else {
            bits(0xff80 | count - 37, 16);
        }
    }

    private void length(BlockEncoder.Coded block) {
        int length = block.bytes().length;
        int more = 31 - Integer.numberOfLeadingZeros(block.passes());
        int needed = 32 - Integer.numberOfLeadingZeros(length);
        int lengthBits = Math.max(FIRST_LENGTH_BITS, needed - more);
        for (int i = FIRST_LENGTH_BITS; i < lengthBits; i++) {
            bit(1);
        }
        bit(0);
        bits(length, lengthBits + more);
    }

    private void bits(int value, int count) {
        for (int i = count - 1; i >= 0; i--) {
            bit(value >>> i & 1);
        }
    }

    void bit(int bit) {
        current = current << 1 | bit;
        if (--free == 0) {
            out.write(current);
            free = current == 0xff ? 7 : 8;
            current = 0;
        }
    }

    /** Ends the header at a whole byte that is not FF. */
    private void align() {
        while (free < 8) {
            bit(0);
        }
    }
}
