package org.effigy.networks.dl4j;

import org.effigy.networks.net.Op;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Group normalisation; computes the statistics anew for the backward pass. */
record ArrayGroupNorm(Binding binding) {
    ArrayOp op() {
        return new ArrayOp(this::forward, this::backward);
    }

    private void forward(INDArray[] in, INDArray out, boolean training) {
        INDArray z = channels(normalised(in[0], scale(in[0])), in[0]);
        INDArray y = channels(out, in[0]);
        NamedOps.multiply(z, perChannel(0), y);
        NamedOps.add(y, perChannel(1), y);
    }

    private void backward(INDArray[] in, INDArray out, INDArray dy, INDArray[] dx) {
        INDArray scale = scale(in[0]);
        INDArray normalised = normalised(in[0], scale);
        INDArray slope = channels(dy, in[0]);
        binding.gradients().get(0).assign(slope.mul(channels(normalised, in[0])).sum(0, 2));
        binding.gradients().get(1).assign(slope.sum(0, 2));
        if (!ArrayOp.isWanted(dx[0])) {
            return;
        }
        INDArray d = byGroup(NamedOps.multiply(slope, perChannel(0), slope.ulike()));
        INDArray product = d.mul(normalised).mean(true, 1);
        NamedOps.subtract(d, d.mean(true, 1), d);
        d.subi(NamedOps.multiply(normalised, product, normalised));
        NamedOps.multiply(d, scale, byGroup(dx[0]));
    }

    private INDArray perChannel(int parameter) {
        INDArray values = binding.parameters().get(parameter);
        return values.reshape(1, values.length(), 1);
    }

    /** Returns values shaped (N, C, H * W) as those of the maps x; a view. */
    private static INDArray channels(INDArray values, INDArray x) {
        return values.reshape('c', x.size(0), x.size(1), x.size(2) * x.size(3));
    }

    /** Returns (N * groups, C / groups * H * W); a view. */
    private INDArray byGroup(INDArray values) {
        long rows = values.size(0) * ((Op.GroupNorm) binding.node().op()).groups();
        return values.reshape('c', rows, values.length() / rows);
    }

    /** Returns 1 / standard deviation, (N * groups, 1). */
    private INDArray scale(INDArray x) {
        INDArray centred = centred(x);
        INDArray variance = centred.muli(centred).mean(true, 1);
        return Transforms.sqrt(variance.addi(Op.GroupNorm.EPSILON), false).rdivi(1);
    }

    private INDArray centred(INDArray x) {
        INDArray in = byGroup(x);
        return NamedOps.subtract(in, in.mean(true, 1), in.ulike());
    }

    /** Returns (N * groups, C / groups * H * W). */
    private INDArray normalised(INDArray x, INDArray scale) {
        INDArray out = centred(x);
        return NamedOps.multiply(out, scale, out);
    }
}
