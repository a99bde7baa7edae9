package org.effigy.codecs.jpegls;

import java.util.List;
import java.util.function.Consumer;
import org.effigy.codecs.CodedRun;
import org.effigy.codecs.FrameFormat;
import org.effigy.codecs.PixelException;
import org.effigy.codecs.Samples;

/**
 * Decodes JPEG-LS (ITU-T T.87) frames, lossless and near-lossless, 2 to 16 bits: preset parameters, restart intervals,
 * colours in scans of their own, line by line, or sample by sample.
 */
public final class JpegLsDecoder {
    private final byte[] frame;
    private final Markers markers;
    private final int rows;
    private final int columns;
    private final int samples;
    private final int[] values;

    private JpegLsDecoder(byte[] frame, Markers markers, FrameFormat format) {
        this.frame = frame;
        this.markers = markers;
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
        Markers markers = Markers.parse(frame);
        markers.checkSize(format);
        JpegLsDecoder decoder = new JpegLsDecoder(frame, markers, format);
        decoder.readScans(scans);
        return new Samples(decoder.values, decoder.samples, markers.precision(), false);
    }

    private void readScans(Consumer<List<CodedRun>> scans) {
        int seen = 0;
        while (true) {
            for (int component : markers.scanComponents()) {
                if ((seen & 1 << component) != 0) {
                    throw PixelException.broken("the JPEG-LS frame has two scans of a colour");
                }
                seen |= 1 << component;
            }
            BitReader in = new BitReader(frame, markers.dataStart());
            readScan(in);
            scans.accept(in.runs());
            if (seen == (1 << samples) - 1) {
                return;
            }
            if (!markers.nextScan(in.position())) {
                throw PixelException.broken("the JPEG-LS frame ends before its last colour");
            }
        }
    }

    private void readScan(BitReader in) {
        int count = markers.scanComponents().length;
        ContextModel model = new ContextModel(markers.parameters());
        LineDecoder decoder = new LineDecoder(model, in);
        int interval = markers.restartInterval();
        int[][] lines = new int[count][columns + 2];
        int[][] above = new int[count][columns + 2];
        int[] runs = new int[count];
        for (int row = 0; row < rows; row++) {
            if (interval > 0 && row > 0 && row % interval == 0) {
                in.restart();
                model.reset();
                runs = new int[count];
                lines = new int[count][columns + 2];
                above = new int[count][columns + 2];
            }
            for (int c = 0; c < count; c++) {
                lines[c][0] = above[c][1];
                above[c][columns + 1] = above[c][columns];
            }
            if (markers.bySample()) {
                runs[0] = decoder.decode(lines, above, runs[0]);
            } else {
                for (int c = 0; c < count; c++) {
                    runs[c] = decoder.decode(lines[c], above[c], runs[c]);
                }
            }
            store(lines, row);
            int[][] done = lines;
            lines = above;
            above = done;
        }
    }

    private void store(int[][] lines, int row) {
        int[] components = markers.scanComponents();
        for (int c = 0; c < lines.length; c++) {
            if (samples == 1) {
                System.arraycopy(lines[c], 1, values, row * columns, columns);
                continue;
            }
            int at = row * columns * samples + components[c];
            for (int x = 1; x <= columns; x++, at += samples) {
                values[at] = lines[c][x];
            }
        }
    }
}
