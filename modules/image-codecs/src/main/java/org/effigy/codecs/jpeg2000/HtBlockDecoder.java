package org.effigy.codecs.jpeg2000;

import java.util.Arrays;
import org.effigy.codecs.PixelException;

/**
 * Decodes high-throughput code-blocks (ITU-T T.814, clause 7): the cleanup pass in quads of 2 x 2 coefficients, then, if
 * there are any, significance propagation and magnitude refinement of one more bit plane. One decoder is used for many
 * blocks, by one thread.
 */
final class HtBlockDecoder implements BlockCoder {
    private static final int MAX_SUFFIX_BYTES = 4079;
    private static final int MAX_BITS = 31;
    private static final int CLEANUP = 1;
    private static final int PROPAGATED = 2;

    private final boolean causal;
    private int[] data = new int[0];
    private byte[] significant = new byte[0];
    private int[] above = new int[0];
    private int[] below = new int[0];
    private final int[] excess = new int[2];
    private int width;
    private int height;
    private int stride;
    private int planes;
    private HtForwardBits magnitudes;
    private HtBackwardBits codewords;
    private HtRunDecoder runs;

    HtBlockDecoder(int modes) {
        this.causal = (modes & BlockDecoder.MODE_CAUSAL) != 0;
        this.magnitudes = new HtForwardBits(new byte[0], 0, 0, 0);
        this.codewords = HtBackwardBits.refinements(new byte[0], -1, 0);
        this.runs = new HtRunDecoder(new byte[0], 0, 0);
    }

    @Override
    public int[] decode(CodeBlock block, int kind) {
        int length = block.length(0);
        if (length < 2 || block.segments() > 2) {
            throw length < 2
                    ? PixelException.broken("the JPEG 2000 data has a high-throughput block without its cleanup pass")
                    : PixelException.unsupported("the JPEG 2000 frame has blocks of several high-throughput sets");
        }
        prepare(block);
        byte[] bytes = block.data();
        int suffix = (bytes[length - 1] & 0xff) << 4 | bytes[length - 2] & 15;
        if (suffix < 2 || suffix > Math.min(length, MAX_SUFFIX_BYTES)) {
            throw PixelException.broken("the JPEG 2000 data has a high-throughput block with impossible parts");
        }
        int middle = length - suffix;
        magnitudes = new HtForwardBits(bytes, 0, middle, 0xff);
        runs = new HtRunDecoder(bytes, middle, length - 1);
        codewords = HtBackwardBits.codewords(bytes, length - 2, middle);
        cleanup();
        boolean refined = block.segments() == 2 && block.length(1) > 0 && planes >= 2;
        if (refined) {
            int end = length + block.length(1);
            markSignificant();
            propagate(new HtForwardBits(bytes, length, end, 0));
            if (block.passes(1) > 1) {
                refine(HtBackwardBits.refinements(bytes, end - 1, length));
            }
        }
        return data;
    }

    private void prepare(CodeBlock block) {
        width = block.area().width();
        height = block.area().height();
        planes = block.bitPlanes();
        stride = width + 2;
        if (planes < 1) {
            throw PixelException.broken("the JPEG 2000 data has a code-block without bit planes");
        }
        if (data.length < width * height) {
            data = new int[width * height];
        } else {
            Arrays.fill(data, 0, width * height, 0);
        }
        if (above.length < width + 6) {
            above = new int[width + 6];
            below = new int[width + 6];
        }
        Arrays.fill(above, 0);
        Arrays.fill(below, 0);
    }

    /** Decodes the rows of quads; above holds the exponents of the coefficients right above them, from index 1 on. */
    private void cleanup() {
        for (int y = 0; y < height; y += 2) {
            HtCodewords table = y == 0 ? HtCodewords.FIRST_ROW : HtCodewords.OTHER_ROWS;
            int left = 0;
            for (int x = 0; x < width; x += 4) {
                int first = quad(table, y == 0, x, left);
                boolean paired = x + 2 < width;
                int second = paired ? quad(table, y == 0, x + 2, HtCodewords.significance(first)) : 0;
                excesses(y == 0, HtCodewords.hasExcess(first), HtCodewords.hasExcess(second));
                samples(first, excess[0], x, y);
                if (paired) {
                    samples(second, excess[1], x + 2, y);
                }
                left = HtCodewords.significance(second);
            }
            int[] done = above;
            above = below;
            below = done;
            Arrays.fill(below, 0);
        }
    }

    /** Reads the codeword of a quad, given the significance of the one at its left. */
    private int quad(HtCodewords table, boolean firstRow, int x, int left) {
        int context;
        if (firstRow) {
            context = (left | left >>> 1) & 1 | left >>> 1 & 6;
        } else {
            context = (above[x] | above[x + 1]) == 0 ? 0 : 1;
            context |= (left & 12) == 0 ? 0 : 2;
            context |= (above[x + 2] | above[x + 3]) == 0 ? 0 : 4;
        }
        return context == 0 && !runs.next() ? 0 : table.read(codewords, context);
    }

