package org.effigy.networks.onednn;

import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.LongPointer;

/**
 * A convolution of maps.
 *
 * @param images in the batch
 * @param in input channels
 * @param out output channels
 * @param height of the input in pixels
 * @param width of the input in pixels
 * @param kernel the kernel and how it moves
 * @param bias whether one is added
 * @param half whether the factors are bfloat16; results are float32 in any case
 */
record ConvShape(int images, int in, int out, int height, int width, Kernel kernel, boolean bias, boolean half) {
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
     * @param kind what is computed
     * @param side of the kernel
     * @param stride of the output, or of the input of a transposed convolution
     * @param padding on each side
     */
    record Kernel(Kind kind, int side, int stride, int padding) {
        static final Kernel DOUBLED = new Kernel(Kind.DOUBLED, 3, 2, 1);
    }

    /** Returns the output's height or width for the input's. */
    private int outSide(int side) {
        int padded = 2 * kernel.padding() - appliedKernel();
        return transposed() ? (side - 1) * kernel.stride() - padded : (side + padded) / kernel.stride() + 1;
    }

    /** The side of the kernel that is computed with. */
    int appliedKernel() {
        return doubles() ? 4 : kernel.side();
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
        return maps(in, height, width, factor());
    }

    /** The output. */
    memory.desc destination() {
        return maps(out, outSide(height), outSide(width), memory.data_type.f32);
    }

    /** The gradient of the input. */
    memory.desc sourceGradient() {
        return maps(in, height, width, memory.data_type.f32);
    }

    /** The gradient of the output, as a factor. */
    memory.desc destinationGradient() {
        return maps(out, outSide(height), outSide(width), factor());
    }

    private memory.data_type factor() {
        return half ? memory.data_type.bf16 : memory.data_type.f32;
    }

    private memory.desc maps(int channels, int rows, int columns, memory.data_type type) {
        return new memory.desc(new long[] {images, channels, rows, columns}, type, memory.format_tag.nhwc);
    }

    /** Weights in the layout that the primitive likes best. */
    memory.desc weights() {
        return new memory.desc(weightDims(), factor(), memory.format_tag.any);
    }

    /** The gradient of the weights, likewise. */
    memory.desc weightsGradient() {
        return new memory.desc(weightDims(), memory.data_type.f32, memory.format_tag.any);
    }

    /** Weights as the parameter has them, as part of ones with this many input channels. */
    memory.desc plainWeights(int allInputs) {
        long k = appliedKernel();
        long[] strides = kernel.kind() == Kind.TRANSPOSED
                ? new long[] {k * k, out * k * k, k, 1}
                : new long[] {allInputs * k * k, k * k, k, 1};
        return new memory.desc(weightDims(), memory.data_type.f32, strides);
    }

    /** Returns how many floats the weights of this many input channels take in the parameter. */
    long skipped(int inputs) {
        long area = (long) kernel.side() * kernel.side();
        return inputs * area * (kernel.kind() == Kind.TRANSPOSED ? out : 1);
    }

    private long[] weightDims() {
        return new long[] {out, in, appliedKernel(), appliedKernel()};
    }

    memory.desc biasDesc() {
        return !bias ? new memory.desc() : new memory.desc(new long[] {out}, memory.data_type.f32, memory.format_tag.x);
    }

    LongPointer strides() {
        return new LongPointer((long) kernel.stride(), (long) kernel.stride());
    }

    static LongPointer dilation() {
        return new LongPointer(0L, 0L);
    }

    LongPointer padding() {
        return new LongPointer((long) kernel.padding(), (long) kernel.padding());
    }
}
