package org.effigy.dicom.pixel.jpeg2000;

import static org.effigy.dicom.pixel.jpeg2000.BlockContexts.NEIGHBOURS;
import static org.effigy.dicom.pixel.jpeg2000.BlockContexts.REFINED;
import static org.effigy.dicom.pixel.jpeg2000.BlockContexts.SIGNIFICANT;
import static org.effigy.dicom.pixel.jpeg2000.BlockContexts.VISITED;

import java.util.Arrays;
import org.effigy.dicom.pixel.PixelException;

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
    private static final int BELOW =
            BlockContexts.SOUTH | BlockContexts.SOUTH_EAST | BlockContexts.SOUTH_WEST | BlockContexts.SOUTH_NEGATIVE;

    private final ArithmeticDecoder in = new ArithmeticDecoder();
    private final int modes;
    private final boolean causal;
    private int[] data = new int[0];
    private int[] flags = new int[0];
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
        zeroContexts = BlockContexts.zeroTable(kind);
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
        int flagCount = stride * (height + 2);
        if (data.length < width * height || flags.length < flagCount) {
            data = new int[width * height];
            flags = new int[flagCount];
        } else {
            Arrays.fill(data, 0, width * height, 0);
            Arrays.fill(flags, 0, flagCount, 0);
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

    /** Returns the flags of a coefficient; in causal mode without the neighbours in the next stripe. */
    private int seen(int at, int row) {
        return causal && (row & 3) == 3 ? flags[at] & ~BELOW : flags[at];
    }

    /** Returns what is set in any of the flags of a column of four. */
    private int any(int at) {
        return flags[at] | flags[at + stride] | flags[at + 2 * stride] | flags[at + 3 * stride];
    }

    private void significancePass(int value) {
        for (int top = 0; top < height; top += STRIPE) {
            int bottom = Math.min(height, top + STRIPE);
            for (int x = 0; x < width; x++) {
                int at = (top + 1) * stride + x + 1;
                if (bottom - top == STRIPE && (any(at) & NEIGHBOURS) == 0) {
                    continue;
                }
                for (int y = top; y < bottom; y++, at += stride) {
                    int f = seen(at, y);
                    if ((f & NEIGHBOURS) == 0 || (f & (SIGNIFICANT | VISITED)) != 0) {
                        continue;
                    }
                    int bit = raw ? in.rawBit() : in.decode(zeroContexts[f & NEIGHBOURS]);
                    if (bit == 1) {
                        becomeSignificant(at, y * width + x, f, value);
                    }
                    flags[at] |= VISITED;
                }
            }
        }
    }

    private void refinementPass(int half) {
        for (int top = 0; top < height; top += STRIPE) {
            int bottom = Math.min(height, top + STRIPE);
            for (int x = 0; x < width; x++) {
                int at = (top + 1) * stride + x + 1;
                if (bottom - top == STRIPE && (any(at) & SIGNIFICANT) == 0) {
                    continue;
                }
                for (int y = top; y < bottom; y++, at += stride) {
                    if ((flags[at] & (SIGNIFICANT | VISITED)) != SIGNIFICANT) {
                        continue;
                    }
                    int bit = raw ? in.rawBit() : in.decode(BlockContexts.magnitude(seen(at, y)));
                    int i = y * width + x;
                    // Half a step up or down, away from zero or towards it.
                    int sign = data[i] >> 31;
                    data[i] += ((2 * bit - 1) * half ^ sign) - sign;
                    flags[at] |= REFINED;
                }
            }
        }
    }

    private void cleanupPass(int value) {
        for (int top = 0; top < height; top += STRIPE) {
            int bottom = Math.min(height, top + STRIPE);
            for (int x = 0; x < width; x++) {
                cleanupColumn(top, bottom, x, value);
            }
        }
        if ((modes & MODE_SYMBOLS) != 0) {
            // The four bits 1010 mark the end of the plane; a mismatch shows damage, which other decoders pass over.
            for (int i = 0; i < 4; i++) {
                in.decode(ArithmeticDecoder.CONTEXT_UNIFORM);
            }
        }
    }

    private void cleanupColumn(int top, int bottom, int x, int value) {
        int at = (top + 1) * stride + x + 1;
        int y = top;
        boolean found = false;
        if (bottom - top == STRIPE && isQuiet(at, top)) {
            if (in.decode(ArithmeticDecoder.CONTEXT_RUN) == 0) {
                return;
            }
            int run = in.decode(ArithmeticDecoder.CONTEXT_UNIFORM) << 1;
            run |= in.decode(ArithmeticDecoder.CONTEXT_UNIFORM);
            y += run;
            at += run * stride;
            found = true;
        }
        for (; y < bottom; y++, at += stride) {
            int f = seen(at, y);
            if (found || ((f & (SIGNIFICANT | VISITED)) == 0 && in.decode(zeroContexts[f & NEIGHBOURS]) == 1)) {
                becomeSignificant(at, y * width + x, f, value);
            }
            found = false;
            flags[at] &= ~VISITED;
        }
    }

    /** Says whether the four coefficients of a column and all their neighbours are insignificant. */
    private boolean isQuiet(int at, int top) {
        int any = flags[at] | flags[at + stride] | flags[at + 2 * stride] | seen(at + 3 * stride, top + 3);
        return (any & (SIGNIFICANT | VISITED | NEIGHBOURS)) == 0;
    }

    private void becomeSignificant(int at, int index, int f, int value) {
        int sign = raw ? in.rawBit() : in.decode(BlockContexts.sign(f)) ^ BlockContexts.flip(f);
        data[index] = sign == 1 ? -value : value;
        BlockContexts.markSignificant(flags, at, stride, sign);
    }
}
