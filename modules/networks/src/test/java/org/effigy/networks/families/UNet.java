package org.effigy.networks.families;

import java.util.List;
import org.effigy.networks.Engines;
import org.effigy.networks.Network;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.compute.Precision;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.net.Loss;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.optim.AdamSettings;

/** A U-Net that takes and gives images, for tests. */
final class UNet implements AutoCloseable {
    private final Ddpm.Config config;
    private final Workers workers;
    private final Network network;

    private UNet(Ddpm.Config config, long seed, Compute compute) {
        this.config = config;
        workers = Engines.workers(compute);
        network = new Network(Ddpm.net(config), compute, workers).init(seed);
    }

    /** Returns the fastest float32 engine that works here. */
    static Compute fastest() {
        return Engines.settle(Engines.Wishes.NONE.withPrecision(Precision.FLOAT32), Compute.CPU);
    }

    static UNet create(Ddpm.Config config, long seed) {
        return new UNet(config, seed, fastest());
    }

    static UNet create(Ddpm.Config config, long seed, EngineName engine) {
        return new UNet(config, seed, Compute.of(engine));
    }

    static UNet create(Ddpm.Config config, long seed, Compute compute) {
        return new UNet(config, seed, compute);
    }

    Ddpm.Config config() {
        return config;
    }

    Network network() {
        return network;
    }

    int imageLength() {
        return config.size().pixels();
    }

    float[] predict(float[] x, int[] t, int[] labels) {
        return new Ddpm.Denoising(config, network).predict(x, t, labels);
    }

    float[] predict(float[] x, int[] t, int[] labels, float[] covariates) {
        return new Ddpm.Denoising(config, network)
                .with(new Conditions(new float[0], covariates))
                .predict(x, t, labels);
    }

    /** Returns the mean squared error, and leaves its gradient inside. */
    double backward(float[] x, int[] t, int[] labels, float[] target) {
        return backward(x, t, labels, new float[0], target);
    }

    /** As the other, with covariates. */
    double backward(float[] x, int[] t, int[] labels, float[] covariates, float[] target) {
        return network.backward(
                Loss.SQUARED_ERROR,
                target.length,
                DenoisingUNet.fold(target, config.unet()),
                Ddpm.inputs(config, x, t, labels, new Conditions(new float[0], covariates)));
    }

    List<NamedTensor> gradients() {
        return network.gradients();
    }

    double gradientNorm() {
        return network.gradientNorm();
    }

    void update(AdamSettings adam, double clipNorm) {
        network.update(adam, clipNorm, 1);
    }

    void update(AdamSettings adam, double clipNorm, double decay) {
        network.update(adam, clipNorm, decay);
    }

    List<NamedTensor> weights() {
        return network.weights();
    }

    void setWeights(List<NamedTensor> weights) {
        network.setWeights(weights);
    }

    List<NamedTensor> averagedWeights() {
        return network.averagedWeights();
    }

    void setAveragedWeights(List<NamedTensor> weights) {
        network.setAveragedWeights(weights);
    }

    List<NamedTensor> updaterState() {
        return network.updaterState("adam.");
    }

    void setUpdaterState(List<NamedTensor> state) {
        network.setUpdaterState("adam.", state);
    }

    int parameterCount() {
        return network.parameterCount();
    }

    @Override
    public void close() {
        network.close();
        workers.close();
    }
}
