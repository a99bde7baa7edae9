package org.effigy.networks.export;

import static java.util.Map.entry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.effigy.base.Check;
import org.effigy.networks.net.Activation;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Op;

/** Each operation as a call of a function in {@code network.py}; {@code p} holds the parameters by name. */
final class TorchOps {
    /** From an operation in its place and the names of its inputs to an expression. */
    private static final Map<Class<? extends Op>, BiFunction<Node, List<String>, String>> TABLE = Map.ofEntries(
            entry(Op.Conv.class, (node, x) -> {
                Op.Conv op = (Op.Conv) node.op();
                return call("conv", x, named(node), "stride=" + op.stride(), "padding=" + op.padding());
            }),
            entry(Op.Transposed.class, (node, x) -> {
                Op.Transposed op = (Op.Transposed) node.op();
                return call("transposed", x, named(node), "stride=" + op.stride(), "padding=" + op.padding());
            }),
            entry(Op.Dense.class, (node, x) -> call("dense", x, named(node))),
            entry(
                    Op.GroupNorm.class,
                    (node, x) -> call(
                            "group_norm",
                            x,
                            named(node),
                            "groups=" + ((Op.GroupNorm) node.op()).groups(),
                            "eps=" + Op.GroupNorm.EPSILON)),
            entry(
                    Op.BatchNorm.class,
                    (node, x) -> call(
                            "batch_norm",
                            x,
                            named(node),
                            "training=" + (((Op.BatchNorm) node.op()).tracked() ? "self.training" : "True"),
                            "momentum=" + String.format(Locale.ROOT, "%.3g", 1 - Op.BatchNorm.MOMENTUM),
                            "eps=" + Op.BatchNorm.EPSILON)),
            entry(Op.Activate.class, (node, x) -> activation(((Op.Activate) node.op()).kind(), x)),
            entry(Op.Attention.class, (node, x) -> call("attention", x)),
            entry(Op.Shift.class, (node, x) -> x.get(0) + " + " + x.get(1)),
            entry(Op.Scale.class, (node, x) -> x.get(0) + " * " + x.get(1)),
            entry(Op.Sum.class, (node, x) -> x.get(0) + " + " + x.get(1)),
            entry(Op.Join.class, (node, x) -> "torch.cat([" + String.join(", ", x) + "], 1)"),
            entry(Op.Nearest.class, (node, x) -> "F.interpolate(" + x.get(0) + ", scale_factor=2, mode=\"nearest\")"),
            entry(Op.Pool.class, (node, x) -> {
                Op.Pool op = (Op.Pool) node.op();
                return "F.avg_pool2d(" + x.get(0) + ", (" + op.height() + ", " + op.width() + "))";
            }),
            entry(Op.Flatten.class, (node, x) -> x.get(0) + ".flatten(1)[:, :, None, None]"));

    private TorchOps() {}

    /** Returns the kinds of operations that can be written; inputs are none. */
    static Set<Class<? extends Op>> kinds() {
        return TABLE.keySet();
    }

    /**
     * Returns the expression of an operation that is no input.
     *
     * @throws IllegalArgumentException if it has none
     */
    static String expression(Node node, List<String> inputs) {
        BiFunction<Node, List<String>, String> writer = TABLE.get(node.op().getClass());
        Check.argument(writer != null, () -> node.name() + ": PyTorch is not told of the operation " + node.op());
        return writer.apply(node, inputs);
    }

    private static String named(Node node) {
        return "p, \"" + node.name() + "\"";
    }

    private static String call(String function, List<String> inputs, String... arguments) {
        String rest = arguments.length == 0 ? "" : ", " + String.join(", ", arguments);
        return function + "(" + String.join(", ", inputs) + rest + ")";
    }

    private static String activation(Activation kind, List<String> x) {
        return switch (kind) {
            case SILU -> call("F.silu", x);
            case RELU -> call("F.relu", x);
            case LEAKY_RELU -> call("F.leaky_relu", x, String.valueOf(kind.leak()));
            case TANH -> call("torch.tanh", x);
        };
    }
}
