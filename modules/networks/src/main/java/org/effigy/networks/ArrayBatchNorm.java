package org.effigy.networks;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The passes by operations of ND4J. */
final class ArrayBatchNorm implements BatchNormKernel {
    @Override
    public double[] moments(INDArray x) {
        INDArray mean = x.mean(true, 0, 2, 3);
        INDArray centred = Elementwise.subtract(x, mean, x.ulike());
        float[] means = Heap.values(mean);
        float[] squares = Heap.values(centred.muli(centred).sum(true, 0, 2, 3));
        int channels = means.length;
        double[] local = new double[1 + 2 * channels];
        local[0] = (double) x.length() / channels;
        for (int c = 0; c < channels; c++) {
            local[1 + c] = means[c];
            local[1 + channels + c] = squares[c];
        }
        return local;
    }

    @Override
    public void activate(INDArray x, INDArray y, Lines lines) {
        line(x, lines, y);
        y.muli(derivative(y, lines.slope()));
    }

    @Override
    public double[] sums(INDArray x, INDArray dy, Lines lines, double[] mean) {
        INDArray d = before(x, dy, lines);
        INDArray centred = Elementwise.subtract(x, channels(floats(mean)), x.ulike());
        float[] sum = Heap.values(d.sum(true, 0, 2, 3));
        float[] products = Heap.values(centred.muli(d).sum(true, 0, 2, 3));
        double[] sums = new double[2 * sum.length];
        for (int c = 0; c < sum.length; c++) {
            sums[c] = sum[c];
            sums[sum.length + c] = products[c];
        }
        return sums;
    }

    @Override
    public void gradient(INDArray x, INDArray dy, INDArray dx, Lines lines, Lines rest) {
        INDArray d = before(x, dy, lines);
        Elementwise.multiply(d, channels(lines.a()), d);
        line(x, rest, dx);
        dx.addi(d);
    }

    /** Returns the gradient before the (leaky) ReLU. */
    private static INDArray before(INDArray x, INDArray dy, Lines lines) {
        INDArray z = line(x, lines, x.ulike());
        return derivative(z, lines.slope()).muli(dy);
    }

    /** Writes a x + b. */
    private static INDArray line(INDArray x, Lines lines, INDArray out) {
        Elementwise.multiply(x, channels(lines.a()), out);
        return Elementwise.add(out, channels(lines.b()), out);
    }

    /** Returns 1 where z is positive, otherwise the slope. */
    private static INDArray derivative(INDArray z, float slope) {
        return z.gt(0).castTo(z.dataType()).muli(1 - slope).addi(slope);
    }

    private static INDArray channels(float[] values) {
        return Nd4j.createFromArray(values).reshape(1, values.length, 1, 1);
    }

    private static float[] floats(double[] values) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) values[i];
        }
        return out;
    }
}
