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
 * Single-head self-attention over the pixels of maps (Vaswani et al. 2017, section 3.2.1): softmax(q k' / sqrt(C)) v. The
 * input holds q, k and v side by side in its channels, so each is a matrix with a stride and nothing is copied.
 */
final class Attention {
    private final Maps qkv;
    private final Maps out;
    private final long images;
    private final long pixels;
    private final long channels;
    private final Slot weights;

    Attention(Maps qkv, Maps out) {
        this.qkv = qkv;
        this.out = out;
        images = out.images;
        pixels = out.area();
        channels = out.channels;
        weights = new Slot(images * pixels * pixels);
    }

    /** The third of the input, or of its gradient, that holds q (0), k (1) or v (2). */
    private memory part(Workspace space, Slot slot, int part, boolean transposed) {
        return space.of(partDesc(transposed), slot, part * channels);
    }

    private memory.desc partDesc(boolean transposed) {
        long row = 3 * channels;
        return transposed
                ? matrix(channels, pixels, 1, row, pixels * row)
                : matrix(pixels, channels, row, 1, pixels * row);
    }

    private memory.desc matrix(long rows, long columns, long rowStride, long columnStride, long imageStride) {
        return new memory.desc(new long[] {images, rows, columns}, memory.data_type.f32, new long[] {
            imageStride, rowStride, columnStride
        });
    }

    private memory.desc dense(long rows, long columns) {
        return matrix(rows, columns, columns, 1, rows * columns);
    }

    private memory.desc transposed(long rows, long columns) {
        return matrix(columns, rows, 1, columns, rows * columns);
    }

    private static Runnable product(Workspace space, memory a, memory b, memory c, double factor) {
        primitive_attr attributes = Workspace.attributes();
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
        return new softmax_forward.primitive_desc(
                space.engine,
                dnnl.prop_kind.forward_training,
                dnnl.algorithm.softmax_accurate,
                dense(pixels, pixels),
                dense(pixels, pixels),
                2,
                Workspace.attributes(),
                false);
    }

    /** Returns the forward pass. */
    Pass forward() {
        return new BoundPass("attention forward", List.of(qkv.values, out.values, weights), space -> {
            memory a = space.of(dense(pixels, pixels), weights);
            Runnable scores =
                    product(space, part(space, qkv.values, 0, false), part(space, qkv.values, 1, true), a, factor());
            softmax_forward.primitive_desc desc = softmax(space);
            IntMemoryMap arguments = new IntMemoryMap();
            arguments.put(dnnl.DNNL_ARG_SRC, a);
            arguments.put(dnnl.DNNL_ARG_DST, a);
            Call softmax = space.call(new softmax_forward(desc), desc, arguments);
            Runnable result = product(
                    space, a, part(space, qkv.values, 2, false), space.of(dense(pixels, channels), out.values), 1);
            return () -> {
                scores.run();
                softmax.run();
                result.run();
            };
        });
    }

    /** Returns the pass that writes the gradient of q, k and v. */
    Pass backward(Slot outGradient, Slot inGradient) {
        Slot scores = new Slot(weights.floats);
        List<Slot> slots = List.of(outGradient, inGradient, scores, weights, qkv.values);
        return new BoundPass("attention backward", slots, space -> {
            memory dy = space.of(dense(pixels, channels), outGradient);
            memory ds = space.of(dense(pixels, pixels), scores);
            List<Runnable> work = new ArrayList<>();
            work.add(product(
                    space, space.of(transposed(pixels, pixels), weights), dy, part(space, inGradient, 2, false), 1));
            work.add(product(space, dy, part(space, qkv.values, 2, true), ds, 1));
            work.add(softmaxGradient(space, ds));
            work.add(
                    product(space, ds, part(space, qkv.values, 1, false), part(space, inGradient, 0, false), factor()));
            work.add(product(
                    space,
                    space.of(transposed(pixels, pixels), scores),
                    part(space, qkv.values, 0, false),
                    part(space, inGradient, 1, false),
                    factor()));
            return () -> work.forEach(Runnable::run);
        });
    }

    private Runnable softmaxGradient(Workspace space, memory ds) {
        memory.desc square = dense(pixels, pixels);
        softmax_backward.primitive_desc desc = new softmax_backward.primitive_desc(
                space.engine,
                dnnl.algorithm.softmax_accurate,
                square,
                square,
                square,
                2,
                softmax(space),
                Workspace.attributes(),
                false);
        IntMemoryMap arguments = new IntMemoryMap();
        arguments.put(dnnl.DNNL_ARG_DST, space.of(square, weights));
        arguments.put(dnnl.DNNL_ARG_DIFF_DST, ds);
        arguments.put(dnnl.DNNL_ARG_DIFF_SRC, ds);
        return space.call(new softmax_backward(desc), desc, arguments)::run;
    }
}
