package org.effigy.networks.onednn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.softmax_backward;
import org.bytedeco.dnnl.softmax_forward;

/**
 * Single-head attention over the positions of maps (Vaswani et al. 2017, section 3.2.1): softmax(q k' / sqrt(C)) v. The inputs
 * hold q, k and v side by side in their channels, so each is a matrix with a stride and nothing is copied.
 */
final class Attention {
    private static final dnnl.algorithm SOFTMAX = dnnl.algorithm.softmax_accurate;

    /** A third of one input's channels, or a half of a second one's: q, k or v, of so many positions. */
    private record Part(int input, int number, long positions, long rowLength) {}

    private final String name;
    private final Maps out;
    private final boolean half;
    private final long images;
    private final long channels;
    private final double factor;
    private final List<Slot> values;
    private final Part q;
    private final Part k;
    private final Part v;
    private final memory.desc scores;
    private final Slot weights;

    /** @param inputs one that holds q, k and v, or one for q and one for k and v */
    Attention(String name, List<Maps> inputs, Maps out, boolean half) {
        this.name = name;
        this.out = out;
        this.half = half;
        images = out.images;
        channels = out.channels;
        factor = 1 / Math.sqrt(channels);
        values = inputs.stream().map(maps -> maps.values).toList();
        int last = inputs.size() - 1;
        Maps source = inputs.get(last);
        q = new Part(0, 0, out.area(), inputs.get(0).channels);
        k = new Part(last, 1 - last, source.area(), source.channels);
        v = new Part(last, 2 - last, source.area(), source.channels);
        scores = matrix(q.positions, k.positions, k.positions, 1, q.positions * k.positions);
        weights = new Slot(images * q.positions * k.positions);
    }

    private memory.desc matrix(long rows, long columns, long rowStride, long columnStride, long imageStride) {
        long[] strides = {imageStride, rowStride, columnStride};
        return new memory.desc(new long[] {images, rows, columns}, memory.data_type.f32, strides);
    }

    /** Returns a part of the inputs' values or gradients. */
    private memory part(Workspace space, List<Slot> slots, Part part, boolean transposed) {
        long row = part.rowLength;
        memory.desc desc = transposed
                ? matrix(channels, part.positions, 1, row, part.positions * row)
                : matrix(part.positions, channels, row, 1, part.positions * row);
        return space.of(desc, space.pointer(slots.get(part.input), part.number * channels));
    }

    /** Returns the result or its gradient. */
    private memory result(Workspace space, Slot slot) {
        return space.of(matrix(q.positions, channels, channels, 1, q.positions * channels), slot);
    }

    private memory transposedScores(Workspace space, Slot slot) {
        return space.of(matrix(k.positions, q.positions, 1, k.positions, q.positions * k.positions), slot);
    }

    private Runnable product(Workspace space, memory a, memory b, memory c, double factor) {
        primitive_attr attributes = Workspace.attributes(half);
        if (factor != 1) {
            post_ops after = new post_ops();
            after.append_eltwise(dnnl.algorithm.eltwise_linear, (float) factor, 0);
            attributes.set_post_ops(after);
        }
        matmul.primitive_desc desc =
                new matmul.primitive_desc(space.engine, a.get_desc(), b.get_desc(), c.get_desc(), attributes, false);
        IntMemoryMap arguments = new IntMemoryMap()
                .put(dnnl.DNNL_ARG_SRC, a)
                .put(dnnl.DNNL_ARG_WEIGHTS, b)
                .put(dnnl.DNNL_ARG_DST, c);
        return space.call(new matmul(desc), desc, arguments);
    }

    private softmax_forward.primitive_desc softmax(Workspace space) {
        dnnl.prop_kind kind = dnnl.prop_kind.forward_training;
        return new softmax_forward.primitive_desc(
                space.engine, kind, SOFTMAX, scores, scores, 2, Workspace.attributes(half), false);
    }

    /** Returns the forward pass. */
    Pass forward() {
        List<Slot> slots = new ArrayList<>(List.of(out.values, weights));
        slots.addAll(values);
        return new Pass(name + " forward", slots, space -> {
            memory a = space.of(scores, weights);
            softmax_forward.primitive_desc desc = softmax(space);
            IntMemoryMap arguments =
                    new IntMemoryMap().put(dnnl.DNNL_ARG_SRC, a).put(dnnl.DNNL_ARG_DST, a);
            List<Runnable> work = List.of(
                    product(space, part(space, values, q, false), part(space, values, k, true), a, factor),
                    space.call(new softmax_forward(desc), desc, arguments),
                    product(space, a, part(space, values, v, false), result(space, out.values), 1));
            return () -> work.forEach(Runnable::run);
        });
    }

    /** Returns the pass that writes the gradients of the inputs. */
    Pass backward(Slot outGradient, List<Slot> inGradients) {
        Slot slopes = new Slot(weights.floats);
        List<Slot> slots = new ArrayList<>(List.of(outGradient, slopes, weights));
        slots.addAll(values);
        slots.addAll(inGradients);
        return new Pass(name + " backward", slots, space -> {
            memory dy = result(space, outGradient);
            memory ds = space.of(scores, slopes);
            memory dq = part(space, inGradients, q, false);
            memory dk = part(space, inGradients, k, false);
            memory dv = part(space, inGradients, v, false);
            List<Runnable> work = List.of(
                    product(space, transposedScores(space, weights), dy, dv, 1),
                    product(space, dy, part(space, values, v, true), ds, 1),
                    softmaxGradient(space, ds),
                    product(space, ds, part(space, values, k, false), dq, factor),
                    product(space, transposedScores(space, slopes), part(space, values, q, false), dk, factor));
            return () -> work.forEach(Runnable::run);
        });
    }

    private Runnable softmaxGradient(Workspace space, memory ds) {
        primitive_attr attributes = Workspace.attributes(half);
        softmax_backward.primitive_desc desc = new softmax_backward.primitive_desc(
                space.engine, SOFTMAX, scores, scores, scores, 2, softmax(space), attributes, false);
        IntMemoryMap arguments = new IntMemoryMap()
                .put(dnnl.DNNL_ARG_DST, space.of(scores, weights))
                .put(dnnl.DNNL_ARG_DIFF_DST, ds)
                .put(dnnl.DNNL_ARG_DIFF_SRC, ds);
        return space.call(new softmax_backward(desc), desc, arguments);
    }
}
