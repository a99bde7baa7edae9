package org.effigy.networks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.FloatPointer;
import org.effigy.base.Seeds;
import org.effigy.networks.onednn.FlatParameters;
import org.effigy.networks.onednn.Maps;
import org.effigy.networks.onednn.PackedWeights;
import org.effigy.networks.onednn.Program;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Single kernels of the networks over random numbers, in one thread, for benchmarks. */
public final class NetworkKernels {
    private static final int GROUPS = 8;
    private static final String LAYER = "layer";

    private NetworkKernels() {}

    /** What computes. */
    public enum Path {
        /** The compiled networks. */
        ONEDNN,
        /** Deeplearning4j's networks on the CPU: ND4J's operations, and loops in Java. */
        HOST,
        /** Deeplearning4j's networks as on a graphics card: ND4J's operations alone. */
        ND4J
    }

    /** Feature maps: images of side x side positions. */
    public record Shape(int images, int channels, int side) {
        int floats() {
            return images * channels * side * side;
        }

        /** Returns the floating-point operations of a 3x3 convolution to as many channels. */
        public long convolutionFlop() {
            return 2L * 9 * floats() * channels;
        }
    }

    /** Passes that can be run again and again. */
    public interface Kernel extends AutoCloseable {
        /** Runs the forward pass. */
        void forward();

        /** Runs the backward pass of the latest forward pass, to the gradients of input and parameters. */
        void backward();

        @Override
        void close();
    }

    /** Returns a 3x3 convolution. */
    public static Kernel convolution(Path path, Shape shape) {
        if (path == Path.ONEDNN) {
            int c = shape.channels();
            return compiled(
                    shape,
                    Map.of(".weight", 9 * c * c, ".bias", c),
                    true,
                    (program, in) -> program.conv(LAYER, in, c, 3, 1));
        }
        return inEngine(new Nd4jConvolution(shape));
    }

    /** Returns a group normalisation of 8 groups with SiLU. */
    public static Kernel groupNorm(Path path, Shape shape) {
        int c = shape.channels();
        return switch (path) {
            case ONEDNN ->
                compiled(
                        shape,
                        Map.of(".gamma", c, ".beta", c),
                        false,
                        (program, in) -> program.norm(LAYER, List.of(in), true));
            case HOST -> inEngine(new Nd4jGroupNorm(shape, new GroupNorm(GROUPS, true)));
            case ND4J -> inEngine(new Nd4jGroupNorm(shape, new ArrayGroupNorm(GROUPS, true)));
        };
    }

    /** Returns the core of self-attention with oneDNN, from three times the shape's channels. */
    public static Kernel attention(Shape shape) {
        Shape stacked = new Shape(shape.images(), 3 * shape.channels(), shape.side());
        return compiled(stacked, Map.of(".none", 1), false, (program, in) -> program.attention(in));
    }

    /** Adam and the moving average of so many parameters: in one pass, or one after the other as ND4J's operations. */
    public static final class Optimiser implements AutoCloseable {
        private final Engine engine;
        private final Adam adam;
        private final INDArray parameters;
        private final INDArray gradient;
        private final INDArray average;
        private final AdamSettings settings = AdamSettings.of(1e-4);

        /** Starts with random numbers. */
        public Optimiser(int length, int threads) {
            engine = new Engine(threads);
            Random random = Seeds.of(1, "kernel", 0);
            parameters = random(random, 1, length);
            gradient = random(random, 1, length);
            average = parameters.dup();
            adam = new Adam(engine, new ArrayVector(parameters));
        }

        /** Takes a step with the average in the same pass. */
        public void fused() {
            adam.update(new ArrayVector(gradient), 0.5, settings, 0.999);
        }

        /** Takes a step, then the average in three passes. */
        public void separate() {
            adam.update(new ArrayVector(gradient), 0.5, settings);
            average.subi(parameters).muli(0.999f).addi(parameters);
        }

        @Override
        public void close() {
            adam.close();
            engine.close();
        }
    }

    private interface Layer {
        Maps add(Program program, Maps in);
    }

