package org.effigy.networks.onednn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.effigy.networks.net.Activation;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Op;

/** What passes each kind of operation becomes: the place to add a new one. */
final class Emitters {
    private static final Map<Class<? extends Op>, Emitter> TABLE = new HashMap<>();

    static {
        TABLE.put(Op.Conv.class, (p, node, in, out) -> convolutions(p, plain(node), in, out));
        TABLE.put(Op.Transposed.class, (p, node, in, out) -> convolutions(p, plain(node), in, out));
        TABLE.put(
                Fused.Convolutions.class,
                (p, node, in, out) -> convolutions(p, (Fused.Convolutions) node.op(), in, out));
        TABLE.put(Op.GroupNorm.class, (p, node, in, out) -> groupNorm(p, Fusion.norm(node), in, out));
        TABLE.put(Fused.Norm.class, (p, node, in, out) -> groupNorm(p, (Fused.Norm) node.op(), in, out));
        TABLE.put(
                Op.BatchNorm.class,
                (p, node, in, out) ->
                        batchNorm(p, node.name(), ((Op.BatchNorm) node.op()).tracked(), 1, in.get(0), out));
        TABLE.put(Fused.Batch.class, (p, node, in, out) -> {
            Fused.Batch batch = (Fused.Batch) node.op();
            return batchNorm(p, batch.name(), batch.tracked(), batch.after().leak(), in.get(0), out);
        });
        TABLE.put(
                Op.Dense.class,
                (p, node, in, out) -> dense(
                        p,
                        List.of(new Linear.Layer(node.name(), out.channels)),
                        ((Op.Dense) node.op()).bias(),
                        in.get(0),
                        out));
        TABLE.put(Fused.Denses.class, (p, node, in, out) -> {
            Fused.Denses denses = (Fused.Denses) node.op();
            return dense(p, denses.layers(), denses.bias(), in.get(0), out);
        });
        TABLE.put(
                Fused.Slice.class,
                (p, node, in, out) -> slice(p, node.name(), ((Fused.Slice) node.op()).first(), in.get(0), out));
        TABLE.put(
                Op.Activate.class,
                (p, node, in, out) -> activate(p, node.name(), ((Op.Activate) node.op()).kind(), in.get(0), out));
        TABLE.put(Op.Attention.class, (p, node, in, out) -> attention(p, node.name(), in, out));
        TABLE.put(Op.Shift.class, (p, node, in, out) -> shift(p, node.name(), in.get(0), in.get(1), out));
        TABLE.put(Op.Sum.class, (p, node, in, out) -> sum(p, node.name(), in, out));
        TABLE.put(Op.Join.class, (p, node, in, out) -> join(p, node.name(), in, out));
        TABLE.put(Op.Nearest.class, (p, node, in, out) -> blocks(p, node.name(), in.get(0), out, 1, true));
        TABLE.put(Op.Pool.class, (p, node, in, out) -> {
            Op.Pool pool = (Op.Pool) node.op();
            return blocks(p, node.name(), in.get(0), out, 1f / (pool.height() * pool.width()), false);
        });
        TABLE.put(Op.Flatten.class, (p, node, in, out) -> flatten(p, node.name(), in.get(0), out));
    }

    private Emitters() {}

    /** Adds the forward passes of an operation; returns what adds its backward passes. */
    private interface Emitter {
        Runnable emit(Program program, Node node, List<Maps> in, Maps out);
    }

    static Runnable emit(Program program, Node node, List<Maps> in, Maps out) {
        Emitter emitter = TABLE.get(node.op().getClass());
        if (emitter == null) {
            throw new IllegalArgumentException(node.name() + ": there is no program for " + node.op());
        }
        return emitter.emit(program, node, in, out);
    }

    /** Returns whether an operation takes a result as a factor of convolutions only, not to add it. */
    static boolean isConvolutionOf(Node user, Node result) {
        if (user.op() instanceof Fused.Convolutions fused && fused.plus()) {
            return !user.inputs().get(fused.parts().size()).equals(result);
        }
        return user.op() instanceof Op.Conv
                || user.op() instanceof Op.Transposed
                || user.op() instanceof Fused.Convolutions;
    }

