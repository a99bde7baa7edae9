package org.effigy.codecs.jpegls;

/** Encodes lines of samples without loss, the opposite of {@link LineDecoder}. */
final class LineEncoder {
    private final ContextModel model;
    private final BitWriter out;
    private final int limit;
    private final int errorBits;
    private int run;

    LineEncoder(ContextModel model, BitWriter out) {
        this.model = model;
        this.out = out;
        this.limit = model.parameters().limit();
        this.errorBits = model.parameters().errorBits();
    }

    /** Encodes a line; both have one sample more at each end, as for the decoder. */
    void encode(int[] line, int[] above) {
        int width = line.length - 2;
        int x = 1;
        while (x <= width) {
            int left = line[x - 1];
            int context = model.context(left, above[x], above[x - 1], above[x + 1]);
            if (context != 0) {
                regular(line[x], context, ContextModel.median(left, above[x], above[x - 1]));
                x++;
                continue;
            }
            int start = x;
            while (x <= width && line[x] == left) {
                x++;
            }
            runLength(x - start, x > width);
            if (x <= width) {
                interruption(line[x], left, above[x]);
                x++;
            }
        }
    }

    private void regular(int sample, int signedContext, int median) {
        int sign = signedContext < 0 ? -1 : 1;
        int context = sign * signedContext;
        int prediction = model.corrected(median, context, sign);
        int error = model.wrapped(sign * (sample - prediction));
        int k = model.golomb(context);
        out.golomb(model.mapped(error, context, k), k, limit, errorBits);
        model.learn(context, error);
    }

    private void runLength(int length, boolean toTheEnd) {
        int left = length;
        while (left >= 1 << ContextModel.runBits(run)) {
            out.bits(1, 1);
            left -= 1 << ContextModel.runBits(run);
            run = ContextModel.longerRun(run);
        }
        if (!toTheEnd) {
            out.bits(left, ContextModel.runBits(run) + 1);
        } else if (left > 0) {
            out.bits(1, 1);
        }
    }

    private void interruption(int sample, int left, int above) {
        int type = left == above ? 1 : 0;
        int difference = above < left ? above - sample : sample - above;
        int error = model.wrapped(difference);
        int k = model.runGolomb(type);
        int number = model.runMapped(error, type, k);
        out.golomb(number, k, limit - ContextModel.runBits(run) - 1, errorBits);
        model.learnRun(type, error, number);
        run = ContextModel.shorterRun(run);
    }
}
