package org.effigy.codecs.jpeg;

import java.util.Arrays;
import org.effigy.codecs.PixelException;

/**
 * Reads the coefficients of blocks from a JPEG scan (ITU-T T.81, annexes F and G), into arrays of 64 in natural order.
 * One reader per scan; it remembers the mean of the last block of each component and the run of empty blocks.
 */
abstract class JpegBlockReader {
    private static final int MAX_CATEGORY = 16;
    private static final int LAST = 63;
    private static final int[] ZIGZAG = JpegTables.ZIGZAG;

    private final JpegScan scan;
    private final JpegBits bits;
    private final int[] dc;
    private int emptyBlocks;

    private JpegBlockReader(JpegScan scan, JpegBits bits) {
        this.scan = scan;
        this.bits = bits;
        this.dc = new int[scan.components().length];
    }

    /**
     * Reads one block.
     *
     * @param component its component, by its place in the scan
     * @param out where its coefficients, or what was known of them before, stand from the index on
     */
    abstract void read(int component, short[] out, int at);

    /** Begins anew after a restart marker. */
    final void restart() {
        Arrays.fill(dc, 0);
        emptyBlocks = 0;
    }

    /** Returns a reader of whole blocks. */
    static JpegBlockReader sequential(JpegScan scan, JpegBits bits) {
        for (int i = 0; i < scan.components().length; i++) {
            scan.dc(i);
            scan.ac(i);
        }
        return new JpegBlockReader(scan, bits) {
            @Override
            void read(int component, short[] out, int at) {
                out[at] = (short) nextDc(component);
                readAc(scan.acTables()[component], out, at);
            }
        };
    }

    /** Returns a reader of what a scan of a progressive frame adds to blocks. */
    static JpegBlockReader progressive(JpegScan scan, JpegBits bits) {
        boolean means = scan.start() == 0;
        boolean refines = scan.high() != 0;
        boolean valid = scan.start() <= scan.end()
                && scan.end() <= LAST
                && (!means || scan.end() == 0)
                && (means || scan.components().length == 1)
                && scan.low() <= 13
                && (!refines || scan.high() == scan.low() + 1);
        if (!valid) {
            throw PixelException.broken("a progressive JPEG scan has impossible parameters");
        }
        for (int i = 0; i < scan.components().length; i++) {
            if (means && !refines) {
                scan.dc(i);
            } else if (!means) {
                scan.ac(i);
            }
        }
        return new JpegBlockReader(scan, bits) {
            @Override
            void read(int component, short[] out, int at) {
                if (means) {
                    out[at] = refines
                            ? (short) (out[at] | bits.bits(1) << scan.low())
                            : (short) (nextDc(component) << scan.low());
                } else if (refines) {
                    refineAc(out, at);
                } else {
                    firstAc(out, at);
                }
            }
        };
    }

    final int nextDc(int component) {
        int category = scan.dcTables()[component].decode(bits);
        if (category > MAX_CATEGORY) {
            throw PixelException.broken("the JPEG data holds an impossible difference");
        }
        dc[component] += bits.signed(category);
        return dc[component];
    }

    final void readAc(JpegHuffmanTable table, short[] out, int at) {
        int k = 1;
        while (k <= LAST) {
            int symbol = table.decode(bits);
            int category = symbol & 15;
            k += symbol >>> 4;
            if (category == 0) {
                if (symbol != 0xf0) {
                    return;
                }
            } else {
                check(k);
                out[at + ZIGZAG[k]] = (short) bits.signed(category);
            }
            k++;
        }
    }

    final void firstAc(short[] out, int at) {
        if (emptyBlocks > 0) {
            emptyBlocks--;
            return;
        }
        JpegHuffmanTable table = scan.acTables()[0];
        int k = scan.start();
        while (k <= scan.end()) {
            int symbol = table.decode(bits);
            int run = symbol >>> 4;
            int category = symbol & 15;
            if (category == 0 && run < 15) {
                emptyBlocks = (1 << run) - 1 + bits.bits(run);
                return;
            }
            k += run;
            if (category != 0) {
                check(k);
                out[at + ZIGZAG[k]] = (short) (bits.signed(category) << scan.low());
            }
            k++;
        }
    }

    /** Adds a bit to each coefficient that is not zero, and new coefficients between them (figure G.7). */
    final void refineAc(short[] out, int at) {
        JpegHuffmanTable table = scan.acTables()[0];
        int k = scan.start();
        if (emptyBlocks == 0) {
            while (k <= scan.end()) {
                int symbol = table.decode(bits);
                int run = symbol >>> 4;
                int value = 0;
                if ((symbol & 15) != 0) {
                    value = bits.bits(1) == 1 ? 1 << scan.low() : -1 << scan.low();
                } else if (run < 15) {
                    emptyBlocks = (1 << run) + bits.bits(run);
                    break;
                }
                k = refineUpTo(run, k, out, at);
                if (value != 0) {
                    check(k);
                    out[at + ZIGZAG[k]] = (short) value;
                }
                k++;
            }
        }
        if (emptyBlocks > 0) {
            refineUpTo(LAST + 1, k, out, at);
            emptyBlocks--;
        }
    }

    /** Refines coefficients while passing over so many zero ones; returns where the next zero one stands. */
    private int refineUpTo(int zeros, int from, short[] out, int at) {
        int left = zeros;
        int k = from;
        for (; k <= scan.end(); k++) {
            int i = at + ZIGZAG[k];
            if (out[i] == 0) {
                if (left-- == 0) {
                    break;
                }
            } else if (bits.bits(1) == 1 && (out[i] & 1 << scan.low()) == 0) {
                out[i] += (short) (out[i] > 0 ? 1 << scan.low() : -1 << scan.low());
            }
        }
        return k;
    }

    private static void check(int k) {
        if (k > LAST) {
            throw PixelException.broken("the JPEG data has a block of more than 64 coefficients");
        }
    }
}
