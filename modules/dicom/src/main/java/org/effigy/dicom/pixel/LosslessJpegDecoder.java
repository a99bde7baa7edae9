package org.effigy.dicom.pixel;

/**
 * Decodes JPEG lossless (ITU-T T.81, annex H; processes 14 and 14 SV1): any of the seven predictors, 2 to 16 bits, point
 * transform, restart intervals.
 */
public final class LosslessJpegDecoder {
    private static final int MODULO = 0xffff;

    private final JpegStream stream;
    private final JpegHuffmanTable table;
    private final JpegBits bits;
    private final int columns;
    private final int[] values;

    private LosslessJpegDecoder(byte[] frame, JpegStream stream, FrameFormat format) {
        this.stream = stream;
        this.table = stream.dcTable();
        this.bits = new JpegBits(frame, stream.dataStart());
        this.columns = format.columns();
        this.values = new int[format.pixels()];
    }

    /** Returns the samples of a grey frame. */
    public static Samples decode(byte[] frame, FrameFormat format) {
        JpegStream stream = JpegStream.parse(frame);
        if (stream.sof() != JpegStream.SOF_LOSSLESS) {
            throw PixelException.broken("the frame is JPEG, but not lossless JPEG as the transfer syntax says");
        }
        stream.checkSize(format);
        int precision = stream.precision();
        int predictor = stream.spectralStart();
        if (precision < 2 || precision > 16 || stream.approximationLow() >= precision) {
            throw PixelException.broken("the JPEG frame has an impossible precision");
        }
        if (predictor < 1 || predictor > 7) {
            throw PixelException.broken("the JPEG frame has predictor " + predictor + ", allowed are 1 to 7");
        }
        LosslessJpegDecoder decoder = new LosslessJpegDecoder(frame, stream, format);
        decoder.run(format.rows());
        return new Samples(decoder.values, 1, precision, false);
    }

    private void run(int rows) {
        int shift = stream.approximationLow();
        int start = 1 << (stream.precision() - shift - 1);
        int interval = stream.restartInterval();
        if (interval % columns != 0) {
            throw PixelException.broken("the JPEG restart interval is not a multiple of the row length");
        }
        int rowsPerInterval = interval / columns;
        for (int row = 0; row < rows; row++) {
            boolean first = row == 0;
            if (rowsPerInterval > 0 && row > 0 && row % rowsPerInterval == 0) {
                bits.restart();
                first = true;
            }
            decodeRow(row, first, start);
        }
        for (int i = 0; shift > 0 && i < values.length; i++) {
            values[i] = values[i] << shift & MODULO;
        }
    }

    /** Decodes a row; the first one after a start is predicted from the left only. */
    private void decodeRow(int row, boolean first, int start) {
        int at = row * columns;
        values[at] = (first ? start : values[at - columns]) + difference() & MODULO;
        int predictor = first ? 1 : stream.spectralStart();
        for (int i = at + 1; i < at + columns; i++) {
            int left = values[i - 1];
            int prediction = predictor == 1 ? left : predict(predictor, left, i);
            values[i] = prediction + difference() & MODULO;
        }
    }

    private int predict(int predictor, int left, int i) {
        int above = values[i - columns];
        int corner = values[i - columns - 1];
        return switch (predictor) {
            case 2 -> above;
            case 3 -> corner;
            case 4 -> left + above - corner;
            case 5 -> left + (above - corner >> 1);
            case 6 -> above + (left - corner >> 1);
            default -> left + above >> 1;
        };
    }

    private int difference() {
        int category = table.decode(bits);
        if (category > 16) {
            throw PixelException.broken("the JPEG data holds an impossible difference");
        }
        return category == 16 ? 32768 : bits.signed(category);
    }
}
