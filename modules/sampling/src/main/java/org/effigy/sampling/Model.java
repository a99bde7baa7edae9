package org.effigy.sampling;

import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import org.effigy.base.Seeds;
import org.effigy.networks.Checkpoint;
import org.effigy.networks.Dcgan;
import org.effigy.networks.DcganConfig;
import org.effigy.networks.DdpmConfig;
import org.effigy.networks.NamedTensor;
import org.effigy.networks.UNetPredictor;

/** A network of either family as a function from random streams and classes to images. */
interface Model extends AutoCloseable {
    /** Returns one image per stream, flattened (N, 1, H, W); tells how many denoising steps are done. */
    float[] images(SamplerSettings settings, int[] labels, Random[] noise, IntConsumer stepsDone);

    /** Returns how many images all threads predict at once. */
    int imagesPerRound();

    @Override
    void close();

    /** Returns the network of a checkpoint with its moving average, or its plain weights. */
    static Model of(Checkpoint checkpoint, boolean ema) {
        List<NamedTensor> weights = ema ? checkpoint.averagedWeights() : checkpoint.weights();
        if (checkpoint.config().model() instanceof DdpmConfig config) {
            return new Ddpm(config, UNetPredictor.of(config, weights));
        }
        DcganConfig config = (DcganConfig) checkpoint.config().model();
        return new Gan(Dcgan.of(config, weights), config.latentSize());
    }

    /** A DDPM: the reverse process from noise. */
    record Ddpm(DdpmConfig config, UNetPredictor network) implements Model {
        @Override
        public float[] images(SamplerSettings settings, int[] labels, Random[] noise, IntConsumer stepsDone) {
            return settings.sampler(config).sample(network, labels, noise, stepsDone);
        }

        @Override
        public int imagesPerRound() {
            return network.imagesPerRound();
        }

        @Override
        public void close() {
            network.close();
        }
    }

    /** A DCGAN: the generator applied to z. */
    record Gan(Dcgan network, int latentSize) implements Model {
        @Override
        public float[] images(SamplerSettings settings, int[] labels, Random[] noise, IntConsumer stepsDone) {
            float[] z = new float[noise.length * latentSize];
            for (int i = 0; i < noise.length; i++) {
                float[] one = Seeds.fillNormal(noise[i], new float[latentSize]);
                System.arraycopy(one, 0, z, i * latentSize, latentSize);
            }
            return network.generate(z, labels);
        }

        @Override
        public int imagesPerRound() {
            return network.imagesPerRound();
        }

        @Override
        public void close() {
            network.close();
        }
    }
}
