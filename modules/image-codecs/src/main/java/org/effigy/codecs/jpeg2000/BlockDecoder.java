package org.effigy.codecs.jpeg2000;

import java.util.Arrays;
import org.effigy.codecs.PixelException;

/**
 * Decodes code-blocks (T.800, annex D): the three coding passes over each bit plane, in stripes of four rows. One decoder
 * is used for many blocks, by one thread.
 */
final class BlockDecoder implements BlockCoder {
    static final int MODE_BYPASS = 1;
    static final int MODE_RESET = 2;
    static final int MODE_TERMINATE_ALL = 4;
    static final int MODE_CAUSAL = 8;
    static final int MODE_SYMBOLS = 32;
    static final int MODE_HIGH_THROUGHPUT = 64;

    private static final int STRIPE = 4;
    private static final int MAX_PLANES = 30;

    private final ArithmeticDecoder in = new ArithmeticDecoder();
    private final int modes;
    private final boolean causal;
    private int[] data = new int[0];
    /** A word of {@link ColumnContexts} for each column of each stripe, with a border of one around them. */
    private long[] words = new long[0];

    private byte[] zeroContexts = new byte[0];
    private int width;
    private int height;
    private int stride;
    private boolean raw;

    BlockDecoder(int modes) {
        this.modes = modes;
        this.causal = (modes & MODE_CAUSAL) != 0;
    }

    @Override
    public int[] decode(CodeBlock block, int kind) {
        if (block.bitPlanes() > MAX_PLANES) {
            throw PixelException.unsupported("the JPEG 2000 frame has more than " + MAX_PLANES + " bit planes");
        }
        prepare(block.area().width(), block.area().height());
        zeroContexts = ColumnContexts.zeroTable(kind);
        in.resetContexts();
        int plane = block.bitPlanes();
        int pass = 2;
        int offset = 0;
        for (int segment = 0; segment < block.segments(); segment++) {
            raw = (modes & MODE_BYPASS) != 0 && plane <= block.bitPlanes() - 4 && pass < 2;
            int length = block.length(segment);
            if (raw) {
                in.startRaw(block.data(), offset, length);
            } else {
                in.start(block.data(), offset, length);
            }
            offset += length;
            for (int i = 0; i < block.passes(segment) && plane >= 1; i++) {
                decodePass(pass, plane);
                plane -= pass == 2 ? 1 : 0;
                pass = (pass + 1) % 3;
            }
        }
        return data;
    }

    private void prepare(int newWidth, int newHeight) {
        width = newWidth;
        height = newHeight;
        stride = width + 2;
        int wordCount = stride * ((height + STRIPE - 1) / STRIPE + 2);
        if (data.length < width * height || words.length < wordCount) {
            data = new int[width * height];
            words = new long[wordCount];
        } else {
            Arrays.fill(data, 0, width * height, 0);
            Arrays.fill(words, 0, wordCount, 0);
        }
    }

    private void decodePass(int pass, int plane) {
        int one = 1 << plane;
        switch (pass) {
            case 0 -> significancePass(one | one >> 1);
            case 1 -> refinementPass(one >> 1);
            default -> cleanupPass(one | one >> 1);
        }
        if ((modes & MODE_RESET) != 0 && !raw) {
            in.resetContexts();
        }
    }

    /** Returns which rows a stripe has, one bit of {@link ColumnContexts#ROWS} each; the last one may have fewer than four. */
    private int rows(int top) {
        int missing = Math.max(0, STRIPE - (height - top));
        return ColumnContexts.ROWS >>> missing * ColumnContexts.ROW_BITS;
    }

    private void significancePass(int value) {
        int at = stride + 1;
        for (int top = 0; top < height; top += STRIPE, at += stride) {
            int rows = rows(top);
            for (int x = 0; x < width; x++) {
                int word = (int) words[at + x];
                if ((word & ColumnContexts.SEEN) == 0) {
                    continue;
                }
                int open = ColumnContexts.surrounded(word) & ColumnContexts.open(word) & rows;
                if (open != 0) {
                    significanceColumn(at + x, top * width + x, open, rows, value);
                }
            }
        }
    }

