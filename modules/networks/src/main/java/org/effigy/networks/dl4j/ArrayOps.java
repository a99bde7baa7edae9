package org.effigy.networks.dl4j;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.effigy.base.Check;
import org.effigy.networks.dl4j.NamedOps.Factors;
import org.effigy.networks.net.Activation;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Op;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.LeakyReLU;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/** What computes which operation, and those that keep nothing between their passes. */
final class ArrayOps {
    private static final Map<Class<? extends Op>, Function<Binding, ArrayOp>> TABLE = Map.ofEntries(
            entry(Op.Conv.class, b -> {
                Op.Conv op = (Op.Conv) b.node().op();
                return convolution("conv2d", b, op.kernel(), op.stride(), op.padding());
            }),
            entry(Op.Transposed.class, b -> {
                Op.Transposed op = (Op.Transposed) b.node().op();
                return convolution("deconv2d", b, op.kernel(), op.stride(), op.padding());
            }),
            entry(Op.Dense.class, ArrayOps::dense),
            entry(Op.GroupNorm.class, b -> new ArrayGroupNorm(b).op()),
            entry(Op.BatchNorm.class, b -> new ArrayBatchNorm(b).op()),
            entry(Op.Activate.class, b -> activation(((Op.Activate) b.node().op()).kind())),
            entry(Op.Attention.class, b -> new ArrayAttention(b).op()),
            entry(
                    Op.Shift.class,
                    b -> new ArrayOp((in, out, training) -> NamedOps.add(in[0], in[1], out), (in, out, dy, dx) -> {
                        ArrayOp.put(dx[0], () -> dy);
                        ArrayOp.put(dx[1], () -> dy.sum(true, 2, 3));
                    })),
            entry(
                    Op.Scale.class,
                    b -> new ArrayOp((in, out, training) -> NamedOps.multiply(in[0], in[1], out), (in, out, dy, dx) -> {
                        ArrayOp.put(dx[0], () -> NamedOps.multiply(dy, in[1], dy.ulike()));
                        ArrayOp.put(dx[1], () -> NamedOps.multiply(dy, in[0], dy.ulike())
                                .sum(true, 2, 3));
                    })),
            entry(
                    Op.Sum.class,
                    b -> new ArrayOp((in, out, training) -> NamedOps.add(in[0], in[1], out), (in, out, dy, dx) -> {
                        ArrayOp.put(dx[0], () -> dy);
                        ArrayOp.put(dx[1], () -> dy);
                    })),
            entry(Op.Join.class, b -> join()),
            entry(Op.Nearest.class, b -> nearest()),
            entry(Op.Pool.class, b -> pool((Op.Pool) b.node().op())),
            entry(
                    Op.Flatten.class,
                    b -> new ArrayOp(
                            (in, out, training) -> out.assign(in[0].reshape('c', out.shape())),
                            (in, out, dy, dx) -> dx[0].assign(dy.reshape('c', in[0].shape())))));

    private ArrayOps() {}

    /** Returns the kinds of operations that can be computed; inputs are none. */
    static Set<Class<? extends Op>> kinds() {
        return TABLE.keySet();
    }

    /**
     * Checks that a node can be computed.
     *
     * @throws IllegalArgumentException if Deeplearning4j's graphs have no such operation
     */
    static void check(Node node) {
        Check.argument(
                node.op() instanceof Op.Input || TABLE.containsKey(node.op().getClass()),
                () -> node.name() + ": Deeplearning4j's graphs have no operation " + node.op());
    }

    /** Returns what computes a node that has been checked and is no input. */
    static ArrayOp of(Binding binding) {
        return TABLE.get(binding.node().op().getClass()).apply(binding);
    }

    /** Convolutions and transposed convolutions with explicit padding, which ND4J runs in oneDNN or cuDNN. */
    private static ArrayOp convolution(String name, Binding binding, int kernel, int stride, int padding) {
        // Kernel, stride, padding, dilation, then: not SAME, NCHW, the kernel's height and width last in the weights.
        int[] arguments = {kernel, kernel, stride, stride, padding, padding, 1, 1, 0, 0, 1};
        List<INDArray> weights = weightsFirst(binding.parameters());
        List<INDArray> gradients = weightsFirst(binding.gradients());
        return new ArrayOp(
                (in, out, training) ->
                        NamedOps.run(name, list(Stream.of(in[0]), weights.stream()), List.of(out), arguments),
                (in, out, dy, dx) -> {
                    // ND4J computes the gradient of the input in any case.
                    INDArray inGradient = ArrayOp.isWanted(dx[0]) ? dx[0] : in[0].ulike();
                    List<INDArray> all = list(Stream.of(in[0]), weights.stream(), Stream.of(dy));
                    NamedOps.run(name + "_bp", all, list(Stream.of(inGradient), gradients.stream()), arguments);
                });
    }

