package org.effigy.networks.onednn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A convolution between maps; what is to be added to its result (a residual connection, another convolution's result) is
 * added while the result is still in the processor's registers.
 */
final class Convolution {
    /** What is done to the result. */
    enum After {
        NOTHING,
        /** What the output maps hold already is added. */
        SUM,
        /** Other maps of the output's shape are added. */
        SUM_OTHER,
        /** A rectifier is applied. */
        RECTIFIED
    }

    private final PackedWeights weights;
    private final String name;
    private final ConvShape shape;
    private final Slot source;
    private final Maps out;
    private final int allInputs;
    private final int firstInput;

    /**
     * @param name of the parameters, without {@code .weight} and {@code .bias}
     * @param source the input, of the type that the shape's factors have
     * @param allInputs input channels of the parameter, of which the shape may use a part
     * @param firstInput the first that it uses
     */
    Convolution(
            PackedWeights weights, String name, ConvShape shape, Slot source, Maps out, int allInputs, int firstInput) {
        this.weights = weights;
        this.name = name;
        this.shape = shape;
        this.source = source;
        this.out = out;
        this.allInputs = allInputs;
        this.firstInput = firstInput;
    }

    private memory packed(ConvPrimitives.Primitive primitive) {
        return weights.get(name + ".weight", shape, allInputs, firstInput, primitive.weights());
    }

    /**
     * Returns the forward pass.
     *
     * @param other what is added, with {@link After#SUM_OTHER}
     * @param leak of the rectifier, with {@link After#RECTIFIED}
     */
    Pass forward(After after, Slot other, float leak, boolean training) {
        List<Slot> slots = new ArrayList<>(List.of(source, out.values));
        if (after == After.SUM_OTHER) {
            slots.add(other);
        }
        return new BoundPass(name + " forward", slots, space -> {
            primitive_attr attributes = Workspace.attributes(shape.half());
            attributes.set_post_ops(postOps(after, leak));
            ConvPrimitives.Primitive p = new ConvPrimitives(space.engine, shape).forward(attributes, training);
            IntMemoryMap arguments = new IntMemoryMap();
            arguments.put(dnnl.DNNL_ARG_SRC, space.of(shape.source(), source));
            arguments.put(dnnl.DNNL_ARG_WEIGHTS, packed(p));
            if (shape.bias()) {
                arguments.put(dnnl.DNNL_ARG_BIAS, space.at(shape.biasDesc(), weights.parameters(), name + ".bias"));
            }
            if (after == After.SUM_OTHER) {
                arguments.put(
                        dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | dnnl.DNNL_ARG_SRC_1,
                        space.of(shape.destination(), other));
            }
            arguments.put(dnnl.DNNL_ARG_DST, space.of(shape.destination(), out.values));
            return space.call(p.primitive(), p.desc(), arguments)::run;
        });
    }

    private post_ops postOps(After after, float leak) {
        post_ops ops = new post_ops();
        switch (after) {
            case NOTHING -> {}
            case SUM -> ops.append_sum(1, 0, memory.data_type.f32);
            case SUM_OTHER -> ops.append_binary(dnnl.algorithm.binary_add, shape.destination());
            case RECTIFIED -> ops.append_eltwise(dnnl.algorithm.eltwise_relu, leak, 0);
        }
        return ops;
    }

    /**
     * Returns the pass that writes the gradient of the input.
     *
     * @param outGradient of the type that the shape's factors have
     */
    Pass inputGradient(Slot outGradient, Slot inGradient) {
        return new BoundPass(name + " input gradient", List.of(outGradient, inGradient), space -> {
            ConvPrimitives.Primitive p = new ConvPrimitives(space.engine, shape).inputGradient();
            IntMemoryMap arguments = new IntMemoryMap();
            arguments.put(dnnl.DNNL_ARG_DIFF_DST, space.of(shape.destinationGradient(), outGradient));
            arguments.put(dnnl.DNNL_ARG_WEIGHTS, packed(p));
            arguments.put(dnnl.DNNL_ARG_DIFF_SRC, space.of(shape.sourceGradient(), inGradient));
            return space.call(p.primitive(), p.desc(), arguments)::run;
        });
    }

    /**
     * Returns the pass that writes the gradient of the weights and, where the shape has one, of the bias.
     *
     * @param outGradient of the type that the shape's factors have
     */
    Pass weightGradient(Slot outGradient, FlatParameters gradient) {
        return new BoundPass(name + " weight gradient", List.of(outGradient, source), space -> {
            ConvPrimitives.Primitive p = new ConvPrimitives(space.engine, shape).weightGradient();
            memory packed = space.temporary(p.weights(), 0);
            IntMemoryMap arguments = new IntMemoryMap();
            arguments.put(dnnl.DNNL_ARG_SRC, space.of(shape.source(), source));
            arguments.put(dnnl.DNNL_ARG_DIFF_DST, space.of(shape.destinationGradient(), outGradient));
            arguments.put(dnnl.DNNL_ARG_DIFF_WEIGHTS, packed);
            if (shape.bias()) {
                arguments.put(dnnl.DNNL_ARG_DIFF_BIAS, space.at(shape.biasDesc(), gradient, name + ".bias"));
            }
            Call call = space.call(p.primitive(), p.desc(), arguments);
            Runnable unpack = unpack(space, p.weights(), packed, gradient);
            return () -> {
                call.run();
                unpack.run();
            };
        });
    }

    /** Brings the weights' gradient to its place. */
    private Runnable unpack(Workspace space, memory.desc layout, memory packed, FlatParameters gradient) {
        String weight = name + ".weight";
        memory.desc plain = shape.plainWeights(allInputs);
        memory to = shape.doubles()
                ? space.temporary(plain, 1)
                : space.at(plain, gradient, weight, shape.skipped(firstInput));
        IntMemoryMap arguments = new IntMemoryMap();
        arguments.put(dnnl.DNNL_ARG_FROM, packed);
        arguments.put(dnnl.DNNL_ARG_TO, to);
        reorder reorder = new reorder(new reorder.primitive_desc(space.engine, layout, space.engine, plain));
        Call call = new Call(reorder, arguments, space.stream);
        if (!shape.doubles()) {
            return call::run;
        }
        float[] expanded = new float[16 * shape.in() * shape.out()];
        return () -> {
            call.run();
            new FloatPointer(to.get_data_handle()).get(expanded);
            gradient.buffer(weight).put(0, DoubledKernel.reduce(expanded));
        };
    }
}
