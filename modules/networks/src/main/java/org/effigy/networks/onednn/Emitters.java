package org.effigy.networks.onednn;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.effigy.base.Check;
import org.effigy.networks.net.Activation;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Op;

/** What passes each kind of operation becomes: the place to add a new one. */
final class Emitters {
    private static final Map<Class<? extends Op>, Emitter> TABLE = Map.ofEntries(
            entry(Op.Conv.class, Emitters::convolutions),
            entry(Op.Transposed.class, Emitters::convolutions),
            entry(Fused.Convolutions.class, Emitters::convolutions),
            entry(Op.GroupNorm.class, Emitters::groupNorm),
            entry(Fused.Norm.class, Emitters::groupNorm),
            entry(Op.BatchNorm.class, Emitters::batchNorm),
            entry(Fused.Batch.class, Emitters::batchNorm),
            entry(Op.Dense.class, Emitters::dense),
            entry(Fused.Denses.class, Emitters::dense),
            entry(Fused.Slice.class, Emitters::slice),
            entry(Op.Activate.class, Emitters::activate),
            entry(Op.Attention.class, Emitters::attention),
            entry(Op.Shift.class, Emitters::shift),
            entry(Op.Scale.class, Emitters::scale),
            entry(Op.Sum.class, Emitters::sum),
            entry(Op.Join.class, Emitters::join),
            entry(Op.Nearest.class, (p, node, in, out) -> blocks(p, node.name(), in.get(0), out, 1)),
            entry(Op.Pool.class, (p, node, in, out) -> {
                Op.Pool pool = (Op.Pool) node.op();
                return blocks(p, node.name(), in.get(0), out, 1f / (pool.height() * pool.width()));
            }),
            entry(Op.Flatten.class, Emitters::flatten));

    private Emitters() {}

    /** Adds the forward passes of an operation; returns what adds its backward passes. */
    private interface Emitter {
        Runnable emit(Program program, Node node, List<Maps> in, Maps out);
    }

    static Runnable emit(Program program, Node node, List<Maps> in, Maps out) {
        Class<? extends Op> kind = node.op().getClass();
        Check.argument(TABLE.containsKey(kind), () -> node.name() + ": there is no program for " + node.op());
        return TABLE.get(kind).emit(program, node, in, out);
    }

    /** Returns whether an operation takes a result as a factor of convolutions only, not to add it. */
    static boolean isConvolutionOf(Node user, Node result) {
        if (user.op() instanceof Fused.Convolutions fused) {
            return !fused.plus() || !user.inputs().get(fused.parts().size()).equals(result);
        }
        return user.op() instanceof Op.Conv || user.op() instanceof Op.Transposed;
    }

    private static Runnable convolutions(Program p, Node node, List<Maps> in, Maps out) {
        Fused.Convolutions op = Fused.Convolutions.of(node);
        List<Maps> plus = in.subList(op.parts().size(), in.size());
        out.gradientIsFactor = plus.isEmpty() && op.after().isEmpty();
        List<Convolution> convolutions = new ArrayList<>();
        for (Fused.Part part : op.parts()) {
            Maps x = in.get(convolutions.size());
            ConvShape shape = new ConvShape(x.images, x.shape, out.shape, part.kernel(), part.bias(), p.purpose.half());
            Convolution convolution = new Convolution(p.weights, part, shape, p.rounding.of(x), out);
            Optional<Slot> added = convolutions.isEmpty()
                    ? plus.stream().map(maps -> maps.values).findFirst()
                    : Optional.of(out.values);
            p.forward.add(
                    convolution.forward(added, op.after(), p.purpose.wanted().training()));
            convolutions.add(convolution);
        }
        return () -> {
            Slot gradient = p.gradient(out);
            plus.stream().filter(p::wantsGradient).forEach(maps -> maps.gradients.add(gradient));
            Slot slope = gradient;
            if (op.after().isPresent()) {
                slope = new Slot(gradient.floats);
                p.backward.add(Loops.activationGradient("rectifier", op.after().get(), out.values, gradient, slope));
            }
            for (int i = 0; i < convolutions.size(); i++) {
                Slot factor = p.rounding.of(slope);
                Convolution convolution = convolutions.get(i);
                p.gradient.ifPresent(to -> p.backward.add(convolution.weightGradient(factor, to)));
                p.addGradient(in.get(i), to -> convolution.inputGradient(factor, to));
            }
        };
    }

    private static Runnable groupNorm(Program p, Node node, List<Maps> in, Maps out) {
        Fused.Norm op = Fused.Norm.of(node);
        List<Maps> maps = op.shifted() ? in.subList(0, in.size() - 1) : in;
        Optional<Maps> shift = op.shifted() ? Optional.of(in.get(in.size() - 1)) : Optional.empty();
        Normalisation norm = new Normalisation(op, maps, shift, out, p.weights.parameters());
        p.forward.add(norm.forward(p.rounding.normResult(out)));
        return () -> {
            Slot slope = p.gradient(out);
            List<List<Slot>> others = new ArrayList<>();
            List<Slot> slopes = new ArrayList<>();
            for (Maps each : maps) {
                others.add(List.copyOf(each.gradients));
                each.gradients.clear();
                slopes.add(p.rounding.normGradient(each));
            }
            p.backward.add(norm.backward(p.gradient, slope, slopes, others, shift.map(Maps::newGradient)));
        };
    }

