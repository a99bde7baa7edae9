package org.effigy.networks.families;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.effigy.networks.Network;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;

/** A DCGAN that is trained on given images and latent vectors, for tests. */
final class Gan implements AutoCloseable {
    private final Dcgan.Config config;
    private final Compute compute;
    private final Dcgan.Training training;
    private long step;

    private Gan(Dcgan.Config config, long seed, Compute compute) {
        this.config = config;
        this.compute = compute;
        training = new Dcgan.Training(config, recipe(seed), compute);
    }

    private static Family.Recipe recipe(long seed) {
        return new Family.Recipe(seed, new Optimisation(AdamSettings.dcgan(1e-3), 0, 1, 0.9), 0);
    }

    static Gan create(Dcgan.Config config, long seed) {
        return new Gan(config, seed, UNet.fastest());
    }

    static Gan create(Dcgan.Config config, long seed, EngineName engine) {
        return new Gan(config, seed, Compute.of(engine));
    }

    static Gan create(Dcgan.Config config, long seed, Compute compute) {
        return new Gan(config, seed, compute);
    }

    int imageLength() {
        return config.imageLength();
    }

    /** The number of the next step is {@code number}. */
    Gan at(long number) {
        step = number - 1;
        return this;
    }

    Dcgan.Losses step(float[] real, int[] labels, float[] z, int[] zLabels, AdamSettings adam) {
        return step(real, labels, z, zLabels, adam, 1);
    }

    Dcgan.Losses step(float[] real, int[] labels, float[] z, int[] zLabels, AdamSettings adam, double decay) {
        step++;
        Batch batch = new Batch(step, real, labels, new int[real.length / imageLength()]);
        return training.step(training.new Shards(batch, z, zLabels), adam, decay);
    }

    /** Returns the images of latent vectors as sampling makes them. */
    float[] generate(float[] z, int[] labels) {
        int length = config.latentSize();
        Random[] noise = new Random[(z.length + length - 1) / length];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = new Given(Arrays.copyOfRange(z, i * length, (i + 1) * length));
        }
        Dcgan family = new Dcgan();
        try (ImageModel model = family.open(config, training.weights(), compute)) {
            return model.images(family.unnamedSampler(), labels, noise, done -> {});
        }
    }

    /** Normal values that are given. */
    private static final class Given extends Random {
        private static final long serialVersionUID = 1L;
        private final float[] values;
        private int next;

        Given(float[] values) {
            this.values = values;
        }

        @Override
        public synchronized double nextGaussian() {
            return values[next++];
        }
    }

    /** Returns the gradients of the latest step, the generator's first. */
    List<NamedTensor> gradients() {
        return training.networks().stream()
                .map(Network::gradients)
                .flatMap(List::stream)
                .toList();
    }

    int generatorParameterCount() {
        return training.networks().get(0).parameterCount();
    }

    List<NamedTensor> weights() {
        return training.weights();
    }

    void setWeights(List<NamedTensor> weights) {
        training.begin(weights);
    }

    List<NamedTensor> averagedWeights() {
        return training.ema();
    }

    List<NamedTensor> updaterState() {
        return training.updaterState();
    }

    Dcgan.Training training() {
        return training;
    }

    @Override
    public void close() {
        training.close();
    }
}
