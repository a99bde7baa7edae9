package org.effigy.codecs.jpeg2000;

import static org.effigy.codecs.jpeg2000.BlockContexts.NEIGHBOURS;
import static org.effigy.codecs.jpeg2000.BlockContexts.REFINED;
import static org.effigy.codecs.jpeg2000.BlockContexts.SIGNIFICANT;
import static org.effigy.codecs.jpeg2000.BlockContexts.VISITED;

import java.util.Arrays;

/** Encodes code-blocks (T.800, annex D), all bit planes in one segment, the opposite of {@link BlockDecoder}. */
final class BlockEncoder {
    /** A coded block: how many bit planes and passes it has, none if all coefficients are 0, and its bytes. */
    @SuppressWarnings("ArrayRecordComponent")
    record Coded(int bitPlanes, byte[] bytes) {
        int passes() {
            return 3 * bitPlanes - 2;
        }
    }

    private static final int STRIPE = 4;

    private final ArithmeticEncoder out = new ArithmeticEncoder();
    private int[] magnitudes = new int[0];
    private int[] flags = new int[0];
    private byte[] negative = new byte[0];
    private byte[] zeroContexts = new byte[0];
    private int width;
    private int height;
    private int stride;

    /**
     * Encodes the coefficients of an area.
     *
     * @param data coefficients, row by row
     * @param at the first one of the block
     * @param dataStride the distance of two rows
     * @param area how large the block is
     * @param kind the kind of the subband: 0 LL, 1 HL, 2 LH, 3 HH
     */
    Coded encode(int[] data, int at, int dataStride, Rectangle area, int kind) {
        prepare(area);
        int all = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int value = data[at + y * dataStride + x];
                int i = (y + 1) * stride + x + 1;
                magnitudes[i] = Math.abs(value);
                negative[i] = (byte) (value >>> 31);
                all |= magnitudes[i];
            }
        }
        int planes = 32 - Integer.numberOfLeadingZeros(all);
        if (planes == 0) {
            return new Coded(0, new byte[0]);
        }
        zeroContexts = BlockContexts.zeroTable(kind);
        out.start();
        for (int plane = planes - 1; plane >= 0; plane--) {
            if (plane < planes - 1) {
                significancePass(plane);
                refinementPass(plane);
            }
            cleanupPass(plane);
        }
        return new Coded(planes, out.end());
    }

    private void prepare(Rectangle area) {
        width = area.width();
        height = area.height();
        stride = width + 2;
        int size = stride * (height + 2);
        if (flags.length < size) {
            flags = new int[size];
            magnitudes = new int[size];
            negative = new byte[size];
        } else {
            Arrays.fill(flags, 0, size, 0);
        }
    }

    private void significancePass(int plane) {
        for (int top = 0; top < height; top += STRIPE) {
            int bottom = Math.min(height, top + STRIPE);
            for (int x = 0; x < width; x++) {
                int at = (top + 1) * stride + x + 1;
                for (int y = top; y < bottom; y++, at += stride) {
                    int f = flags[at];
                    if ((f & NEIGHBOURS) == 0 || (f & SIGNIFICANT) != 0) {
                        continue;
                    }
                    int bit = magnitudes[at] >>> plane & 1;
                    out.encode(zeroContexts[f & NEIGHBOURS], bit);
                    if (bit == 1) {
                        becomeSignificant(at, f);
                    }
                    flags[at] |= VISITED;
                }
            }
        }
    }

    private void refinementPass(int plane) {
        for (int top = 0; top < height; top += STRIPE) {
            int bottom = Math.min(height, top + STRIPE);
            for (int x = 0; x < width; x++) {
                int at = (top + 1) * stride + x + 1;
                for (int y = top; y < bottom; y++, at += stride) {
                    if ((flags[at] & (SIGNIFICANT | VISITED)) == SIGNIFICANT) {
                        out.encode(BlockContexts.magnitude(flags[at]), magnitudes[at] >>> plane & 1);
                        flags[at] |= REFINED;
                    }
                }
            }
        }
    }

    private void cleanupPass(int plane) {
        for (int top = 0; top < height; top += STRIPE) {
            int bottom = Math.min(height, top + STRIPE);
            for (int x = 0; x < width; x++) {
                cleanupColumn(top, bottom, x, plane);
            }
        }
    }

    private void cleanupColumn(int top, int bottom, int x, int plane) {
        int at = (top + 1) * stride + x + 1;
        int y = top;
        boolean found = false;
        if (bottom - top == STRIPE && isQuiet(at)) {
            int run = 0;
            while (run < STRIPE && (magnitudes[at + run * stride] >>> plane & 1) == 0) {
                run++;
            }
            out.encode(ArithmeticDecoder.CONTEXT_RUN, run < STRIPE ? 1 : 0);
            if (run == STRIPE) {
                return;
            }
            out.encode(ArithmeticDecoder.CONTEXT_UNIFORM, run >> 1);
            out.encode(ArithmeticDecoder.CONTEXT_UNIFORM, run & 1);
            y += run;
            at += run * stride;
            found = true;
        }
        for (; y < bottom; y++, at += stride) {
            int f = flags[at];
            if (found) {
                becomeSignificant(at, f);
            } else if ((f & (SIGNIFICANT | VISITED)) == 0) {
                int bit = magnitudes[at] >>> plane & 1;
                out.encode(zeroContexts[f & NEIGHBOURS], bit);
                if (bit == 1) {
                    becomeSignificant(at, f);
                }
            }
            found = false;
            flags[at] &= ~VISITED;
        }
    }

    private boolean isQuiet(int at) {
        int any = flags[at] | flags[at + stride] | flags[at + 2 * stride] | flags[at + 3 * stride];
        return (any & (SIGNIFICANT | VISITED | NEIGHBOURS)) == 0;
    }

    private void becomeSignificant(int at, int f) {
        int sign = negative[at] & 1;
        out.encode(BlockContexts.sign(f), sign ^ BlockContexts.flip(f));
        BlockContexts.markSignificant(flags, at, stride, sign);
    }
}
