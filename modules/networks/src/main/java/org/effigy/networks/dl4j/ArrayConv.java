package org.effigy.networks.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.effigy.networks.net.Op;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Convolutions and transposed convolutions with explicit padding, which ND4J runs in oneDNN or cuDNN. */
final class ArrayConv implements ArrayOp {
    private final String name;
    private final Binding binding;
    private final int[] arguments;

    private ArrayConv(String name, Binding binding, int... window) {
        this.name = name;
        this.binding = binding;
        int kernel = window[0];
        int stride = window[1];
        int padding = window[2];
        // Kernel, stride, padding, dilation, then: not SAME, NCHW, the kernel's height and width last in the weights.
        arguments = new int[] {kernel, kernel, stride, stride, padding, padding, 1, 1, 0, 0, 1};
    }

    static ArrayConv of(Binding binding) {
        Op.Conv op = (Op.Conv) binding.node().op();
        return new ArrayConv("conv2d", binding, op.kernel(), op.stride(), op.padding());
    }

    static ArrayConv transposed(Binding binding) {
        Op.Transposed op = (Op.Transposed) binding.node().op();
        return new ArrayConv("deconv2d", binding, op.kernel(), op.stride(), op.padding());
    }

    /** Returns weights, then the bias if there is one: the reverse of the node's order. */
    private static List<INDArray> weightsFirst(List<INDArray> arrays) {
        return arrays.size() == 1 ? arrays : List.of(arrays.get(1), arrays.get(0));
    }

    @Override
    public void forward(INDArray[] in, INDArray out, boolean training) {
        List<INDArray> all = new ArrayList<>(List.of(in[0]));
        all.addAll(weightsFirst(binding.parameters()));
        NamedOps.run(name, all, List.of(out), arguments);
    }

    @Override
    public void backward(INDArray[] in, INDArray out, INDArray outGradient, INDArray[] inGradients) {
        List<INDArray> all = new ArrayList<>(List.of(in[0]));
        all.addAll(weightsFirst(binding.parameters()));
        all.add(outGradient);
        // ND4J computes that of the input in any case.
        INDArray inGradient = ArrayOp.isWanted(inGradients[0]) ? inGradients[0] : in[0].ulike();
        List<INDArray> results = new ArrayList<>(List.of(inGradient));
        results.addAll(weightsFirst(binding.gradients()));
        NamedOps.run(name + "_bp", all, results, arguments);
    }
}
