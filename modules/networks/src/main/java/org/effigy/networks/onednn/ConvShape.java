package org.effigy.networks.onednn;

import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.LongPointer;

/**
 * A convolution of square maps, padded by half its kernel (rounded down).
 *
 * @param images in the batch
 * @param in input channels
 * @param out output channels
 * @param side of the input in pixels
 * @param kernel side of the kernel; 3 where {@code doubles}
 * @param stride of the output
 * @param doubles the input is first doubled in size by nearest neighbour. Both together are one transposed convolution
 *     of stride 2 whose 4x4 kernel holds sums of the 3x3 kernel's weights, at 4/9 of the arithmetic
 * @param bias whether one is added
 */
record ConvShape(int images, int in, int out, int side, int kernel, int stride, boolean doubles, boolean bias) {
    ConvShape withoutBias() {
        return new ConvShape(images, in, out, side, kernel, stride, doubles, false);
    }

    int outSide() {
        return doubles ? 2 * side : (side + 2 * (kernel / 2) - kernel) / stride + 1;
    }

    /** The side of the kernel that is computed with. */
    int appliedKernel() {
        return doubles ? 4 : kernel;
    }

    memory.desc source() {
        return maps(in, side);
    }

    memory.desc destination() {
        return maps(out, outSide());
    }

    private memory.desc maps(int channels, int pixels) {
        return new memory.desc(
                new long[] {images, channels, pixels, pixels}, memory.data_type.f32, memory.format_tag.nhwc);
    }

    /** Weights in the layout that the primitive likes best. */
    memory.desc weights() {
        return new memory.desc(weightDims(), memory.data_type.f32, memory.format_tag.any);
    }

    /** Weights as (out, in, height, width), as part of ones with this many input channels. */
    memory.desc plainWeights(int allInputs) {
        long k = appliedKernel();
        return new memory.desc(weightDims(), memory.data_type.f32, new long[] {allInputs * k * k, k * k, k, 1});
    }

    private long[] weightDims() {
        return new long[] {out, in, appliedKernel(), appliedKernel()};
    }

    memory.desc biasDesc() {
        return !bias ? new memory.desc() : new memory.desc(new long[] {out}, memory.data_type.f32, memory.format_tag.x);
    }

    LongPointer strides() {
        long s = doubles ? 2 : stride;
        return new LongPointer(s, s);
    }

    static LongPointer dilation() {
        return new LongPointer(0L, 0L);
    }

    LongPointer padding() {
        long p = doubles ? 1 : kernel / 2;
        return new LongPointer(p, p);
    }
}
