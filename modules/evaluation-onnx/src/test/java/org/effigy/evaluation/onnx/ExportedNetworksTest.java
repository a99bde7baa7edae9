package org.effigy.evaluation.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.effigy.diffusion.Denoiser;
import org.effigy.diffusion.DiscreteProcess;
import org.effigy.networks.Engines;
import org.effigy.networks.Network;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.compute.Passes;
import org.effigy.networks.compute.Wanted;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.export.OnnxFolder;
import org.effigy.networks.export.Portable;
import org.effigy.networks.export.PortableNet;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.ImageModel;
import org.effigy.networks.net.Init;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Net.Window;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Parameter;
import org.effigy.networks.net.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code effigy export --to onnx} writes, in ONNX Runtime, beside the engine. */
final class ExportedNetworksTest {
    /** Relative in the 2-norm; both sides round in float32. */
    private static final double TOLERANCE = 1e-5;

    private static final int SIZE = 32;
    private static final Compute COMPUTE = Compute.of(EngineName.ONEDNN).withThreads(1);

    private final Random random = new Random(3);

    @TempDir
    private Path folder;

    @Test
    void networksOfEveryFamilyGiveTheirOutputForAnyNumberOfImages() throws Exception {
        for (Family family : Family.all().stream()
                .filter(Family::learnsFromImages)
                .toList()) {
            ModelConfig config = family.preset("tiny", SIZE, 3).model();
            Portable model = family.portable(config).orElseThrow();
            List<NamedTensor> weights = weights(model);
            OnnxFolder.write(folder, model, weights, "test");
            for (PortableNet net : model.nets()) {
                for (int n : new int[] {1, 3}) {
                    // The denoisers of other processes are the same network.
                    if (model.process().filter(DiscreteProcess.class::isInstance).isPresent()
                            && model.clipped()
                            && net == model.nets().get(0)) {
                        compareDenoiser(family, config, net, weights, n);
                    } else if (net.forms().isEmpty() && (n > 1 || !net.name().equals("discriminator"))) {
                        compare(net, weights, n);
                    }
                }
            }
        }
    }

    @Test
    void operationsThatNoFamilyHasToday() throws Exception {
        Net.Recorder net = new Net.Recorder();
        Node x = net.input("x", new Shape(4, 3, 2));
        Node kv = net.conv("kv", net.input("y", new Shape(3, 5, 2)), 8, Window.same(1), false, Init.ZERO);
        Node vector = net.flatten("flat", net.pool("pool", net.attention("attention", x, kv), 3, 1));
        Portable model = Portable.of(PortableNet.of("others", "", net.done(vector)));
        List<NamedTensor> weights = weights(model);
        OnnxFolder.write(folder, model, weights, "test");
        compare(model.nets().get(0), weights, 2);
    }

    private List<NamedTensor> weights(Portable model) {
        List<NamedTensor> weights = new ArrayList<>();
        for (PortableNet net : model.nets()) {
            for (Parameter parameter : net.net().parameters()) {
                double scale = parameter.shape().length > 1
                        ? Math.sqrt((double) parameter.shape()[0] / parameter.length())
                        : 0.2;
                float[] values = normal(parameter.length());
                for (int i = 0; i < values.length; i++) {
                    values[i] *= (float) scale;
                    values[i] = parameter.name().endsWith(".variance")
                            ? 1 + Math.abs(values[i])
                            : parameter.name().endsWith(".gamma") ? 1 + values[i] : values[i];
                }
                weights.add(new NamedTensor(parameter.name(), parameter.shape(), values));
            }
        }
        return weights;
    }

    private float[] normal(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private void compareDenoiser(
            Family family, ModelConfig config, PortableNet net, List<NamedTensor> weights, int n) throws Exception {
        float[] xt = normal(n * SIZE * SIZE);
        int[] t = {1, 997, 400};
        int[] labels = {2, Denoiser.NO_CLASS, 0};
        float[] label = new float[3 * n];
        float[] times = new float[n];
        for (int i = 0; i < n; i++) {
            times[i] = t[i];
            if (labels[i] >= 0) {
                label[3 * i + labels[i]] = 1;
            }
        }
        Map<String, float[]> given = new LinkedHashMap<>();
        given.put("image", xt);
        given.put("time", times);
        given.put("label", label);
        float[] expected;
        try (ImageModel opened = family.open(config, weights, COMPUTE)) {
            Denoiser denoiser = opened.denoiser().orElseThrow().denoiser();
            expected = denoiser.predict(xt, Arrays.copyOf(t, n), Arrays.copyOf(labels, n));
        }
        assertClose(net, run(net, n, given), expected);
    }

    private void compare(PortableNet net, List<NamedTensor> weights, int n) throws Exception {
        Map<String, float[]> given = new LinkedHashMap<>();
        for (Node input : net.net().inputs()) {
            given.put(input.name(), normal(n * input.shape().length()));
        }
        List<NamedTensor> own = weights.stream()
                .filter(tensor -> net.net().parameters().stream()
                        .anyMatch(parameter -> parameter.name().equals(tensor.name())))
                .toList();
        float[][] inputs = given.values().toArray(float[][]::new);
        float[][] expected = new float[1][];
        try (Workers workers = Engines.workers(COMPUTE);
                Network network = new Network(net.net(), COMPUTE, workers)) {
            network.setWeights(own);
            network.refresh();
            // A discriminator normalises by its batch, as gradients are wanted.
            Wanted wanted = net.name().equals("discriminator") ? Wanted.WEIGHTS : Wanted.NOTHING;
            workers.runShards(1, shard -> {
                Passes passes = network.shard(shard);
                try (Passes.Memory memory = passes.open()) {
                    expected[0] = passes.forward(wanted, inputs);
                }
            });
        }
        assertClose(net, run(net, n, given), expected[0]);
    }

    private float[] run(PortableNet net, int n, Map<String, float[]> given) throws Exception {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session =
                environment.createSession(folder.resolve(OnnxFolder.file(net)).toString())) {
            Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
            for (Map.Entry<String, float[]> input : given.entrySet()) {
                long[] shape = ((TensorInfo)
                                session.getInputInfo().get(input.getKey()).getInfo())
                        .getShape();
                assertEquals(-1, shape[0]);
                shape[0] = n;
                inputs.put(
                        input.getKey(),
                        OnnxTensor.createTensor(environment, FloatBuffer.wrap(input.getValue()), shape));
            }
            try (OrtSession.Result result = session.run(inputs)) {
                FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
                float[] out = new float[values.remaining()];
                values.get(out);
                return out;
            } finally {
                inputs.values().forEach(OnnxTensor::close);
            }
        }
    }

    private static void assertClose(PortableNet net, float[] actual, float[] expected) {
        assertEquals(expected.length, actual.length, net.name());
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow((double) actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        double error = Math.sqrt(difference / norm);
        assertTrue(error < TOLERANCE, net.name() + ": relative error " + error);
    }
}
