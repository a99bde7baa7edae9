package org.effigy.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.effigy.base.Json;
import org.effigy.base.Seeds;
import org.effigy.diffusion.DpmSolverSampler;
import org.effigy.diffusion.NoiseSchedule;
import org.effigy.diffusion.SamplerOptions;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.families.Dcgan;
import org.effigy.networks.checkpoint.Safetensors;
import org.effigy.training.Presets;

/** What is timed: a training step or a prediction of a preset's network. */
enum NetworkUnit {
    /** Forward, backward, clipping and Adam of the DDPM's U-Net. */
    UNET_STEP("ddpm", true),
    /** The U-Net's forward pass. */
    UNET_PREDICT("ddpm", true),
    /** 20 steps of DPM-Solver++ from noise to images. */
    UNET_SAMPLE("ddpm", true),
    /** One update of the discriminator and one of the generator. */
    DCGAN_STEP("dcgan", false);

    private static final int CLASSES = 0;
    private static final int SAMPLING_STEPS = 20;

    private final String family;
    private final boolean unet;

    NetworkUnit(String family, boolean unet) {
        this.family = family;
        this.unet = unet;
    }

    /** Returns the name on the command line. */
    String title() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    static NetworkUnit of(String title) {
        return valueOf(title.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
    }

    /** Returns the configuration as JSON, for the twin. */
    JsonNode config(String preset, int size) {
        return Json.tree(Json.line(Presets.of(family, preset, size, CLASSES).model()), "the model's configuration");
    }

    /** Returns the work and writes the network's weights for the twin. */
    Runnable work(String preset, int size, int batch, Path weights) throws IOException {
        Random random = Seeds.of(1, "benchmark", 0);
        float[] images = Seeds.fillNormal(random, new float[batch * size * size]);
        return unet ? unet(preset, size, batch, images, weights) : dcgan(preset, size, batch, images, weights);
    }

    private Runnable unet(String preset, int size, int batch, float[] images, Path weights) throws IOException {
        DdpmConfig config =
                (DdpmConfig) Presets.of(family, preset, size, CLASSES).model();
        DdpmUNet network = DdpmUNet.create(config, 1);
        Safetensors.write(weights, network.weights());
        if (this == UNET_SAMPLE) {
            return sampling(config, network, batch);
        }
        Random random = Seeds.of(1, "benchmark", 1);
        float[] target = Seeds.fillNormal(random, new float[images.length]);
        int[] t = random.ints(batch, 1, config.timesteps() + 1).toArray();
        int[] labels = new int[0];
        AdamSettings adam = AdamSettings.of(2e-4);
        if (this == UNET_PREDICT) {
            return () -> network.predict(images, t, labels);
        }
        return () -> {
            network.backward(images, t, labels, target);
            network.update(adam, 1);
        };
    }

    private static Runnable sampling(DdpmConfig config, DdpmUNet trained, int batch) {
        UNetPredictor network = UNetPredictor.of(config, trained.weights());
        trained.close();
        NoiseSchedule schedule = NoiseSchedule.named(config.schedule(), config.timesteps());
        DpmSolverSampler sampler =
                new DpmSolverSampler(schedule, SAMPLING_STEPS, SamplerOptions.of(config.prediction()));
        int[] labels = new int[batch];
        java.util.Arrays.fill(labels, -1);
        return () -> {
            Random[] noise = new Random[batch];
            java.util.Arrays.setAll(noise, i -> Seeds.of(1, "sample", i));
            sampler.sample(network, labels, noise);
        };
    }

    private Runnable dcgan(String preset, int size, int batch, float[] images, Path weights) throws IOException {
        DcganConfig config =
                (DcganConfig) Presets.of(family, preset, size, CLASSES).model();
        Dcgan network = Dcgan.create(config, 1);
        Safetensors.write(weights, network.weights());
        float[] z = Seeds.fillNormal(Seeds.of(1, "benchmark", 1), new float[batch * config.latentSize()]);
        int[] labels = new int[batch];
        java.util.Arrays.fill(labels, -1);
        AdamSettings adam = AdamSettings.dcgan(2e-4);
        return () -> network.step(images, labels, z, labels, adam);
    }
}
