package org.effigy.networks;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The DCGAN of Radford et al. 2015. */
public final class Dcgan implements AutoCloseable {
    private final DcganConfig config;

    private Dcgan(DcganConfig config) {
        this.config = config;
    }

    /** Returns a network with weights drawn from N(0, 0.02). */
    public static Dcgan create(DcganConfig config, long seed) {
        return new Dcgan(config);
    }

    public DcganConfig config() {
        return config;
    }

    public int imageLength() {
        return config.size() * config.size();
    }

    /** One discriminator update on real and synthetic images, then one generator update. */
    public DcganLosses step(float[] real, int[] labels, float[] z, int[] zLabels, AdamSettings adam) {
        throw new UnsupportedOperationException();
    }

    /** Returns images in [-1, 1], with inference batch normalisation: the batch size never changes an image. */
    public float[] generate(float[] z, int[] labels) {
        throw new UnsupportedOperationException();
    }

    /** Returns a flat view of the generator's parameters, batch-norm running statistics included. */
    public INDArray generatorParameters() {
        throw new UnsupportedOperationException();
    }

    public List<NamedTensor> weights() {
        throw new UnsupportedOperationException();
    }

    public void setWeights(List<NamedTensor> weights) {
        throw new UnsupportedOperationException();
    }

    public List<NamedTensor> updaterState() {
        throw new UnsupportedOperationException();
    }

    public void setUpdaterState(List<NamedTensor> state) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