    private static Fused.Convolutions plain(Node node) {
        return new Fused.Convolutions(List.of(Fusion.part(node)), false, Optional.empty());
    }

    private static Runnable convolutions(Program p, Fused.Convolutions op, List<Maps> in, Maps out) {
        int count = op.parts().size();
        float leak = op.after().map(Activation::leak).orElse(0f);
        out.gradientIsFactor = !op.plus() && op.after().isEmpty();
        List<Convolution> convolutions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Fused.Part part = op.parts().get(i);
            Maps source = in.get(i);
            ConvShape shape = new ConvShape(
                    source.images,
                    source.channels,
                    out.channels,
                    source.shape.height(),
                    source.shape.width(),
                    part.kernel(),
                    part.bias(),
                    p.purpose.half());
            convolutions.add(new Convolution(
                    p.weights, part.name(), shape, p.rounding.of(source), out, part.allInputs(), part.firstInput()));
        }
        for (int i = 0; i < count; i++) {
            Convolution.After after = i > 0
                    ? Convolution.After.SUM
                    : op.plus()
                            ? Convolution.After.SUM_OTHER
                            : op.after().isPresent() ? Convolution.After.RECTIFIED : Convolution.After.NOTHING;
            Slot other = op.plus() ? in.get(count).values : out.values;
            boolean training = p.purpose.wanted().training();
            p.forward.add(convolutions.get(i).forward(after, other, leak, training));
        }
        return () -> {
            Slot slope = p.gradient(out);
            if (op.plus() && p.wantsGradient(in.get(count))) {
                in.get(count).gradients.add(slope);
            }
            if (op.after().isPresent()) {
                Slot before = new Slot(slope.floats);
                p.backward.add(Loops.activationGradient("rectifier", op.after().get(), out.values, slope, before));
                slope = before;
            }
            for (int i = 0; i < count; i++) {
                Slot factor = p.rounding.of(slope);
                Convolution convolution = convolutions.get(i);
                p.gradient.ifPresent(to -> p.backward.add(convolution.weightGradient(factor, to)));
                if (p.wantsGradient(in.get(i))) {
                    p.backward.add(convolution.inputGradient(factor, in.get(i).newGradient()));
                }
            }
        };
    }

    private static Runnable groupNorm(Program p, Fused.Norm op, List<Maps> in, Maps out) {
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

    private static Runnable batchNorm(Program p, String name, boolean tracked, float leak, Maps in, Maps out) {
        BatchNormalisation norm =
                new BatchNormalisation(name, in, out, leak, p.weights.parameters(), p.purpose.shard()::exchange);
        Slot result = p.rounding.normResult(out);
        if (!p.purpose.wanted().training() && !tracked) {
            throw new IllegalArgumentException(
                    name + " keeps no running statistics, so the network is for training only");
        }
        p.forward.add(
                p.purpose.wanted().training()
                        ? norm.trainingForward(
                                result, tracked && p.purpose.shard().isFirst())
                        : norm.forward(result));
        return () -> p.backward.add(norm.backward(p.gradient, p.gradient(out), p.rounding.normGradient(in)));
    }

    private static Runnable dense(Program p, List<Linear.Layer> layers, boolean bias, Maps in, Maps out) {
        Linear dense = new Linear(in, out, layers, bias, p.weights);
        p.forward.add(dense.forward());
        return () -> {
            Slot slope = p.gradient(out);
            Optional<Slot> inGradient = p.wantsGradient(in) ? Optional.of(in.newGradient()) : Optional.empty();
            if (p.gradient.isPresent() || inGradient.isPresent()) {
                p.backward.add(dense.backward(slope, inGradient, p.gradient));
            }
        };
    }

    private static Runnable slice(Program p, String name, int first, Maps in, Maps out) {
        int part = out.channels;
        p.forward.add(Loops.copyRows(
                name, new Loops.Rows(in.values, in.channels, first), new Loops.Rows(out.values, part, 0), part));
        return () -> {
            // Slices, which together are the whole, write their parts of one gradient.
            Slot whole = in.gradients.isEmpty() ? in.newGradient() : in.gradients.get(0);
            p.backward.add(Loops.copyRows(
                    name, new Loops.Rows(p.gradient(out), part, 0), new Loops.Rows(whole, in.channels, first), part));
        };
    }

    private static Runnable activate(Program p, String name, Activation kind, Maps in, Maps out) {
        p.forward.add(Loops.activation(name, kind, in.values, out.values));
        return () -> {
            if (p.wantsGradient(in)) {
                Slot known = kind == Activation.TANH ? out.values : in.values;
                p.backward.add(Loops.activationGradient(name, kind, known, p.gradient(out), in.newGradient()));
            }
        };
    }

    private static Runnable attention(Program p, String name, List<Maps> in, Maps out) {
        Attention attention = new Attention(name, in, out, p.purpose.half());
        p.forward.add(attention.forward());
        return () -> {
            Slot slope = p.gradient(out);
            p.backward.add(
                    attention.backward(slope, in.stream().map(Maps::newGradient).toList()));
        };
    }

    private static Runnable shift(Program p, String name, Maps in, Maps vector, Maps out) {
        p.forward.add(Loops.shift(name, in, vector, out));
        return () -> {
            Slot slope = p.gradient(out);
            if (p.wantsGradient(in)) {
                in.gradients.add(slope);
            }
            if (p.wantsGradient(vector)) {
                p.backward.add(Loops.totals(name, out, slope, vector.newGradient()));
            }
        };
    }

    private static Runnable sum(Program p, String name, List<Maps> in, Maps out) {
        p.forward.add(Loops.sum(name, in.stream().map(maps -> maps.values).toList(), out.values));
        return () -> {
            Slot slope = p.gradient(out);
            in.stream().filter(p::wantsGradient).forEach(maps -> maps.gradients.add(slope));
        };
    }

    private static Runnable join(Program p, String name, List<Maps> in, Maps out) {
        List<Integer> firsts = new ArrayList<>();
        int first = 0;
        for (Maps maps : in) {
            firsts.add(first);
            p.forward.add(Loops.copyRows(
                    name,
                    new Loops.Rows(maps.values, maps.channels, 0),
                    new Loops.Rows(out.values, out.channels, first),
                    maps.channels));
            first += maps.channels;
        }
        return () -> {
            Slot slope = p.gradient(out);
            for (int i = 0; i < in.size(); i++) {
                Maps maps = in.get(i);
                if (p.wantsGradient(maps)) {
                    p.backward.add(Loops.copyRows(
                            name,
                            new Loops.Rows(slope, out.channels, firsts.get(i)),
                            new Loops.Rows(maps.newGradient(), maps.channels, 0),
                            maps.channels));
                }
            }
        };
    }

    /** Doubling and pooling: the one's backward pass is the other's forward pass, but for a factor. */
    private static Runnable blocks(Program p, String name, Maps in, Maps out, float factor, boolean spreads) {
        p.forward.add(
                spreads
                        ? Loops.spread(name, in.values, in, out.values, out, factor)
                        : Loops.gather(name, in.values, in, out.values, out, factor));
        return () -> {
            Slot slope = p.gradient(out);
            if (p.wantsGradient(in)) {
                Slot gradient = in.newGradient();
                p.backward.add(
                        spreads
                                ? Loops.gather(name, slope, out, gradient, in, factor)
                                : Loops.spread(name, slope, out, gradient, in, factor));
            }
        };
    }

    private static Runnable flatten(Program p, String name, Maps in, Maps out) {
        p.forward.add(Loops.transpose(name, in.values, out.values, in.area(), in.channels));
        return () -> {
            Slot slope = p.gradient(out);
            if (p.wantsGradient(in)) {
                p.backward.add(Loops.transpose(name, slope, in.newGradient(), in.channels, in.area()));
            }
        };
    }
}
