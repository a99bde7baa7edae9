package org.effigy.networks.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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
    /** A third of one input's channels, or a half of a second one's: q, k or v, of so many positions. */
    private record Part(int input, int number, long positions, long rowLength) {}

    private final String name;
    private final List<Maps> inputs;
    private final Maps out;
    private final boolean half;
    private final long images;
    private final long channels;
    private final Part q;
    private final Part k;
    private final Part v;
    private final Slot weights;

    /** @param inputs one that holds q, k and v, or one for q and one for k and v */
    Attention(String name, List<Maps> inputs, Maps out, boolean half) {
        this.name = name;
        this.inputs = List.copyOf(inputs);
        this.out = out;
        this.half = half;
        images = out.images;
        channels = out.channels;
        int last = inputs.size() - 1;
        Maps source = inputs.get(last);
        q = new Part(0, 0, out.area(), inputs.get(0).channels);
        k = new Part(last, 1 - last, source.area(), source.channels);
        v = new Part(last, 2 - last, source.area(), source.channels);
        weights = new Slot(images * q.positions * k.positions);
    }

    /** Returns a part of the inputs' values or gradients. */
    private memory part(Workspace space, List<Slot> slots, Part part, boolean transposed) {
        long row = part.rowLength;
        memory.desc desc = transposed
                ? matrix(channels, part.positions, 1, row, part.positions * row)
                : matrix(part.positions, channels, row, 1, part.positions * row);
        return space.of(desc, slots.get(part.input), part.number * channels);
    }

    private List<Slot> values() {
        return inputs.stream().map(maps -> maps.values).toList();
    }

    private memory.desc matrix(long rows, long columns, long rowStride, long columnStride, long imageStride) {
        return new memory.desc(new long[] {images, rows, columns}, memory.data_type.f32, new long[] {
            imageStride, rowStride, columnStride
        });
    }

    private memory.desc dense(long rows, long columns) {
        return matrix(rows, columns, columns, 1, rows * columns);
    }

    private memory scores(Workspace space, Slot slot) {
        return space.of(dense(q.positions, k.positions), slot);
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
        IntMemoryMap arguments = new IntMemoryMap();
        arguments.put(dnnl.DNNL_ARG_SRC, a);
        arguments.put(dnnl.DNNL_ARG_WEIGHTS, b);
        arguments.put(dnnl.DNNL_ARG_DST, c);
        return space.call(new matmul(desc), desc, arguments)::run;
    }

    private double factor() {
        return 1 / Math.sqrt(channels);
    }

    private softmax_forward.primitive_desc softmax(Workspace space) {
        memory.desc scores = dense(q.positions, k.positions);
        return new softmax_forward.primitive_desc(
                space.engine,
                dnnl.prop_kind.forward_training,
                dnnl.algorithm.softmax_accurate,
                scores,
                scores,
                2,
                Workspace.attributes(half),
                false);
    }

    /** Returns the forward pass. */
    Pass forward() {
        List<Slot> slots =
                Stream.concat(values().stream(), Stream.of(out.values, weights)).toList();
        return new BoundPass(name + " forward", slots, space -> {
            memory a = scores(space, weights);
            Runnable scores =
                    product(space, part(space, values(), q, false), part(space, values(), k, true), a, factor());
            softmax_forward.primitive_desc desc = softmax(space);
            IntMemoryMap arguments = new IntMemoryMap();
            arguments.put(dnnl.DNNL_ARG_SRC, a);
            arguments.put(dnnl.DNNL_ARG_DST, a);
            Call softmax = space.call(new softmax_forward(desc), desc, arguments);
            memory y = space.of(dense(q.positions, channels), out.values);
            Runnable result = product(space, a, part(space, values(), v, false), y, 1);
            return () -> {
                scores.run();
                softmax.run();
                result.run();
            };
        });
    }

    /** Returns the pass that writes the gradients of the inputs. */
    Pass backward(Slot outGradient, List<Slot> inGradients) {
        Slot slopes = new Slot(weights.floats);
        List<Slot> slots = new ArrayList<>(List.of(outGradient, slopes, weights));
        slots.addAll(values());
        slots.addAll(inGradients);
        return new BoundPass(name + " backward", slots, space -> {
            memory dy = space.of(dense(q.positions, channels), outGradient);
            memory ds = scores(space, slopes);
            List<Runnable> work = List.of(
                    product(space, transposedScores(space, weights), dy, part(space, inGradients, v, false), 1),
                    product(space, dy, part(space, values(), v, true), ds, 1),
                    softmaxGradient(space, ds),
                    product(space, ds, part(space, values(), k, false), part(space, inGradients, q, false), factor()),
                    product(
                            space,
                            transposedScores(space, slopes),
                            part(space, values(), q, false),
                            part(space, inGradients, k, false),
                            factor()));
            return () -> work.forEach(Runnable::run);
        });
    }

    private Runnable softmaxGradient(Workspace space, memory ds) {
        memory.desc scores = dense(q.positions, k.positions);
        softmax_backward.primitive_desc desc = new softmax_backward.primitive_desc(
                space.engine,
                dnnl.algorithm.softmax_accurate,
                scores,
                scores,
                scores,
                2,
                softmax(space),
                Workspace.attributes(half),
                false);
        IntMemoryMap arguments = new IntMemoryMap();
        arguments.put(dnnl.DNNL_ARG_DST, scores(space, weights));
        arguments.put(dnnl.DNNL_ARG_DIFF_DST, ds);
        arguments.put(dnnl.DNNL_ARG_DIFF_SRC, ds);
        return space.call(new softmax_backward(desc), desc, arguments)::run;
    }
}
