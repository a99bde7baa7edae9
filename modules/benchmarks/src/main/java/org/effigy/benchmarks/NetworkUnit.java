package org.effigy.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.effigy.base.Json;
import org.effigy.base.Seeds;
import org.effigy.networks.Engines;
import org.effigy.networks.Network;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.checkpoint.Safetensors;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.families.Batch;
import org.effigy.networks.families.Ddpm;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.ImageModel;
import org.effigy.networks.families.Model;
import org.effigy.networks.families.SamplerSettings;
import org.effigy.networks.net.Loss;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Node;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;
import org.effigy.training.Presets;

/** What is timed: a training step or a prediction of a preset's network. */
enum NetworkUnit {
    /** Forward, backward, clipping and Adam of the DDPM's U-Net. */
    UNET_STEP("ddpm"),
    /** The U-Net's forward pass. */
    UNET_PREDICT("ddpm"),
    /** 20 steps of DPM-Solver++ from noise to images. */
    UNET_SAMPLE("ddpm"),
    /** One update of the discriminator and one of the generator, with its moving average. */
    DCGAN_STEP("dcgan");

    private static final int CLASSES = 0;
    private static final int SAMPLING_STEPS = 20;
    /** How many images a thread predicts at once, as in sampling. */
    static final int IMAGES_PER_PASS = 4;

    private final String family;

    NetworkUnit(String family) {
        this.family = family;
    }

    /** Returns the name on the command line. */
    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static NetworkUnit of(String title) {
        return valueOf(title.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private ModelConfig model(String preset, int size) {
        return Presets.of(Family.named(family), preset, size, CLASSES).model();
    }

    /** Returns the configuration as JSON, for the twin. */
    JsonNode config(String preset, int size) {
        return Json.tree(Json.line(model(preset, size)), "the model's configuration");
    }

    /** Returns the work and writes the network's weights for the twin. */
    Runnable work(String preset, int size, int batch, Path weights, Compute compute) throws IOException {
        ModelConfig config = model(preset, size);
        if (this == DCGAN_STEP) {
            return dcgan(config, batch, weights, compute);
        }
        Network network = new Network(Ddpm.net((Ddpm.Config) config), compute, Engines.workers(compute)).init(1);
        Safetensors.write(weights, network.weights());
        float[][] inputs = inputs(network.net(), batch);
        return switch (this) {
            case UNET_SAMPLE -> sampling(config, network, batch, compute);
            case UNET_PREDICT -> () -> network.predict(IMAGES_PER_PASS, inputs);
            default -> {
                float[] target = normal("target", inputs[0].length);
                AdamSettings adam = AdamSettings.of(2e-4);
                yield () -> {
                    network.backward(Loss.SQUARED_ERROR, target.length, target, inputs);
                    network.update(adam, 1, 1);
                };
            }
        };
    }

    /** Returns random numbers for all inputs of a net. */
    static float[][] inputs(Net net, int batch) {
        return net.inputs().stream()
                .map((Node node) -> normal(node.name(), batch * node.shape().length()))
                .toArray(float[][]::new);
    }

    /** Returns normal numbers of a stream of their own. */
    static float[] normal(String purpose, int length) {
        return Seeds.fillNormal(Seeds.of(1, purpose, 0), new float[length]);
    }

    private static int[] unlabelled(int batch) {
        int[] labels = new int[batch];
        Arrays.fill(labels, -1);
        return labels;
    }

    private static Runnable sampling(ModelConfig config, Network trained, int batch, Compute compute) {
        ImageModel model = Family.of(config).open(config, trained.weights(), compute);
        trained.close();
        SamplerSettings settings = new SamplerSettings("dpm-solver++", SAMPLING_STEPS, 0, 1);
        int[] labels = unlabelled(batch);
        return () -> {
            Random[] noise = new Random[batch];
            Arrays.setAll(noise, i -> Seeds.of(1, "sample", i));
            model.images(settings, labels, noise, step -> {});
        };
    }

    /** The updates of both networks, and of the generator's moving average. */
    private static Runnable dcgan(ModelConfig config, int batch, Path weights, Compute compute) throws IOException {
        Optimisation optimisation = new Optimisation(AdamSettings.dcgan(2e-4), 0, 1, 0.999);
        Model model = Family.of(config).create(config, new Family.Recipe(1, optimisation, 0), compute);
        Safetensors.write(weights, model.weights());
        float[] images = normal("images", batch * config.imageSize().pixels());
        Model.Step step = model.prepare(new Batch(1, images, unlabelled(batch), new int[batch]));
        return step::run;
    }
}