    /** Reads how far the exponents of two quads exceed their prediction (T.814, 7.3.6). */
    private void excesses(boolean firstRow, boolean first, boolean second) {
        boolean both = first && second;
        int bias = firstRow && both && runs.next() ? 2 : 0;
        int prefix0 = first ? prefix() : 0;
        int prefix1;
        if (firstRow && both && bias == 0 && prefix0 > 2) {
            excess[1] = codewords.bits(1) + 1;
            prefix1 = 0;
        } else {
            prefix1 = second ? prefix() : 0;
            excess[1] = prefix1;
        }
        int suffix0 = suffix(prefix0);
        int suffix1 = suffix(prefix1);
        excess[0] = prefix0 + suffix0 + (suffix0 >= 28 ? codewords.bits(4) << 2 : 0) + bias;
        excess[1] += suffix1 + (suffix1 >= 28 ? codewords.bits(4) << 2 : 0) + bias;
    }

    private int prefix() {
        int bits = codewords.peek(3);
        if (bits == 0) {
            codewords.skip(3);
            return 5;
        }
        int length = Integer.numberOfTrailingZeros(bits) + 1;
        codewords.skip(length);
        return length;
    }

    private int suffix(int prefix) {
        return prefix < 3 ? 0 : codewords.bits(prefix == 3 ? 1 : 5);
    }

    /** Reads magnitudes and signs of a quad, column by column, and keeps the exponents of its lower row. */
    private void samples(int entry, int over, int x, int y) {
        int pattern = HtCodewords.significance(entry);
        if (pattern == 0) {
            return;
        }
        int predicted = 1;
        if ((pattern & pattern - 1) != 0) {
            int highest = Math.max(Math.max(above[x], above[x + 1]), Math.max(above[x + 2], above[x + 3]));
            predicted = Math.max(1, highest - 1);
        }
        int exponent = predicted + over;
        if (exponent + planes > MAX_BITS) {
            throw PixelException.broken("the JPEG 2000 data has a coefficient of too many bits");
        }
        for (int n = 0; n < 4; n++) {
            if ((pattern >>> n & 1) == 0) {
                continue;
            }
            int bits = exponent - (HtCodewords.known(entry) >>> n & 1);
            int value = magnitudes.bits(bits) | (HtCodewords.knownBits(entry) >>> n & 1) << bits;
            int column = x + (n >>> 1);
            int row = y + (n & 1);
            if ((n & 1) == 1) {
                below[column + 1] = 32 - Integer.numberOfLeadingZeros(value | 1);
            }
            if (column < width && row < height) {
                int magnitude = (value | 1) + 2 << (planes - 1);
                data[row * width + column] = (value & 1) == 1 ? -magnitude : magnitude;
            }
        }
    }

    private void markSignificant() {
        int size = stride * (height + 2);
        if (significant.length < size) {
            significant = new byte[size];
        } else {
            Arrays.fill(significant, 0, size, (byte) 0);
        }
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                if (data[y * width + x] != 0) {
                    significant[(y + 1) * stride + x + 1] = CLEANUP;
                }
            }
        }
    }

    /** Finds coefficients that become significant beside others; signs follow for every four columns of a stripe. */
    private void propagate(HtForwardBits in) {
        int value = 3 << (planes - 2);
        for (int top = 0; top < height; top += 4) {
            int bottom = Math.min(height, top + 4);
            for (int left = 0; left < width; left += 4) {
                int right = Math.min(width, left + 4);
                int found = 0;
                for (int x = left; x < right; x++) {
                    for (int y = top; y < bottom; y++) {
                        int at = (y + 1) * stride + x + 1;
                        if (significant[at] == 0 && hasNeighbour(at, y) && in.bits(1) == 1) {
                            significant[at] = PROPAGATED;
                            found |= 1 << (4 * (x - left) + y - top);
                        }
                    }
                }
                for (; found != 0; found &= found - 1) {
                    int n = Integer.numberOfTrailingZeros(found);
                    int i = (top + (n & 3)) * width + left + (n >>> 2);
                    data[i] = in.bits(1) == 1 ? -value : value;
                }
            }
        }
    }

    private boolean hasNeighbour(int at, int y) {
        byte[] s = significant;
        int here = s[at - 1] | s[at + 1] | s[at - stride - 1] | s[at - stride] | s[at - stride + 1];
        boolean hidden = causal && (y & 3) == 3;
        return (hidden ? here : here | s[at + stride - 1] | s[at + stride] | s[at + stride + 1]) != 0;
    }

    /** Adds a bit to each coefficient of the cleanup pass. */
    private void refine(HtBackwardBits in) {
        int half = 1 << (planes - 2);
        for (int top = 0; top < height; top += 4) {
            int bottom = Math.min(height, top + 4);
            for (int x = 0; x < width; x++) {
                for (int y = top; y < bottom; y++) {
                    if (significant[(y + 1) * stride + x + 1] == CLEANUP) {
                        int i = y * width + x;
                        data[i] += (in.bits(1) == 1) == (data[i] > 0) ? half : -half;
                    }
                }
            }
        }
    }
}
