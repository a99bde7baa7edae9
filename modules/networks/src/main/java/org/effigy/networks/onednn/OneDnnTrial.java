package org.effigy.networks.onednn;

import java.util.Arrays;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;

/** A convolution with a known result, to see whether oneDNN works on this machine. */
public final class OneDnnTrial {
    private static final int SIDE = 3;

    private OneDnnTrial() {}

    /** Returns whether a 3x3 kernel of ones over a padded 3x3 image of ones counts the neighbours of each pixel. */
    public static boolean isRight() {
        ConvShape.Kernel same = new ConvShape.Kernel(ConvShape.Kind.PLAIN, SIDE, 1, 1);
        ConvShape shape = new ConvShape(1, 1, 1, SIDE, SIDE, same, false, false);
        engine engine = OneDnn.engine();
        float[] ones = new float[SIDE * SIDE];
        Arrays.fill(ones, 1);
        convolution_forward.primitive_desc desc = new convolution_forward.primitive_desc(
                engine,
                dnnl.prop_kind.forward_inference,
                dnnl.algorithm.convolution_direct,
                shape.source(),
                shape.plainWeights(1),
                shape.biasDesc(),
                shape.destination(),
                shape.strides(),
                ConvShape.dilation(),
                shape.padding(),
                shape.padding(),
                new primitive_attr(),
                false);
        try (FloatPointer image = new FloatPointer(ones);
                FloatPointer kernel = new FloatPointer(ones);
                FloatPointer result = new FloatPointer(ones.length)) {
            IntMemoryMap arguments = new IntMemoryMap();
            arguments.put(dnnl.DNNL_ARG_SRC, new memory(shape.source(), engine, image));
            arguments.put(dnnl.DNNL_ARG_WEIGHTS, new memory(shape.plainWeights(1), engine, kernel));
            arguments.put(dnnl.DNNL_ARG_DST, new memory(shape.destination(), engine, result));
            stream stream = new stream(engine);
            new convolution_forward(desc).execute(stream, arguments);
            stream._wait();
            float[] counts = new float[ones.length];
            result.get(counts);
            return Arrays.equals(counts, new float[] {4, 6, 4, 6, 9, 6, 4, 6, 4});
        }
    }
}
