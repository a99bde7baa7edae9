package org.effigy.training;

import java.util.List;
import java.util.Map;
import org.effigy.base.Seeds;
import org.effigy.networks.Checkpoint;
import org.effigy.networks.Dcgan;
import org.effigy.networks.DcganConfig;
import org.effigy.networks.DcganLosses;
import org.effigy.networks.NamedTensor;

/**
 * One step of DCGAN (Radford et al. 2015): z from a standard normal distribution, one update of the discriminator on the
 * real batch and as many synthetic images of the same classes, one of the generator.
 *
 * <p>Differs: a moving average of the generator is kept for sampling (Yazici et al. 2019); z is normal, not uniform.
 */
final class DcganStep implements TrainingStep {
    private final TrainingConfig config;
    private final DcganConfig model;
    private final Dcgan network;
    private final Ema ema;

    DcganStep(TrainingConfig config, DcganConfig model) {
        this.config = config;
        this.model = model;
        network = Dcgan.create(model, Seeds.derive(config.seed(), "weights", 0));
        ema = new Ema(config.optimisation().emaDecay());
    }

    @Override
    public StepInput prepare(Batch batch) {
        float[] z = Seeds.fillNormal(
                Seeds.of(config.seed(), "latent", batch.step()), new float[batch.size() * model.latentSize()]);
        return new StepInput(batch, z, new int[0], batch.labels());
    }

    @Override
    public StepOutcome run(StepInput input) {
        Batch batch = input.batch();
        DcganLosses losses = network.step(
                batch.images(),
                batch.labels(),
                input.noise(),
                input.labels(),
                config.optimisation().adam(batch.step()),
                ema.at(batch.step()));
        double discriminator = losses.discriminatorReal() + losses.discriminatorSynthetic();
        Map<String, Double> parts = Map.of(
                "discriminatorReal", losses.discriminatorReal(),
                "discriminatorSynthetic", losses.discriminatorSynthetic(),
                "generator", losses.generator());
        return new StepOutcome(discriminator + losses.generator(), 0, parts);
    }

    @Override
    public List<NamedTensor> weights() {
        return network.weights();
    }

    @Override
    public List<NamedTensor> ema() {
        return network.averagedWeights();
    }

    @Override
    public List<NamedTensor> updaterState() {
        return network.updaterState();
    }

    @Override
    public void restore(Checkpoint checkpoint) {
        network.setWeights(checkpoint.weights());
        network.setAveragedWeights(checkpoint.averagedWeights());
        network.setUpdaterState(checkpoint.updater());
    }

    @Override
    public void begin(List<NamedTensor> weights) {
        // The average begins with them, too.
        network.setWeights(weights);
    }

    @Override
    public void close() {
        network.close();
    }
}
