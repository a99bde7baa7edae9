package org.effigy.networks.onednn;

import org.bytedeco.dnnl.memory;
import org.effigy.networks.net.Shape;

/**
 * A convolution of maps.
 *
 * @param images in the batch
 * @param bias whether one is added
 * @param half whether the factors are bfloat16; results are float32 in any case
 */
record ConvShape(int images, Shape in, Shape out, Kernel kernel, boolean bias, boolean half) {
    private static final memory.data_type FLOAT = memory.data_type.f32;

    /** What is computed. */
    enum Kind {
        /** A convolution; weights (out, in, height, width). */
        PLAIN,
        /** A transposed convolution; weights (in, out, height, width) as PyTorch has them. */
        TRANSPOSED,
        /**
         * A 3x3 convolution, padded by 1, of the input doubled in size by nearest neighbour. Both together are one
         * transposed convolution of stride 2 whose 4x4 kernel holds sums of the 3x3 kernel's weights, at 4/9 of the
         * arithmetic.
         */
        DOUBLED
    }

    /**
     * A square kernel.
     *
     * @param stride of the output, or of the input of a transposed convolution
     * @param padding on each side
     */
    record Kernel(Kind kind, int side, int stride, int padding) {
        static final Kernel DOUBLED = new Kernel(Kind.DOUBLED, 3, 2, 1);
    }

    boolean doubles() {
        return kernel.kind() == Kind.DOUBLED;
    }

    /** Whether a transposed convolution is computed. */
    boolean transposed() {
        return kernel.kind() != Kind.PLAIN;
    }

    /** The input, as a factor. */
    memory.desc source() {
        return maps(in, factor());
    }

    /** The output. */
    memory.desc destination() {
        return maps(out, FLOAT);
    }

    /** The gradient of the input. */
    memory.desc sourceGradient() {
        return maps(in, FLOAT);
    }

    /** The gradient of the output, as a factor. */
    memory.desc destinationGradient() {
        return maps(out, factor());
    }

    private memory.data_type factor() {
        return half ? memory.data_type.bf16 : FLOAT;
    }

    private memory.desc maps(Shape s, memory.data_type type) {
        return new memory.desc(new long[] {images, s.channels(), s.height(), s.width()}, type, memory.format_tag.nhwc);
    }

    /** Weights in the layout that the primitive likes best. */
    memory.desc weights() {
        return new memory.desc(weightDims(), factor(), memory.format_tag.any);
    }

    /** The gradient of the weights, likewise. */
    memory.desc weightsGradient() {
        return new memory.desc(weightDims(), FLOAT, memory.format_tag.any);
    }

    /** Weights as the parameter has them, as part of ones with this many input channels. */
    memory.desc plainWeights(int allInputs) {
        long[] dims = weightDims();
        long k = dims[2];
        long[] strides = kernel.kind() == Kind.TRANSPOSED
                ? new long[] {k * k, dims[0] * k * k, k, 1}
                : new long[] {allInputs * k * k, k * k, k, 1};
        return new memory.desc(dims, FLOAT, strides);
    }

    /** Returns how many floats the weights of this many input channels take in the parameter. */
    long skipped(int inputs) {
        long area = (long) kernel.side() * kernel.side();
        return inputs * area * (kernel.kind() == Kind.TRANSPOSED ? out.channels() : 1);
    }

    /** With the side of the kernel that is computed with. */
    private long[] weightDims() {
        int side = doubles() ? 4 : kernel.side();
        return new long[] {out.channels(), in.channels(), side, side};
    }

    memory.desc biasDesc() {
        return !bias ? new memory.desc() : new memory.desc(new long[] {out.channels()}, FLOAT, memory.format_tag.x);
    }
}
