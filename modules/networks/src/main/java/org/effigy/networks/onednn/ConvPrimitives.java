package org.effigy.networks.onednn;

import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.deconvolution_backward_data;
import org.bytedeco.dnnl.deconvolution_backward_weights;
import org.bytedeco.dnnl.deconvolution_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc;
import org.bytedeco.javacpp.LongPointer;

/** oneDNN's primitives of a convolution, or of the transposed convolution that a doubling one is. */
final class ConvPrimitives {
    private static final dnnl.algorithm PLAIN = dnnl.algorithm.convolution_direct;
    private static final dnnl.algorithm TRANSPOSED = dnnl.algorithm.deconvolution_direct;

    /** A primitive and its description, with the layout of the weights or of their gradient. */
    record Primitive(primitive primitive, primitive_desc desc, memory.desc weights) {}

    private final engine engine = OneDnn.engine();
    private final ConvShape shape;
    private final memory.desc weights;
    private final memory.desc bias;
    private final LongPointer stride;
    private final LongPointer dilation = new LongPointer(0L, 0L);
    private final LongPointer pad;

    ConvPrimitives(ConvShape shape) {
        this.shape = shape;
        weights = shape.weights();
        bias = shape.biasDesc();
        stride = new LongPointer(
                (long) shape.kernel().stride(), (long) shape.kernel().stride());
        pad = new LongPointer(
                (long) shape.kernel().padding(), (long) shape.kernel().padding());
    }

    Primitive forward(primitive_attr attributes, boolean training) {
        dnnl.prop_kind kind = training ? dnnl.prop_kind.forward_training : dnnl.prop_kind.forward_inference;
        if (shape.transposed()) {
            deconvolution_forward.primitive_desc desc = transposed(attributes, kind);
            return new Primitive(new deconvolution_forward(desc), desc, desc.weights_desc());
        }
        convolution_forward.primitive_desc desc = plain(attributes, kind);
        return new Primitive(new convolution_forward(desc), desc, desc.weights_desc());
    }

    private convolution_forward.primitive_desc plain(primitive_attr attributes, dnnl.prop_kind kind) {
        memory.desc x = shape.source();
        memory.desc y = shape.destination();
        return new convolution_forward.primitive_desc(
                engine, kind, PLAIN, x, weights, bias, y, stride, dilation, pad, pad, attributes, false);
    }

    private deconvolution_forward.primitive_desc transposed(primitive_attr attributes, dnnl.prop_kind kind) {
        memory.desc x = shape.source();
        memory.desc y = shape.destination();
        return new deconvolution_forward.primitive_desc(
                engine, kind, TRANSPOSED, x, weights, bias, y, stride, dilation, pad, pad, attributes, false);
    }

    /** Returns the primitive that computes the gradient of the input. */
    Primitive inputGradient() {
        primitive_attr attributes = Workspace.attributes(shape.half());
        memory.desc dx = shape.sourceGradient();
        memory.desc dy = shape.destinationGradient();
        if (shape.transposed()) {
            var hint = transposed(attributes, dnnl.prop_kind.forward_training);
            var desc = new deconvolution_backward_data.primitive_desc(
                    engine, TRANSPOSED, dx, weights, dy, stride, dilation, pad, pad, hint, attributes, false);
            return new Primitive(new deconvolution_backward_data(desc), desc, desc.weights_desc());
        }
        var hint = plain(attributes, dnnl.prop_kind.forward_training);
        var desc = new convolution_backward_data.primitive_desc(
                engine, PLAIN, dx, weights, dy, stride, dilation, pad, pad, hint, attributes, false);
        return new Primitive(new convolution_backward_data(desc), desc, desc.weights_desc());
    }

    /** Returns the primitive that computes the gradients of weights and bias. */
    Primitive weightGradient() {
        primitive_attr attributes = Workspace.attributes(shape.half());
        memory.desc x = shape.source();
        memory.desc dw = shape.weightsGradient();
        memory.desc dy = shape.destinationGradient();
        if (shape.transposed()) {
            var hint = transposed(attributes, dnnl.prop_kind.forward_training);
            var desc = new deconvolution_backward_weights.primitive_desc(
                    engine, TRANSPOSED, x, dw, bias, dy, stride, dilation, pad, pad, hint, attributes, false);
            return new Primitive(new deconvolution_backward_weights(desc), desc, desc.diff_weights_desc());
        }
        var hint = plain(attributes, dnnl.prop_kind.forward_training);
        var desc = new convolution_backward_weights.primitive_desc(
                engine, PLAIN, x, dw, bias, dy, stride, dilation, pad, pad, hint, attributes, false);
        return new Primitive(new convolution_backward_weights(desc), desc, desc.diff_weights_desc());
    }
}
