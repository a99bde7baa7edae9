package org.effigy.codecs.jpegls;

import org.effigy.codecs.PixelException;

/**
 * Decodes lines of samples (T.87, annex A). A line is an array with one sample more at each end: the one at 0 is the left
 * neighbour of the first sample, the one behind the last is the upper right neighbour of the last sample below it.
 */
final class LineDecoder {
    private final ContextModel model;
    private final BitReader in;
    private final Parameters parameters;
    private final int limit;
    private final int errorBits;

    LineDecoder(ContextModel model, BitReader in) {
        this.model = model;
        this.in = in;
        this.parameters = model.parameters();
        this.limit = parameters.limit();
        this.errorBits = parameters.errorBits();
    }

    /**
     * Decodes a line of one component.
     *
     * @param above the line above
     * @param runIndex how long runs were before
     * @return how long runs are now
     */
    int decode(int[] line, int[] above, int runIndex) {
        int width = line.length - 2;
        int run = runIndex;
        int x = 1;
        while (x <= width) {
            int left = line[x - 1];
            int up = above[x];
            int corner = above[x - 1];
            int context = model.context(left, up, corner, above[x + 1]);
            if (context != 0) {
                line[x++] = regular(context, ContextModel.median(left, up, corner));
                continue;
            }
            long length = runLength(width + 1 - x, run);
            run = (int) (length >>> 32);
            int end = x + (int) length;
            while (x < end) {
                line[x++] = left;
            }
            if (x <= width) {
                line[x] = interruption(left, above[x], run);
                run = ContextModel.shorterRun(run);
                x++;
            }
        }
        return run;
    }

    /** Decodes a line of pixels whose components are interleaved sample by sample. */
    int decode(int[][] lines, int[][] above, int runIndex) {
        int width = lines[0].length - 2;
        int[] contexts = new int[lines.length];
        int run = runIndex;
        int x = 1;
        while (x <= width) {
            int any = 0;
            for (int c = 0; c < lines.length; c++) {
                contexts[c] = model.context(lines[c][x - 1], above[c][x], above[c][x - 1], above[c][x + 1]);
                any |= contexts[c];
            }
            if (any != 0) {
                for (int c = 0; c < lines.length; c++) {
                    int prediction = ContextModel.median(lines[c][x - 1], above[c][x], above[c][x - 1]);
                    lines[c][x] = regular(contexts[c], prediction);
                }
                x++;
                continue;
            }
            long length = runLength(width + 1 - x, run);
            run = (int) (length >>> 32);
            int end = x + (int) length;
            for (; x < end; x++) {
                for (int[] line : lines) {
                    line[x] = line[x - 1];
                }
            }
            if (x <= width) {
                for (int c = 0; c < lines.length; c++) {
                    lines[c][x] = differing(lines[c][x - 1], above[c][x], run);
                }
                run = ContextModel.shorterRun(run);
                x++;
            }
        }
        return run;
    }

    private int regular(int signedContext, int median) {
        int sign = signedContext < 0 ? -1 : 1;
        int context = sign * signedContext;
        int prediction = model.corrected(median, context, sign);
        int k = model.golomb(context);
        int error = model.unmapped(in.golomb(k, limit, errorBits), context, k);
        check(error);
        model.learn(context, error);
        return model.sample(prediction, sign * error);
    }

    /** Reads the length of a run (A.7.1.2), at most what is left of the line; the new run index is in the high half. */
    private long runLength(int left, int runIndex) {
        int run = runIndex;
        int length = 0;
        while (in.bit()) {
            int segment = 1 << ContextModel.runBits(run);
            if (segment <= left - length) {
                run = ContextModel.longerRun(run);
            }
            length += Math.min(segment, left - length);
            if (length == left) {
                return (long) run << 32 | length;
            }
        }
        length += in.bits(ContextModel.runBits(run));
        if (length >= left) {
            throw PixelException.broken("the JPEG-LS data holds a run beyond the end of its line");
        }
        return (long) run << 32 | length;
    }

    /** Decodes the sample that ends a run. */
    private int interruption(int left, int above, int run) {
        if (Math.abs(left - above) > parameters.near()) {
            return differing(left, above, run);
        }
        return model.sample(left, runError(1, run));
    }

    private int differing(int left, int above, int run) {
        int error = runError(0, run);
        return model.sample(above, above < left ? -error : error);
    }

    private int runError(int type, int run) {
        int k = model.runGolomb(type);
        int number = in.golomb(k, limit - ContextModel.runBits(run) - 1, errorBits);
        int error = model.runUnmapped(number, type, k);
        check(error);
        model.learnRun(type, error, number);
        return error;
    }

    private void check(int error) {
        if (Math.abs(error) > parameters.maxValue() + 1) {
            throw PixelException.broken("the JPEG-LS data holds an impossible error");
        }
    }
}