    private static Runnable batchNorm(Program p, Node node, List<Maps> in, Maps out) {
        Fused.Batch op = Fused.Batch.of(node);
        boolean training = p.purpose.wanted().training();
        Program.Shard shard = p.purpose.shard();
        Check.argument(
                training || op.tracked(),
                () -> op.name() + " keeps no running statistics, so the network is for training only");
        BatchNormalisation norm =
                new BatchNormalisation(op.name(), in.get(0), op.leak(), p.weights.parameters(), shard);
        boolean tracks = training && op.tracked() && shard.isFirst();
        p.forward.add(norm.forward(p.rounding.normResult(out), training, tracks));
        return () -> p.backward.add(norm.backward(p.gradient, p.gradient(out), p.rounding.normGradient(in.get(0))));
    }

    private static Runnable dense(Program p, Node node, List<Maps> in, Maps out) {
        Maps x = in.get(0);
        Linear dense = new Linear(x, out, Fused.Denses.of(node), p.weights);
        p.forward.add(dense.forward());
        return () -> {
            Slot slope = p.gradient(out);
            Optional<Slot> inGradient = p.wantsGradient(x) ? Optional.of(x.newGradient()) : Optional.empty();
            if (p.gradient.isPresent() || inGradient.isPresent()) {
                p.backward.add(dense.backward(slope, inGradient, p.gradient));
            }
        };
    }

    private static Runnable slice(Program p, Node node, List<Maps> in, Maps out) {
        Maps all = in.get(0);
        int first = ((Fused.Slice) node.op()).first();
        p.forward.add(Loops.copyRows(node.name(), all.rows(all.values, first), out.rows(out.values, 0), out.channels));
        return () -> {
            // Slices, which together are the whole, write their parts of one gradient.
            Slot whole = all.gradients.isEmpty() ? all.newGradient() : all.gradients.get(0);
            Loops.Rows slope = out.rows(p.gradient(out), 0);
            p.backward.add(Loops.copyRows(node.name(), slope, all.rows(whole, first), out.channels));
        };
    }

    private static Runnable activate(Program p, Node node, List<Maps> in, Maps out) {
        Activation kind = ((Op.Activate) node.op()).kind();
        Slot x = in.get(0).values;
        p.forward.add(Loops.activation(node.name(), kind, x, out.values));
        return () -> {
            Slot slope = p.gradient(out);
            Slot known = kind == Activation.TANH ? out.values : x;
            p.addGradient(in.get(0), to -> Loops.activationGradient(node.name(), kind, known, slope, to));
        };
    }

    private static Runnable attention(Program p, Node node, List<Maps> in, Maps out) {
        Attention attention = new Attention(node.name(), in, out, p.purpose.half());
        p.forward.add(attention.forward());
        return () -> {
            Slot slope = p.gradient(out);
            List<Slot> slopes = in.stream().map(Maps::newGradient).toList();
            p.backward.add(attention.backward(slope, slopes));
        };
    }

    private static Runnable shift(Program p, Node node, List<Maps> in, Maps out) {
        p.forward.add(Loops.shift(node.name(), in.get(0), in.get(1), out));
        return () -> {
            Slot slope = p.gradient(out);
            if (p.wantsGradient(in.get(0))) {
                in.get(0).gradients.add(slope);
            }
            p.addGradient(in.get(1), to -> Loops.totals(node.name(), out, slope, to));
        };
    }

    private static Runnable scale(Program p, Node node, List<Maps> in, Maps out) {
        Maps x = in.get(0);
        Maps factors = in.get(1);
        p.forward.add(Loops.scale(node.name() + " forward", x.values, factors, out.values, x));
        return () -> {
            Slot slope = p.gradient(out);
            p.addGradient(x, to -> Loops.scale(node.name() + " backward", slope, factors, to, x));
            p.addGradient(factors, to -> Loops.productTotals(node.name() + " backward", x, slope, to));
        };
    }

    private static Runnable sum(Program p, Node node, List<Maps> in, Maps out) {
        p.forward.add(
                Loops.sum(node.name(), in.stream().map(maps -> maps.values).toList(), out.values));
        return () -> {
            Slot slope = p.gradient(out);
            in.stream().filter(p::wantsGradient).forEach(maps -> maps.gradients.add(slope));
        };
    }

    private static Runnable join(Program p, Node node, List<Maps> in, Maps out) {
        List<Integer> firsts = new ArrayList<>();
        int next = 0;
        for (Maps x : in) {
            firsts.add(next);
            p.forward.add(Loops.copyRows(node.name(), x.rows(x.values, 0), out.rows(out.values, next), x.channels));
            next += x.channels;
        }
        return () -> {
            Slot slope = p.gradient(out);
            for (int i = 0; i < in.size(); i++) {
                Maps x = in.get(i);
                Loops.Rows part = out.rows(slope, firsts.get(i));
                p.addGradient(x, to -> Loops.copyRows(node.name(), part, x.rows(to, 0), x.channels));
            }
        };
    }

    /** Doubling and pooling: the one's backward pass is the other's forward pass, but for a factor. */
    private static Runnable blocks(Program p, String name, Maps in, Maps out, float factor) {
        p.forward.add(Loops.blocks(name, in.values, in, out.values, out, factor));
        return () -> {
            Slot slope = p.gradient(out);
            p.addGradient(in, to -> Loops.blocks(name, slope, out, to, in, factor));
        };
    }

    private static Runnable flatten(Program p, Node node, List<Maps> in, Maps out) {
        Maps x = in.get(0);
        p.forward.add(Loops.transpose(node.name(), x.values, out.values, x.area(), x.channels));
        return () -> {
            Slot slope = p.gradient(out);
            p.addGradient(x, to -> Loops.transpose(node.name(), slope, to, x.channels, x.area()));
        };
    }
}
