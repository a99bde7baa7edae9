package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.effigy.base.Size;
import org.effigy.diffusion.Denoiser;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.Engines;
import org.effigy.networks.Network;
import org.effigy.networks.Tensors;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.checkpoint.Safetensors;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.export.Portable;
import org.effigy.networks.export.PortableNet;
import org.effigy.networks.export.TorchFolder;
import org.effigy.networks.net.Loss;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.net.Node;
import org.effigy.networks.optim.AdamSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each network beside its twin in PyTorch, the file that {@code effigy export} writes: outputs, one step of Adam and a course of 25,
 * from the same weights on the same batch. Small networks; {@code -Deffigy.parity=full} takes those of the presets at 64 pixels, and
 * what was found is in {@code target/parity.tsv}.
 */
class ParityTest {
    private static final int STEPS = 25;
    private static final double FORWARD = 1e-4;
    private static final double ONE_STEP = 1e-4;
    private static final double COURSE = 1e-3;
    private static final AdamSettings ADAM = AdamSettings.of(1e-4);

    @TempDir
    private Path folder;

    /** What a network is shown, as users give it and as it takes it. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Shown(
            List<NamedTensor> outside,
            float[][] inside,
            NamedTensor target,
            float[] insideTarget,
            UnaryOperator<float[]> asUsersHaveIt) {}

    private static boolean full() {
        return System.getProperty("effigy.parity", "").equals("full");
    }

    /** A distilled model has its teacher's network. */
    private static Stream<Family> learning() {
        return Family.all().stream().filter(Family::learnsFromImages);
    }

    private static List<ModelConfig> configs() {
        if (full()) {
            return learning()
                    .map(family -> family.preset("small", 64, 3).model())
                    .toList();
        }
        List<ModelConfig> small = new ArrayList<>(List.of(
                new Ddpm.Config(16, 2, 16, List.of(1, 2), 1, 4, 4, 2, "cosine", 1000, PredictionType.VELOCITY),
                new Ddpm.Config(16, 1, 16, List.of(1, 2), 1, 8, 4, 0, "linear", 1000, PredictionType.EPSILON),
                (Ddpm.Config)
                        Family.named("ddpm").preset("tiny", new Size(24, 32), 2).model(),
                Dcgan.Config.of(16, 6, 4, 2)));
        learning()
                .filter(family -> !(family instanceof Ddpm) && !(family instanceof Dcgan))
                .forEach(family -> small.add(family.preset("tiny", 32, 2).model()));
        return small;
    }

