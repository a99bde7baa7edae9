package org.effigy.codecs.jpeg;

import java.util.List;
import java.util.function.Consumer;
import org.effigy.codecs.CodedRun;
import org.effigy.codecs.FrameFormat;
import org.effigy.codecs.PixelException;
import org.effigy.codecs.Samples;

/**
 * Decodes JPEG lossless (ITU-T T.81, annex H; processes 14 and 14 SV1): any of the seven predictors, 2 to 16 bits, point
 * transform, restart intervals, grey or colours of full size in one scan or in one each.
 */
public final class LosslessJpegDecoder {
    private static final int MODULO = 0xffff;

    private final JpegStream stream;
    private final byte[] frame;
    private final int rows;
    private final int columns;
    private final int samples;
    private final int[] values;

    private LosslessJpegDecoder(byte[] frame, JpegStream stream, FrameFormat format) {
        this.frame = frame;
        this.stream = stream;
        this.rows = format.rows();
        this.columns = format.columns();
        this.samples = format.samplesPerPixel();
        this.values = new int[format.cells()];
    }

    /** Returns the samples of a frame. */
    public static Samples decode(byte[] frame, FrameFormat format) {
        return decode(frame, format, runs -> {});
    }

    /**
     * Returns the samples of a frame.
     *
     * @param scans gets the coded bytes of each scan that was read, in their order
     */
    public static Samples decode(byte[] frame, FrameFormat format, Consumer<List<CodedRun>> scans) {
        JpegStream stream = JpegStream.parse(frame);
        if (stream.sof() != JpegStream.SOF_LOSSLESS) {
            throw PixelException.broken("the frame is JPEG, but not lossless JPEG as the transfer syntax says");
        }
        stream.checkSize(format);
        int precision = stream.precision();
        if (precision < 2 || precision > 16) {
            throw PixelException.broken("the JPEG frame has an impossible precision");
        }
        for (JpegStream.Component component : stream.components()) {
            if (component.horizontal() != 1 || component.vertical() != 1) {
                throw PixelException.unsupported("the lossless JPEG frame has subsampled colours");
            }
        }
        LosslessJpegDecoder decoder = new LosslessJpegDecoder(frame, stream, format);
        decoder.readScans(scans);
        return new Samples(decoder.values, decoder.samples, precision, false);
    }

    private void readScans(Consumer<List<CodedRun>> scans) {
        int seen = 0;
        while (true) {
            JpegScan scan = stream.scan();
            if (scan.low() >= stream.precision()) {
                throw PixelException.broken("the JPEG frame has an impossible point transform");
            }
            if (scan.start() < 1 || scan.start() > 7) {
                throw PixelException.broken("the JPEG frame has predictor " + scan.start() + ", allowed are 1 to 7");
            }
            JpegBits bits = new JpegBits(frame, scan.dataStart());
            readScan(scan, bits);
            scans.accept(bits.runs());
            for (int component : scan.components()) {
                if ((seen & 1 << component) != 0) {
                    throw PixelException.broken("the JPEG frame has two scans of a colour");
                }
                seen |= 1 << component;
            }
            if (seen == (1 << samples) - 1) {
                return;
            }
            if (!stream.nextScan(bits.position())) {
                throw PixelException.broken("the JPEG frame ends before its last colour");
            }
        }
    }

    private void readScan(JpegScan scan, JpegBits bits) {
        int start = 1 << (stream.precision() - scan.low() - 1);
        int interval = scan.restartInterval();
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
            if (samples == 1) {
                readGreyRow(scan, bits, row, first ? start : -1);
            } else {
                readRow(scan, bits, row, first ? start : -1);
            }
        }
        for (int component : scan.components()) {
            for (int i = component; scan.low() > 0 && i < values.length; i += samples) {
                values[i] = values[i] << scan.low() & MODULO;
            }
        }
    }

    /** Decodes a row; the first one after a start is predicted from the left only, its first sample from a constant. */
    private void readGreyRow(JpegScan scan, JpegBits bits, int row, int start) {
        JpegHuffmanTable table = scan.dc(0);
        int at = row * columns;
        int left = (start >= 0 ? start : values[at - columns]) + difference(table, bits) & MODULO;
        values[at] = left;
        int predictor = start >= 0 ? 1 : scan.start();
        for (int i = at + 1; i < at + columns; i++) {
            int prediction = predictor == 1 ? left : predict(predictor, left, i);
            left = prediction + difference(table, bits) & MODULO;
            values[i] = left;
        }
    }

    private void readRow(JpegScan scan, JpegBits bits, int row, int start) {
        int predictor = start >= 0 ? 1 : scan.start();
        for (int column = 0; column < columns; column++) {
            for (int k = 0; k < scan.components().length; k++) {
                int i = (row * columns + column) * samples + scan.components()[k];
                int prediction;
                if (column == 0) {
                    prediction = start >= 0 ? start : values[i - columns * samples];
                } else {
                    prediction = predictor == 1 ? values[i - samples] : predict(predictor, values[i - samples], i);
                }
                values[i] = prediction + difference(scan.dc(k), bits) & MODULO;
            }
        }
    }

    private int predict(int predictor, int left, int i) {
        int above = values[i - columns * samples];
        int corner = values[i - (columns + 1) * samples];
        return switch (predictor) {
            case 2 -> above;
            case 3 -> corner;
            case 4 -> left + above - corner;
            case 5 -> left + (above - corner >> 1);
            case 6 -> above + (left - corner >> 1);
            default -> left + above >> 1;
        };
    }

    private static int difference(JpegHuffmanTable table, JpegBits bits) {
        int category = table.decode(bits);
        if (category > 16) {
            throw PixelException.broken("the JPEG data holds an impossible difference");
        }
        return category == 16 ? 32768 : bits.signed(category);
    }
}