    /** Returns a program of one layer; where it does not give the gradient of its input, beside one that does. */
    private static Kernel compiled(Shape shape, Map<String, Integer> lengths, boolean twice, Layer layer) {
        Map<String, FlatParameters.Place> places = new HashMap<>();
        int length = 0;
        for (Map.Entry<String, Integer> entry : lengths.entrySet()) {
            places.put(LAYER + entry.getKey(), new FlatParameters.Place(length, entry.getValue()));
            length += entry.getValue();
        }
        Random random = Seeds.of(1, "kernel", 1);
        FlatParameters parameters =
                new FlatParameters(new FloatPointer(Seeds.fillNormal(random, new float[length])), places);
        FlatParameters gradient = new FlatParameters(new FloatPointer(new float[length]), places);
        PackedWeights weights = new PackedWeights(parameters);
        Program training = new Program(weights, gradient, shape.images(), twice ? 1 : GROUPS);
        training.compile(layer.add(training, training.input(shape.side(), shape.channels())));
        Program input = Program.forInputGradient(weights, shape.images());
        if (twice) {
            input.compile(layer.add(input, input.input(shape.side(), shape.channels())));
        }
        return inEngine(
                new CompiledKernel(training, input, twice, Seeds.fillNormal(random, new float[shape.floats()])));
    }

    private static final class CompiledKernel implements Kernel {
        private final Program training;
        private final Program input;
        private final boolean twice;
        private final float[] x;
        private float[] y = {};

        CompiledKernel(Program training, Program input, boolean twice, float[] x) {
            this.training = training;
            this.input = input;
            this.twice = twice;
            this.x = x;
            if (twice) {
                input.forward(x, new float[0], new int[0]);
            }
        }

        @Override
        public void forward() {
            y = training.forward(x, new float[0], new int[0]);
        }

        @Override
        public void backward() {
            training.backward(y);
            if (twice) {
                input.backward(y);
            }
        }

        @Override
        public void close() {
            training.close();
            if (twice) {
                input.close();
            }
        }
    }

    private static INDArray random(Random random, long... shape) {
        long length = 1;
        for (long side : shape) {
            length *= side;
        }
        return Nd4j.createFromArray(Seeds.fillNormal(random, new float[Math.toIntExact(length)]))
                .reshape(shape);
    }

    private static INDArray maps(Random random, Shape shape) {
        return random(random, shape.images(), shape.channels(), shape.side(), shape.side());
    }

    /** As {@link ConvLayer} does. */
    private static final class Nd4jConvolution implements Kernel {
        private static final int[] ARGUMENTS = {3, 3, 1, 1, 1, 1, 1, 1, 0, 0, 1};

        private final INDArray x;
        private final INDArray y;
        private final INDArray dx;
        private final INDArray w;
        private final INDArray dw;

        Nd4jConvolution(Shape shape) {
            Random random = Seeds.of(1, "kernel", 2);
            x = maps(random, shape);
            y = maps(random, shape);
            dx = x.ulike();
            w = random(random, shape.channels(), shape.channels(), 3, 3);
            dw = w.ulike();
        }

        @Override
        public void forward() {
            Nd4j.exec(DynamicCustomOp.builder("conv2d")
                    .addInputs(x, w)
                    .addOutputs(y)
                    .addIntegerArguments(ARGUMENTS)
                    .build());
        }

        @Override
        public void backward() {
            Nd4j.exec(DynamicCustomOp.builder("conv2d_bp")
                    .addInputs(x, w, y)
                    .addOutputs(dx, dw)
                    .addIntegerArguments(ARGUMENTS)
                    .build());
        }

        @Override
        public void close() {}
    }

    private static final class Nd4jGroupNorm implements Kernel {
        private final GroupNormKernel norm;
        private final INDArray x;
        private final INDArray y;
        private final INDArray dx;
        private final INDArray gamma;
        private final INDArray beta;
        private final INDArray dGamma;
        private final INDArray dBeta;

        Nd4jGroupNorm(Shape shape, GroupNormKernel norm) {
            this.norm = norm;
            Random random = Seeds.of(1, "kernel", 3);
            x = maps(random, shape);
            y = maps(random, shape);
            dx = x.ulike();
            gamma = random(random, shape.channels());
            beta = random(random, shape.channels());
            dGamma = gamma.ulike();
            dBeta = gamma.ulike();
        }

        @Override
        public void forward() {
            norm.forward(x, y, gamma, beta);
        }

        @Override
        public void backward() {
            norm.backward(x, y, dx, dGamma, dBeta);
        }

        @Override
        public void close() {}
    }

    /** Returns the kernel so that it runs in the one thread of an engine, with one thread of OpenMP. */
    private static Kernel inEngine(Kernel kernel) {
        Engine engine = new Engine(1);
        return new Kernel() {
            @Override
            public void forward() {
                engine.run(1, thread -> kernel.forward());
            }

            @Override
            public void backward() {
                engine.run(1, thread -> kernel.backward());
            }

            @Override
            public void close() {
                kernel.close();
                engine.close();
            }
        };
    }
}
