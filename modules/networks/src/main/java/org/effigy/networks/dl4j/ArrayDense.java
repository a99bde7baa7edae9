package org.effigy.networks.dl4j;

import org.effigy.networks.dl4j.NamedOps.Factors;
import org.nd4j.linalg.api.ndarray.INDArray;

/** x W' + b. */
final class ArrayDense implements ArrayOp {
    private final Binding binding;

    ArrayDense(Binding binding) {
        this.binding = binding;
    }

    @Override
    public void forward(INDArray[] in, INDArray out, boolean training) {
        INDArray y = rows(out);
        NamedOps.product(rows(in[0]), binding.parameters().get(0), Factors.SECOND_TRANSPOSED, y);
        if (binding.parameters().size() > 1) {
            INDArray bias = binding.parameters().get(1);
            NamedOps.add(y, bias.reshape(1, bias.length()), y);
        }
    }

    @Override
    public void backward(INDArray[] in, INDArray out, INDArray outGradient, INDArray[] inGradients) {
        INDArray slope = rows(outGradient);
        NamedOps.product(
                slope,
                rows(in[0]),
                Factors.FIRST_TRANSPOSED,
                binding.gradients().get(0));
        if (binding.gradients().size() > 1) {
            binding.gradients().get(1).assign(slope.sum(0));
        }
        if (ArrayOp.isWanted(inGradients[0])) {
            NamedOps.product(slope, binding.parameters().get(0), Factors.PLAIN, rows(inGradients[0]));
        }
    }

    /** Returns (N, C); a view. */
    private static INDArray rows(INDArray vectors) {
        return vectors.reshape('c', vectors.size(0), vectors.size(1));
    }
}