    /** Returns weights, then the bias if there is one: the reverse of the node's order. */
    private static List<INDArray> weightsFirst(List<INDArray> arrays) {
        return arrays.size() < 2 ? arrays : List.of(arrays.get(1), arrays.get(0));
    }

    @SafeVarargs
    private static List<INDArray> list(Stream<INDArray>... parts) {
        return Stream.of(parts).flatMap(part -> part).toList();
    }

    /** x W' + b. */
    private static ArrayOp dense(Binding binding) {
        INDArray weights = binding.parameters().get(0);
        return new ArrayOp(
                (in, out, training) -> {
                    INDArray y = NamedOps.product(rows(in[0]), weights, Factors.SECOND_TRANSPOSED, rows(out));
                    for (INDArray bias :
                            binding.parameters().subList(1, binding.parameters().size())) {
                        NamedOps.add(y, bias.reshape(1, bias.length()), y);
                    }
                },
                (in, out, dy, dx) -> {
                    List<INDArray> gradients = binding.gradients();
                    NamedOps.product(rows(dy), rows(in[0]), Factors.FIRST_TRANSPOSED, gradients.get(0));
                    gradients.subList(1, gradients.size()).forEach(bias -> bias.assign(rows(dy).sum(0)));
                    if (ArrayOp.isWanted(dx[0])) {
                        NamedOps.product(rows(dy), weights, Factors.PLAIN, rows(dx[0]));
                    }
                });
    }

    /** Returns (N, C); a view. */
    private static INDArray rows(INDArray vectors) {
        return vectors.reshape('c', vectors.size(0), vectors.size(1));
    }

    private static ArrayOp activation(Activation kind) {
        return new ArrayOp(
                (in, out, training) -> {
                    switch (kind) {
                        case SILU -> NamedOps.multiply(in[0], Transforms.sigmoid(in[0], true), out);
                        case RELU, LEAKY_RELU -> Nd4j.exec(new LeakyReLU(in[0], out, kind.leak()));
                        case TANH -> out.assign(Transforms.tanh(in[0], true));
                    }
                },
                (in, out, dy, dx) -> NamedOps.multiply(dy, derivative(kind, in[0], out), dx[0]));
    }

    private static INDArray derivative(Activation kind, INDArray x, INDArray y) {
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

    private static ArrayOp join() {
        return new ArrayOp(
                (in, out, training) -> {
                    part(out, in, 0).assign(in[0]);
                    part(out, in, 1).assign(in[1]);
                },
                (in, out, dy, dx) -> {
                    ArrayOp.put(dx[0], () -> part(dy, in, 0));
                    ArrayOp.put(dx[1], () -> part(dy, in, 1));
                });
    }

    /** Returns the channels of one of the inputs; a view. */
    private static INDArray part(INDArray all, INDArray[] in, int index) {
        long from = index == 0 ? 0 : in[0].size(1);
        return all.get(NDArrayIndex.all(), NDArrayIndex.interval(from, from + in[index].size(1)));
    }

    private static ArrayOp nearest() {
        // Factors, then: NCHW.
        return new ArrayOp(
                (in, out, training) -> NamedOps.run("upsampling2d", List.of(in[0]), List.of(out), 2, 2, 1),
                (in, out, dy, dx) -> NamedOps.run("upsampling2d_bp", List.of(in[0], dy), List.of(dx[0]), 1));
    }

    private static ArrayOp pool(Op.Pool op) {
        // Kernel, stride, padding, dilation, then: not SAME, divided by the area, NCHW.
        int[] arguments = {op.height(), op.width(), op.height(), op.width(), 0, 0, 1, 1, 0, 1, 0};
        return new ArrayOp(
                (in, out, training) -> NamedOps.run("avgpool2d", List.of(in[0]), List.of(out), arguments),
                (in, out, dy, dx) -> NamedOps.run("avgpool2d_bp", List.of(in[0], dy), List.of(dx[0]), arguments));
    }
}
