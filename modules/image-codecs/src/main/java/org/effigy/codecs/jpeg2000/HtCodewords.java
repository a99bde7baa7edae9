package org.effigy.codecs.jpeg2000;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The variable-length codewords of quads in HT cleanup passes (T.814, annex C), by context and the next seven bits. */
final class HtCodewords {
    static final HtCodewords FIRST_ROW = new HtCodewords('0');
    static final HtCodewords OTHER_ROWS = new HtCodewords('1');

    private static final String RESOURCE = "ht-vlc-codewords.txt";
    private static final int BITS = 7;
    private static final int CONTEXTS = 8;

    private final short[] entries = new short[CONTEXTS << BITS];
    private final byte[] lengths = new byte[CONTEXTS << BITS];

    private HtCodewords(char rows) {
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(HtCodewords.class.getResourceAsStream(RESOURCE), StandardCharsets.US_ASCII))) {
            in.lines().filter(line -> line.charAt(0) == rows).forEach(this::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String line) {
        String[] columns = line.split(" ");
        int context = columns[0].charAt(1) - '0';
        int entry = Integer.parseInt(columns[0].substring(2), 16);
        int word = Integer.parseInt(columns[1], 16);
        int length = Integer.parseInt(columns[2]);
        for (int above = 0; above < 1 << (BITS - length); above++) {
            int index = context << BITS | above << length | word;
            entries[index] = (short) entry;
            lengths[index] = (byte) length;
        }
    }

    /** Reads a codeword and returns what it stands for, to be taken apart by the methods below. */
    int read(HtBackwardBits in, int context) {
        int index = context << BITS | in.peek(BITS);
        in.skip(lengths[index]);
        return entries[index] & 0xffff;
    }

    /** Returns which of the four samples of the quad are significant, the upper left one in the lowest bit. */
    static int significance(int entry) {
        return entry >>> 12;
    }

    /** Says whether the exponent exceeds its prediction. */
    static boolean hasExcess(int entry) {
        return (entry & 0x100) != 0;
    }

    /** Returns for which samples the highest bit is known. */
    static int known(int entry) {
        return entry >>> 4 & 15;
    }

    /** Returns the highest bits that are known. */
    static int knownBits(int entry) {
        return entry & 15;
    }
}
