package org.effigy.networks.dl4j;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.effigy.base.Check;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Op;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Which class computes which operation, and those that only move values. */
final class ArrayOps {
    private static final Map<Class<? extends Op>, Function<Binding, ArrayOp>> TABLE = Map.ofEntries(
            entry(Op.Conv.class, ArrayConv::of),
            entry(Op.Transposed.class, ArrayConv::transposed),
            entry(Op.Dense.class, ArrayDense::new),
            entry(Op.GroupNorm.class, ArrayGroupNorm::new),
            entry(Op.BatchNorm.class, ArrayBatchNorm::new),
            entry(Op.Activate.class, ArrayActivation::new),
            entry(Op.Attention.class, ArrayAttention::new),
            entry(Op.Shift.class, binding -> new Shift()),
            entry(Op.Sum.class, binding -> new Sum()),
            entry(Op.Join.class, binding -> new Join()),
            entry(Op.Nearest.class, binding -> new Nearest()),
            entry(Op.Pool.class, binding -> new Pool((Op.Pool) binding.node().op())),
            entry(Op.Flatten.class, binding -> new Flatten()));

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

    private static final class Shift implements ArrayOp {
        @Override
        public void forward(INDArray[] in, INDArray out, boolean training) {
            NamedOps.add(in[0], in[1], out);
        }

        @Override
        public void backward(INDArray[] in, INDArray out, INDArray outGradient, INDArray[] inGradients) {
            if (ArrayOp.isWanted(inGradients[0])) {
                inGradients[0].assign(outGradient);
            }
            if (ArrayOp.isWanted(inGradients[1])) {
                inGradients[1].assign(outGradient.sum(true, 2, 3));
            }
        }
    }

    private static final class Sum implements ArrayOp {
        @Override
        public void forward(INDArray[] in, INDArray out, boolean training) {
            NamedOps.add(in[0], in[1], out);
        }

        @Override
        public void backward(INDArray[] in, INDArray out, INDArray outGradient, INDArray[] inGradients) {
            for (INDArray gradient : inGradients) {
                if (ArrayOp.isWanted(gradient)) {
                    gradient.assign(outGradient);
                }
            }
        }
    }

    private static final class Join implements ArrayOp {
        @Override
        public void forward(INDArray[] in, INDArray out, boolean training) {
            for (int i = 0; i < in.length; i++) {
                part(out, in, i).assign(in[i]);
            }
        }

        @Override
        public void backward(INDArray[] in, INDArray out, INDArray outGradient, INDArray[] inGradients) {
            for (int i = 0; i < in.length; i++) {
                if (ArrayOp.isWanted(inGradients[i])) {
                    inGradients[i].assign(part(outGradient, in, i));
                }
            }
        }

        /** Returns the channels of one of the inputs; a view. */
        private static INDArray part(INDArray all, INDArray[] in, int index) {
            long from = index == 0 ? 0 : in[0].size(1);
            return all.get(NDArrayIndex.all(), NDArrayIndex.interval(from, from + in[index].size(1)));
        }
    }

    private static final class Nearest implements ArrayOp {
        /** Factors, then: NCHW. */
        private static final int[] ARGUMENTS = {2, 2, 1};

        @Override
        public void forward(INDArray[] in, INDArray out, boolean training) {
            NamedOps.run("upsampling2d", List.of(in[0]), List.of(out), ARGUMENTS);
        }

        @Override
        public void backward(INDArray[] in, INDArray out, INDArray outGradient, INDArray[] inGradients) {
            if (ArrayOp.isWanted(inGradients[0])) {
                NamedOps.run(
                        "upsampling2d_bp", List.of(in[0], outGradient), List.of(inGradients[0]), ARGUMENTS[2]);
            }
        }
    }

    private static final class Pool implements ArrayOp {
        /** Kernel, stride, padding, dilation, then: not SAME, divided by the area, NCHW. */
        private final int[] arguments;

        Pool(Op.Pool op) {
            arguments = new int[] {op.height(), op.width(), op.height(), op.width(), 0, 0, 1, 1, 0, 1, 0};
        }

        @Override
        public void forward(INDArray[] in, INDArray out, boolean training) {
            NamedOps.run("avgpool2d", List.of(in[0]), List.of(out), arguments);
        }

        @Override
        public void backward(INDArray[] in, INDArray out, INDArray outGradient, INDArray[] inGradients) {
            if (ArrayOp.isWanted(inGradients[0])) {
                NamedOps.run("avgpool2d_bp", List.of(in[0], outGradient), List.of(inGradients[0]), arguments);
            }
        }
    }

    private static final class Flatten implements ArrayOp {
        @Override
        public void forward(INDArray[] in, INDArray out, boolean training) {
            out.assign(in[0].reshape('c', out.shape()));
        }

        @Override
        public void backward(INDArray[] in, INDArray out, INDArray outGradient, INDArray[] inGradients) {
            if (ArrayOp.isWanted(inGradients[0])) {
                inGradients[0].assign(outGradient.reshape('c', in[0].shape()));
            }
        }
    }
}