    @Test
    void everyNetworkAgreesWithItsTwinInPyTorch() throws Exception {
        List<ModelConfig> configs = configs();
        List<Path> places = new ArrayList<>();
        List<Portable> models = new ArrayList<>();
        List<List<NamedTensor>> weights = new ArrayList<>();
        List<List<Shown>> shown = new ArrayList<>();
        Random random = new Random(7);
        for (ModelConfig config : configs) {
            Portable model = Family.of(config).portable(config).orElseThrow();
            Path place = Files.createDirectory(folder.resolve("model" + models.size()));
            List<NamedTensor> own = weights(model, random);
            TorchFolder.write(place, model, own);
            List<Shown> each = new ArrayList<>();
            for (PortableNet net : model.nets()) {
                Shown given = shown(config, net, random);
                List<NamedTensor> in = new ArrayList<>(given.outside());
                in.add(given.target());
                in.add(new NamedTensor("adam", new long[] {5}, new float[] {
                    STEPS,
                    (float) ADAM.learningRate(),
                    (float) ADAM.beta1(),
                    (float) ADAM.beta2(),
                    (float) ADAM.epsilon()
                }));
                Safetensors.write(place.resolve(net.name() + ".in"), in);
                each.add(given);
            }
            places.add(place);
            models.add(model);
            weights.add(own);
            shown.add(each);
        }
        Torch.run("exported.py", Map.of(), places.toArray());
        List<String> table = new ArrayList<>(List.of("family\tnetwork\tparameters\tforward\tone step\t25 steps"));
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            for (int k = 0; k < models.get(i).nets().size(); k++) {
                PortableNet net = models.get(i).nets().get(k);
                double[] errors =
                        errors(places.get(i), net, weights.get(i), shown.get(i).get(k));
                String line = String.format(
                        Locale.ROOT,
                        "%s\t%s\t%d\t%.1e\t%.1e\t%.1e",
                        configs.get(i).family(),
                        net.name(),
                        net.net().parameters().stream()
                                .mapToLong(p -> p.length())
                                .sum(),
                        errors[0],
                        errors[1],
                        errors[2]);
                table.add(line);
                if (!(errors[0] < FORWARD && errors[1] < ONE_STEP && errors[2] < COURSE)) {
                    faults.add(line);
                }
            }
        }
        Files.write(Path.of("target", "parity.tsv"), table);
        assertTrue(faults.isEmpty(), () -> String.join("\n", table));
    }

    /** The sampler beside the networks makes the images that ours makes of the same noise. */
    @Test
    void theSamplerInPyTorchMakesOurImages() throws Exception {
        int n = 3;
        int steps = 6;
        double guidance = 1.5;
        int[] labels = {1, Denoiser.NO_CLASS, 0};
        List<Path> places = new ArrayList<>();
        List<float[]> expected = new ArrayList<>();
        for (Family family : learning().toList()) {
            ModelConfig config = family.preset("tiny", 32, 2).model();
            Portable model = family.portable(config).orElseThrow();
            // What denoises latents makes no images alone.
            if (model.process().isEmpty() || !model.clipped()) {
                continue;
            }
            List<NamedTensor> own = weights(model, new Random(5));
            float[] xT = new float[n * config.imageSize().pixels()];
            Random[] noise = new Random[n];
            for (int i = 0; i < n; i++) {
                noise[i] = new Random(i);
                Random same = new Random(i);
                for (int j = i * xT.length / n; j < (i + 1) * xT.length / n; j++) {
                    xT[j] = (float) same.nextGaussian();
                }
            }
            SamplerSettings.Wish wish = new SamplerSettings.Wish(
                    Optional.empty(), Optional.of(steps), Optional.empty(), Optional.of(guidance));
            try (ImageModel opened = family.open(config, own, UNet.fastest().withThreads(1))) {
                expected.add(opened.images(family.sampler(config, wish), labels, noise, done -> {}));
            }
            Path place = Files.createDirectory(folder.resolve(family.name()));
            TorchFolder.write(place, model, own);
            Safetensors.write(
                    place.resolve("sample.in"),
                    List.of(
                            new NamedTensor("noise", new long[] {n, 1, 32, 32}, xT),
                            new NamedTensor("label", new long[] {n, 2}, Batch.oneHot(labels, n, 2)),
                            new NamedTensor("steps", new long[] {1}, new float[] {steps}),
                            new NamedTensor("guidance", new long[] {1}, new float[] {(float) guidance})));
            places.add(place);
        }
        Torch.run("exported.py", Map.of(), places.toArray());
        for (int i = 0; i < places.size(); i++) {
            float[] images =
                    Safetensors.read(places.get(i).resolve("sample.out")).get(0).values();
            double error = Tensors.relativeError(images, expected.get(i));
            assertTrue(error < FORWARD, places.get(i).getFileName() + ": relative error " + error);
        }
    }

    private static List<NamedTensor> weights(Portable model, Random random) {
        List<NamedTensor> zeros = model.nets().stream()
                .flatMap(net -> net.net().parameters().stream())
                .map(p -> new NamedTensor(p.name(), p.shape(), new float[p.length()]))
                .toList();
        List<NamedTensor> drawn = Tensors.random(zeros, random);
        for (NamedTensor tensor : drawn) {
            for (int i = 0; i < tensor.values().length && tensor.name().endsWith(".variance"); i++) {
                tensor.values()[i] = 1 + Math.abs(tensor.values()[i]);
            }
        }
        return drawn;
    }

    /** Random images; for a denoiser at random times, where there are labels one of each class and one without. */
    private static Shown shown(ModelConfig config, PortableNet net, Random random) {
        int n = full() ? 4 : 3;
        Optional<DenoisingUNet.Config> unet = unet(config);
        if (unet.isPresent() && net.name().equals("denoiser")) {
            return shown(unet.get(), n, random);
        }
        List<NamedTensor> outside = new ArrayList<>();
        float[][] inside = new float[net.net().inputs().size()][];
        for (int i = 0; i < inside.length; i++) {
            Node input = net.net().inputs().get(i);
            inside[i] = Tensors.normal(random, n * input.shape().length());
            outside.add(new NamedTensor("x" + i, shape(n, input), inside[i]));
        }
        Node output = net.net().output();
        float[] target = Tensors.normal(random, n * output.shape().length());
        long[] shape =
                output.shape().area() == 1 ? new long[] {n, output.shape().channels()} : shape(n, output);
        return new Shown(outside, inside, new NamedTensor("target", shape, target), target, y -> y);
    }

    private static Optional<DenoisingUNet.Config> unet(ModelConfig config) {
        return Optional.ofNullable(
                config instanceof Ddpm.Config ddpm
                        ? ddpm.unet()
                        : config instanceof Edm.Config edm
                                ? edm.unet()
                                : config instanceof Flow.Config flow
                                        ? flow.unet()
                                        : config instanceof Ldm.Config ldm ? ldm.unet() : null);
    }

    private static Shown shown(DenoisingUNet.Config config, int n, Random random) {
        float[] x = Tensors.normal(random, n * config.imageLength());
        float[] target = Tensors.normal(random, x.length);
        double[] t =
                IntStream.range(0, n).mapToDouble(i -> 1 + random.nextInt(1000)).toArray();
        int[] labels = IntStream.range(0, n)
                .map(i -> i == 0 || config.classes() == 0 ? Denoiser.NO_CLASS : i % config.classes())
                .toArray();
        float[][] inside = DenoisingUNet.inputs(config, x, t, labels);
        long[] images = {n, config.channels(), config.height(), config.width()};
        float[] times = new float[n];
        IntStream.range(0, n).forEach(i -> times[i] = (float) t[i]);
        List<NamedTensor> outside = new ArrayList<>(
                List.of(new NamedTensor("x0", images, x), new NamedTensor("x1", new long[] {n}, times)));
        if (config.classes() > 0) {
            outside.add(new NamedTensor("x2", new long[] {n, config.classes()}, inside[2]));
        }
        return new Shown(
                outside,
                inside,
                new NamedTensor("target", images, target),
                DenoisingUNet.fold(target, config),
                output -> DenoisingUNet.unfold(output, config));
    }

    private static long[] shape(int n, Node node) {
        return new long[] {
            n, node.shape().channels(), node.shape().height(), node.shape().width()
        };
    }

    /** Returns the relative errors of the output, and of all weights after one and after all steps. */
    private static double[] errors(Path place, PortableNet twin, List<NamedTensor> weights, Shown shown)
            throws Exception {
        Map<String, NamedTensor> found = Safetensors.read(place.resolve(twin.name() + ".out")).stream()
                .collect(Collectors.toMap(NamedTensor::name, tensor -> tensor));
        List<NamedTensor> own = weights.stream()
                .filter(tensor ->
                        twin.net().parameters().stream().anyMatch(p -> p.name().equals(tensor.name())))
                .toList();
        Compute compute = UNet.fastest().withThreads(1);
        double[] errors = new double[3];
        try (Workers workers = Engines.workers(compute);
                Network network = new Network(twin.net(), compute, workers)) {
            network.setWeights(own);
            float[] output = found.get("output").values();
            boolean batches = twin.name().equals("discriminator");
            if (!batches) {
                float[] ours = network.predict(2, shown.inside());
                errors[0] = Tensors.relativeError(shown.asUsersHaveIt().apply(ours), output);
            }
            for (int step = 0; step < STEPS; step++) {
                double loss = network.backward(
                        Loss.SQUARED_ERROR, shown.insideTarget().length, shown.insideTarget(), shown.inside());
                double theirs = found.get("losses").values()[step];
                if (batches && step == 0) {
                    errors[0] = Math.abs(loss - theirs) / theirs;
                }
                errors[2] = Math.max(errors[2], Math.abs(loss - theirs) / theirs);
                network.update(ADAM, Double.POSITIVE_INFINITY, 1);
                if (step == 0) {
                    errors[1] = distance(network.weights(), found, "first.");
                }
            }
            errors[2] = Math.max(errors[2], distance(network.weights(), found, "last."));
            // The twin's weights load here.
            List<NamedTensor> back = Safetensors.read(place.resolve(twin.name() + ".back"));
            network.setWeights(back);
            for (NamedTensor tensor : network.weights()) {
                assertArrayEquals(found.get("last." + tensor.name()).values(), tensor.values());
            }
        }
        return errors;
    }

    private static double distance(List<NamedTensor> ours, Map<String, NamedTensor> found, String prefix) {
        double difference = 0;
        double norm = 0;
        for (NamedTensor tensor : ours) {
            float[] theirs = found.get(prefix + tensor.name()).values();
            for (int i = 0; i < theirs.length; i++) {
                difference += Math.pow((double) tensor.values()[i] - theirs[i], 2);
                norm += Math.pow(theirs[i], 2);
            }
        }
        return Math.sqrt(difference / norm);
    }
}
