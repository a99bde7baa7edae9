package org.effigy.networks;

import java.util.List;
import org.effigy.diffusion.Denoiser;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The U-Net of DDPM (Ho et al. 2020). */
public final class DdpmUNet implements Denoiser, AutoCloseable {
    private final DdpmConfig config;

    private DdpmUNet(DdpmConfig config) {
        this.config = config;
    }

    public static DdpmUNet create(DdpmConfig config, long seed) {
        return new DdpmUNet(config);
    }

    public DdpmConfig config() {
        return config;
    }

    @Override
    public int imageLength() {
        return config.size() * config.size();
    }

    @Override
    public float[] predict(float[] xt, int[] t, int[] labels) {
        throw new UnsupportedOperationException();
    }

    /** Returns the mean squared error over all pixels and leaves its gradient inside for {@link #update}. */
    public double backward(float[] xt, int[] t, int[] labels, float[] target) {
        throw new UnsupportedOperationException();
    }

    /** Returns the 2-norm of the gradient that {@link #backward} left. */
    public double gradientNorm() {
        throw new UnsupportedOperationException();
    }

    /** Clips the gradient to the global norm, then takes one Adam step. */
    public void update(AdamSettings adam, double clipNorm) {
        throw new UnsupportedOperationException();
    }

    /** Returns all parameters as one flat vector; a view. */
    public INDArray parameters() {
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
