package org.effigy.networks;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** {@link GroupNorm} by operations of ND4J. Computes the statistics anew for the backward pass. */
final class ArrayGroupNorm implements GroupNormKernel {
    private static final double EPSILON = 1e-5;

    private final int groups;
    private final boolean silu;
    private INDArray gamma;
    private INDArray beta;

    ArrayGroupNorm(int groups, boolean silu) {
        this.groups = groups;
        this.silu = silu;
    }

    @Override
    public void forward(INDArray x, INDArray y, INDArray newGamma, INDArray newBeta) {
        gamma = newGamma;
        beta = newBeta;
        INDArray z = affine(normalised(x, scale(x)), channels(x));
        y.assign((silu ? z.muli(Transforms.sigmoid(z, true)) : z).reshape('c', x.shape()));
    }

    @Override
    public void backward(INDArray x, INDArray dy, INDArray dx, INDArray dGamma, INDArray dBeta) {
        long[] channels = channels(x);
        INDArray scale = scale(x);
        INDArray normalised = normalised(x, scale);
        INDArray slope = dy.dup('c').reshape('c', channels);
        if (silu) {
            INDArray z = affine(normalised.dup('c'), channels);
            INDArray s = Transforms.sigmoid(z, true);
            // s (1 + z (1 - s))
            slope.muli(z.muli(s.rsub(1)).addi(1).muli(s));
        }
        INDArray byChannel = normalised.reshape('c', channels);
        dBeta.assign(slope.sum(0, 2).reshape(dBeta.shape()));
        dGamma.assign(slope.mul(byChannel).sum(0, 2).reshape(dGamma.shape()));

        Elementwise.multiply(slope, gamma.reshape(1, channels[1], 1), slope);
        INDArray d = slope.reshape('c', normalised.shape());
        INDArray mean = d.mean(true, 1);
        INDArray product = d.mul(normalised).mean(true, 1);
        Elementwise.subtract(d, mean, d);
        d.subi(Elementwise.multiply(normalised, product, normalised));
        dx.assign(Elementwise.multiply(d, scale, d).reshape('c', x.shape()));
    }

    /** Returns (N, C, H * W). */
    private static long[] channels(INDArray x) {
        return new long[] {x.size(0), x.size(1), x.size(2) * x.size(3)};
    }

    private INDArray byGroup(INDArray x) {
        return x.reshape('c', x.size(0) * groups, x.size(1) / groups * x.size(2) * x.size(3));
    }

    /** Returns 1 / standard deviation, (N * groups, 1). */
    private INDArray scale(INDArray x) {
        INDArray centred = centred(x);
        INDArray variance = centred.muli(centred).mean(true, 1);
        return Transforms.sqrt(variance.addi(EPSILON), false).rdivi(1);
    }

    private INDArray centred(INDArray x) {
        INDArray in = byGroup(x);
        return Elementwise.subtract(in, in.mean(true, 1), in.ulike());
    }

    /** Returns (N * groups, C / groups * H * W). */
    private INDArray normalised(INDArray x, INDArray scale) {
        INDArray out = centred(x);
        return Elementwise.multiply(out, scale, out);
    }

    /** Changes normalised values into gamma times them plus beta; (N, C, H * W). */
    private INDArray affine(INDArray normalised, long[] channels) {
        INDArray z = normalised.reshape('c', channels);
        Elementwise.multiply(z, gamma.reshape(1, channels[1], 1), z);
        return Elementwise.add(z, beta.reshape(1, channels[1], 1), z);
    }
}
