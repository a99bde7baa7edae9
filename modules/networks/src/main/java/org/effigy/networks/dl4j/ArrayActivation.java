package org.effigy.networks.dl4j;

import org.effigy.networks.net.Activation;
import org.effigy.networks.net.Op;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.LeakyReLU;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** A function of each value. */
final class ArrayActivation implements ArrayOp {
    private final Activation kind;

    ArrayActivation(Binding binding) {
        kind = ((Op.Activate) binding.node().op()).kind();
    }

    @Override
    public void forward(INDArray[] in, INDArray out, boolean training) {
        INDArray x = in[0];
        switch (kind) {
            case SILU -> NamedOps.multiply(x, Transforms.sigmoid(x, true), out);
            case RELU, LEAKY_RELU -> Nd4j.exec(new LeakyReLU(x, out, kind.leak()));
            case TANH -> out.assign(Transforms.tanh(x, true));
        }
    }

    @Override
    public void backward(INDArray[] in, INDArray out, INDArray outGradient, INDArray[] inGradients) {
        NamedOps.multiply(outGradient, derivative(in[0], out), inGradients[0]);
    }

    private INDArray derivative(INDArray x, INDArray y) {
        return switch (kind) {
            case SILU -> {
                // s (1 + x (1 - s))
                INDArray s = Transforms.sigmoid(x, true);
                yield s.rsub(1).muli(x).addi(1).muli(s);
            }
            case RELU, LEAKY_RELU ->
                x.gt(0).castTo(x.dataType()).muli(1 - kind.leak()).addi(kind.leak());
            case TANH -> y.mul(y).rsubi(1);
        };
    }
}
