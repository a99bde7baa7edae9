package org.effigy.training;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.effigy.base.Seeds;
import org.effigy.diffusion.Denoiser;
import org.effigy.diffusion.ForwardProcess;
import org.effigy.diffusion.NoiseSchedule;
import org.effigy.networks.Checkpoint;
import org.effigy.networks.DdpmConfig;
import org.effigy.networks.DdpmUNet;
import org.effigy.networks.NamedTensor;

/**
 * One step of DDPM (Ho et al. 2020), algorithm 1: t uniform on 1..T for each image, xt from x0 and eps, the mean squared
 * error between prediction and target, Adam on the clipped gradient.
 */
final class DdpmStep implements TrainingStep {
    private final TrainingConfig config;
    private final DdpmConfig model;
    private final ForwardProcess forward;
    private final DdpmUNet network;
    private final Ema ema;

    DdpmStep(TrainingConfig config, DdpmConfig model) {
        this.config = config;
        this.model = model;
        forward = new ForwardProcess(NoiseSchedule.named(model.schedule(), model.timesteps()));
        network = DdpmUNet.create(model, Seeds.derive(config.seed(), "weights", 0));
        ema = new Ema(config.optimisation().emaDecay());
    }

    @Override
    public StepInput prepare(Batch batch) {
        long seed = config.seed();
        long step = batch.step();
        float[] eps = Seeds.fillNormal(Seeds.of(seed, "noise", step), new float[batch.images().length]);
        int[] t = new int[batch.size()];
        Random times = Seeds.of(seed, "time step", step);
        for (int i = 0; i < t.length; i++) {
            t[i] = 1 + times.nextInt(model.timesteps());
        }
        return new StepInput(batch, eps, t, labels(batch));
    }

    /** Returns the classes, each dropped with the chosen probability. */
    private int[] labels(Batch batch) {
        int[] labels = batch.labels().clone();
        Random dropout = Seeds.of(config.seed(), "label dropout", batch.step());
        for (int i = 0; i < labels.length; i++) {
            if (dropout.nextDouble() < config.labelDropout() || model.classes() == 0) {
                labels[i] = Denoiser.NO_CLASS;
            }
        }
        return labels;
    }

    @Override
    public StepOutcome run(StepInput input) {
        float[] x0 = input.batch().images();
        float[] xt = forward.noisy(x0, input.noise(), input.timesteps());
        float[] target = forward.target(model.prediction(), x0, input.noise(), input.timesteps());
        double loss = network.backward(xt, input.timesteps(), input.labels(), target);
        StepOutcome outcome = new StepOutcome(loss, network.gradientNorm(), Map.of());
        if (outcome.isFinite()) {
            long step = input.batch().step();
            network.update(
                    config.optimisation().adam(step), config.optimisation().clipNorm(), ema.at(step));
        }
        return outcome;
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
