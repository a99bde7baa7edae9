package org.effigy.dicom.pixel;

import java.util.Arrays;

/**
 * Decodes sequential JPEG with Huffman codes (ITU-T T.81): baseline (process 1) and extended (processes 2 and 4), 8 and 12
 * bits. The inverse cosine transform rounds as that of the Independent JPEG Group's library does, so results agree.
 */
public final class SequentialJpegDecoder {
    private static final int BLOCK = 64;
    private static final int MAX_CATEGORY = 15;
    private static final int ZERO_RUN = 15;

    private static final int[] ZIGZAG = {
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14,
        21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60,
        61, 54, 47, 55, 62, 63
    };

    private final FrameFormat format;
    private final JpegHuffmanTable dcTable;
    private final JpegHuffmanTable acTable;
    private final int[] quantizer;
    private final JpegBits bits;
    private final InverseCosine transform;
    private final int restartInterval;
    private final int[] block = new int[BLOCK];
    private final int[] values;
    private int dc;

    private SequentialJpegDecoder(byte[] frame, JpegStream stream, FrameFormat format) {
        this.format = format;
        this.dcTable = stream.dcTable();
        this.acTable = stream.acTable();
        this.quantizer = stream.quantizer();
        this.bits = new JpegBits(frame, stream.dataStart());
        this.transform = new InverseCosine(stream.precision());
        this.restartInterval = stream.restartInterval();
        this.values = new int[format.pixels()];
    }

    /** Returns the samples of a grey frame. */
    public static Samples decode(byte[] frame, FrameFormat format) {
        JpegStream stream = JpegStream.parse(frame);
        int precision = stream.precision();
        if (stream.sof() != JpegStream.SOF_BASELINE && stream.sof() != JpegStream.SOF_EXTENDED) {
            throw PixelException.unsupported("the JPEG frame is not sequential with Huffman codes; re-encode the file");
        }
        if (precision != 8 && precision != 12) {
            throw PixelException.broken("the JPEG frame has " + precision + " bits, allowed are 8 and 12");
        }
        stream.checkSize(format);
        SequentialJpegDecoder decoder = new SequentialJpegDecoder(frame, stream, format);
        decoder.run();
        return new Samples(decoder.values, 1, precision, false);
    }

    private void run() {
        int done = 0;
        for (int y = 0; y < format.rows(); y += 8) {
            for (int x = 0; x < format.columns(); x += 8) {
                if (restartInterval > 0 && done > 0 && done % restartInterval == 0) {
                    bits.restart();
                    dc = 0;
                }
                readBlock();
                transform.apply(block);
                store(x, y);
                done++;
            }
        }
    }

    /** Reads the coefficients of a block, multiplied with their quantizer steps. */
    private void readBlock() {
        Arrays.fill(block, 0);
        dc += bits.signed(category(dcTable.decode(bits)));
        block[0] = dc * quantizer[0];
        int k = 1;
        while (k < BLOCK) {
            int symbol = acTable.decode(bits);
            int run = symbol >>> 4;
            int category = symbol & 15;
            if (category == 0) {
                if (run != ZERO_RUN) {
                    return;
                }
                k += ZERO_RUN + 1;
                continue;
            }
            k += run;
            if (k >= BLOCK) {
                throw PixelException.broken("the JPEG data has a block of more than 64 coefficients");
            }
            block[ZIGZAG[k]] = bits.signed(category) * quantizer[k];
            k++;
        }
    }

    private static int category(int symbol) {
        if (symbol > MAX_CATEGORY) {
            throw PixelException.broken("the JPEG data holds an impossible difference");
        }
        return symbol;
    }

    private void store(int x, int y) {
        int columns = Math.min(8, format.columns() - x);
        int rows = Math.min(8, format.rows() - y);
        for (int row = 0; row < rows; row++) {
            System.arraycopy(block, 8 * row, values, (y + row) * format.columns() + x, columns);
        }
    }
}
