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

/** oneDNN's primitives of a convolution, or of the transposed convolution that a doubling one is. */
final class ConvPrimitives {
    /** A primitive and its description. */
    record Primitive(primitive primitive, primitive_desc desc, memory.desc weights) {}

    private final engine engine;
    private final ConvShape shape;

    ConvPrimitives(engine engine, ConvShape shape) {
        this.engine = engine;
        this.shape = shape;
    }

    Primitive forward(primitive_attr attributes, boolean training) {
        if (shape.transposed()) {
            deconvolution_forward.primitive_desc desc = transposed(attributes, training);
            return new Primitive(new deconvolution_forward(desc), desc, desc.weights_desc());
        }
        convolution_forward.primitive_desc desc = plain(attributes, training);
        return new Primitive(new convolution_forward(desc), desc, desc.weights_desc());
    }

    private static dnnl.prop_kind kind(boolean training) {
        return training ? dnnl.prop_kind.forward_training : dnnl.prop_kind.forward_inference;
    }

    private convolution_forward.primitive_desc plain(primitive_attr attributes, boolean training) {
        return new convolution_forward.primitive_desc(
                engine,
                kind(training),
                dnnl.algorithm.convolution_direct,
                shape.source(),
                shape.weights(),
                shape.biasDesc(),
                shape.destination(),
                shape.strides(),
                ConvShape.dilation(),
                shape.padding(),
                shape.padding(),
                attributes,
                false);
    }

    private deconvolution_forward.primitive_desc transposed(primitive_attr attributes, boolean training) {
        return new deconvolution_forward.primitive_desc(
                engine,
                kind(training),
                dnnl.algorithm.deconvolution_direct,
                shape.source(),
                shape.weights(),
                shape.biasDesc(),
                shape.destination(),
                shape.strides(),
                ConvShape.dilation(),
                shape.padding(),
                shape.padding(),
                attributes,
                false);
    }

    /** Returns the primitive that computes the gradient of the input. */
    Primitive inputGradient() {
        primitive_attr attributes = Workspace.attributes(shape.half());
        if (shape.transposed()) {
            deconvolution_backward_data.primitive_desc desc = new deconvolution_backward_data.primitive_desc(
                    engine,
                    dnnl.algorithm.deconvolution_direct,
                    shape.sourceGradient(),
                    shape.weights(),
                    shape.destinationGradient(),
                    shape.strides(),
                    ConvShape.dilation(),
                    shape.padding(),
                    shape.padding(),
                    transposed(attributes, true),
                    attributes,
                    false);
            return new Primitive(new deconvolution_backward_data(desc), desc, desc.weights_desc());
        }
        convolution_backward_data.primitive_desc desc = new convolution_backward_data.primitive_desc(
                engine,
                dnnl.algorithm.convolution_direct,
                shape.sourceGradient(),
                shape.weights(),
                shape.destinationGradient(),
                shape.strides(),
                ConvShape.dilation(),
                shape.padding(),
                shape.padding(),
                plain(attributes, true),
                attributes,
                false);
        return new Primitive(new convolution_backward_data(desc), desc, desc.weights_desc());
    }

    /** Returns the primitive that computes the gradients of weights and bias. */
    Primitive weightGradient() {
        primitive_attr attributes = Workspace.attributes(shape.half());
        if (shape.transposed()) {
            deconvolution_backward_weights.primitive_desc desc = new deconvolution_backward_weights.primitive_desc(
                    engine,
                    dnnl.algorithm.deconvolution_direct,
                    shape.source(),
                    shape.weightsGradient(),
                    shape.biasDesc(),
                    shape.destinationGradient(),
                    shape.strides(),
                    ConvShape.dilation(),
                    shape.padding(),
                    shape.padding(),
                    transposed(attributes, true),
                    attributes,
                    false);
            return new Primitive(new deconvolution_backward_weights(desc), desc, desc.diff_weights_desc());
        }
        convolution_backward_weights.primitive_desc desc = new convolution_backward_weights.primitive_desc(
                engine,
                dnnl.algorithm.convolution_direct,
                shape.source(),
                shape.weightsGradient(),
                shape.biasDesc(),
                shape.destinationGradient(),
                shape.strides(),
                ConvShape.dilation(),
                shape.padding(),
                shape.padding(),
                plain(attributes, true),
                attributes,
                false);
        return new Primitive(new convolution_backward_weights(desc), desc, desc.diff_weights_desc());
    }
}