    private void significanceColumn(int at, int index, int first, int rows, int value) {
        long word = words[at];
        int open = first;
        while (open != 0) {
            int shift = Integer.numberOfTrailingZeros(open);
            open &= open - 1;
            long shifted = word >>> shift;
            int bit = raw ? in.rawBit() : in.decode(zeroContexts[(int) shifted & ColumnContexts.SURROUNDINGS]);
            word |= 1L << shift + ColumnContexts.VISITED_BIT;
            if (bit == 1) {
                word = becomeSignificant(at, index, word, shift, value);
                // The coefficient below has a significant neighbour now.
                open |= ColumnContexts.open((int) word) & rows & 1 << shift + ColumnContexts.ROW_BITS;
            }
        }
        words[at] = word;
    }

    private void refinementPass(int half) {
        int at = stride + 1;
        for (int top = 0; top < height; top += STRIPE, at += stride) {
            for (int x = 0; x < width; x++) {
                int word = (int) words[at + x];
                int open = word >>> ColumnContexts.SIGNIFICANT_BIT
                        & ~(word >>> ColumnContexts.VISITED_BIT)
                        & ColumnContexts.ROWS;
                if (open == 0) {
                    continue;
                }
                words[at + x] |= (long) open << ColumnContexts.REFINED_BIT;
                do {
                    int shift = Integer.numberOfTrailingZeros(open);
                    open &= open - 1;
                    int bit = raw ? in.rawBit() : in.decode(ColumnContexts.magnitude(word >>> shift));
                    int i = top * width + x + offset(shift);
                    // Half a step up or down, away from zero or towards it.
                    int sign = data[i] >> 31;
                    data[i] += ((2 * bit - 1) * half ^ sign) - sign;
                } while (open != 0);
            }
        }
    }

    private void cleanupPass(int value) {
        int at = stride + 1;
        for (int top = 0; top < height; top += STRIPE, at += stride) {
            int rows = rows(top);
            for (int x = 0; x < width; x++) {
                int word = (int) words[at + x];
                int open = ColumnContexts.open(word) & rows;
                if (open == ColumnContexts.ROWS && (word & ColumnContexts.SEEN) == 0) {
                    if (in.decode(ArithmeticDecoder.CONTEXT_RUN) == 1) {
                        runEnds(at + x, top * width + x, value);
                    }
                } else if (open != 0) {
                    cleanupColumn(at + x, top * width + x, open, value);
                } else {
                    words[at + x] &= ~ColumnContexts.VISITED_ROWS;
                }
            }
        }
        if ((modes & MODE_SYMBOLS) != 0) {
            // The four bits 1010 mark the end of the plane; a mismatch shows damage, which other decoders pass over.
            for (int i = 0; i < 4; i++) {
                in.decode(ArithmeticDecoder.CONTEXT_UNIFORM);
            }
        }
    }

    /** Decodes a column that had no significant coefficient in sight up to one that becomes so, and what is below that. */
    private void runEnds(int at, int index, int value) {
        int run = in.decode(ArithmeticDecoder.CONTEXT_UNIFORM) << 1;
        run |= in.decode(ArithmeticDecoder.CONTEXT_UNIFORM);
        int shift = run * ColumnContexts.ROW_BITS;
        words[at] = becomeSignificant(at, index, words[at], shift, value);
        cleanupColumn(at, index, ColumnContexts.ROWS & -2 << shift, value);
    }

    private void cleanupColumn(int at, int index, int first, int value) {
        long word = words[at];
        for (int open = first; open != 0; open &= open - 1) {
            int shift = Integer.numberOfTrailingZeros(open);
            if (in.decode(zeroContexts[(int) (word >>> shift) & ColumnContexts.SURROUNDINGS]) == 1) {
                word = becomeSignificant(at, index, word, shift, value);
            }
        }
        words[at] = word & ~ColumnContexts.VISITED_ROWS;
    }

    /** Returns how far a row of a stripe is behind its first one in the data; the shift is three times its number. */
    private int offset(int shift) {
        return (shift * 11 >> 5) * width;
    }

    private long becomeSignificant(int at, int index, long word, int shift, int value) {
        int sign;
        if (raw) {
            sign = in.rawBit();
        } else {
            int context = ColumnContexts.sign(word >>> shift);
            sign = in.decode(context >> 1) ^ context & 1;
        }
        data[index + offset(shift)] = (value ^ -sign) + sign;
        return ColumnContexts.markSignificant(words, at, stride, word, shift, sign, causal);
    }
}
