package org.effigy.networks.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.javacpp.FloatPointer;
import org.effigy.networks.net.Activation;

/**
 * A convolution between maps; what is to be added to its result (a residual connection, another convolution's result) is
 * added while the result is still in the processor's registers.
 *
 * @param part the parameters, of which the shape may use some of the input channels
 * @param source the input, of the type that the shape's factors have
 */
record Convolution(PackedWeights weights, Fused.Part part, ConvShape shape, Slot source, Maps out) {
    private memory packed(ConvPrimitives.Primitive primitive) {
        return weights.get(part, shape, primitive.weights());
    }

    private void addBias(IntMemoryMap arguments, int number, Workspace space, FlatParameters parameters) {
        if (shape.bias()) {
            arguments.put(number, space.of(shape.biasDesc(), parameters.pointer(part.name() + ".bias", 0)));
        }
    }

    /**
     * Returns the forward pass.
     *
     * @param added what is added to the result: other maps of its shape, or what its own maps hold already
     * @param rectifier that is applied to the result
     */
    Pass forward(Optional<Slot> added, Optional<Activation> rectifier, boolean training) {
        List<Slot> slots = new ArrayList<>(List.of(source, out.values));
        added.ifPresent(slots::add);
        return new Pass(part.name() + " forward", slots, space -> {
            IntMemoryMap arguments = new IntMemoryMap()
                    .put(dnnl.DNNL_ARG_SRC, space.of(shape.source(), source))
                    .put(dnnl.DNNL_ARG_DST, space.of(shape.destination(), out.values));
            addBias(arguments, dnnl.DNNL_ARG_BIAS, space, weights.parameters());
            post_ops after = new post_ops();
            rectifier.ifPresent(kind -> after.append_eltwise(dnnl.algorithm.eltwise_relu, kind.leak(), 0));
            if (added.filter(out.values::equals).isPresent()) {
                after.append_sum(1, 0, memory.data_type.f32);
            } else if (added.isPresent()) {
                after.append_binary(dnnl.algorithm.binary_add, shape.destination());
                int number = dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | dnnl.DNNL_ARG_SRC_1;
                arguments.put(number, space.of(shape.destination(), added.get()));
            }
            primitive_attr attributes = Workspace.attributes(shape.half());
            attributes.set_post_ops(after);
            ConvPrimitives.Primitive p = new ConvPrimitives(shape).forward(attributes, training);
            arguments.put(dnnl.DNNL_ARG_WEIGHTS, packed(p));
            return space.call(p.primitive(), p.desc(), arguments);
        });
    }

    /**
     * Returns the pass that writes the gradient of the input.
     *
     * @param outGradient of the type that the shape's factors have
     */
    Pass inputGradient(Slot outGradient, Slot inGradient) {
        return new Pass(part.name() + " input gradient", List.of(outGradient, inGradient), space -> {
            ConvPrimitives.Primitive p = new ConvPrimitives(shape).inputGradient();
            IntMemoryMap arguments = new IntMemoryMap()
                    .put(dnnl.DNNL_ARG_DIFF_DST, space.of(shape.destinationGradient(), outGradient))
                    .put(dnnl.DNNL_ARG_WEIGHTS, packed(p))
                    .put(dnnl.DNNL_ARG_DIFF_SRC, space.of(shape.sourceGradient(), inGradient));
            return space.call(p.primitive(), p.desc(), arguments);
        });
    }

    /**
     * Returns the pass that writes the gradient of the weights and, where the shape has one, of the bias.
     *
     * @param outGradient of the type that the shape's factors have
     */
    Pass weightGradient(Slot outGradient, FlatParameters gradient) {
        return new Pass(part.name() + " weight gradient", List.of(outGradient, source), space -> {
            ConvPrimitives.Primitive p = new ConvPrimitives(shape).weightGradient();
            memory packed = space.temporary(p.weights(), 0);
            IntMemoryMap arguments = new IntMemoryMap()
                    .put(dnnl.DNNL_ARG_SRC, space.of(shape.source(), source))
                    .put(dnnl.DNNL_ARG_DIFF_DST, space.of(shape.destinationGradient(), outGradient))
                    .put(dnnl.DNNL_ARG_DIFF_WEIGHTS, packed);
            addBias(arguments, dnnl.DNNL_ARG_DIFF_BIAS, space, gradient);
            Runnable call = space.call(p.primitive(), p.desc(), arguments);
            Runnable unpack = unpack(space, packed, gradient);
            return () -> {
                call.run();
                unpack.run();
            };
        });
    }

    /** Brings the weights' gradient to its place. */
    private Runnable unpack(Workspace space, memory packed, FlatParameters gradient) {
        String weight = part.name() + ".weight";
        memory.desc plain = shape.plainWeights(part.allInputs());
        if (!shape.doubles()) {
            long skipped = shape.skipped(part.firstInput());
            return space.reorder(packed, space.of(plain, gradient.pointer(weight, skipped)));
        }
        memory to = space.temporary(plain, 1);
        Runnable reorder = space.reorder(packed, to);
        float[] expanded = new float[16 * shape.in().channels() * shape.out().channels()];
        return () -> {
            reorder.run();
            new FloatPointer(to.get_data_handle()).get(expanded);
            gradient.buffer(weight).put(0, DoubledKernel.reduce(expanded));
        };
    }
}
