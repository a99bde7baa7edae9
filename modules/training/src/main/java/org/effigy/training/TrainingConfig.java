package org.effigy.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import java.util.function.Consumer;
import org.effigy.base.Check;
import org.effigy.dataset.image.Augmentation;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.optim.Optimisation;

/**
 * All settings of a training run; with the data set it fixes every weight. {@link Presets} has the ready-made ones.
 *
 * @param preset name of the preset it started from, for the record only
 * @param model the network
 * @param steps optimiser steps of the whole run
 * @param batch images per step; of a private run the units that a step takes in the mean
 * @param seed of the run: weights, order of the images, noise
 * @param optimisation how a gradient changes the weights
 * @param labelDropout probability that a model of a family that has this (DDPM) sees an image without its class, and without each of its covariates, for classifier-free guidance (Ho and
 *     Salimans 2022)
 * @param augmentation the random change of every image
 * @param cadence how often files are written; does not change a weight
 * @param threads that share a batch; 0 for as many as the run began with, or as the job's computation has. Another
 *     number sums gradients in another order, so weights differ in the last bits
 * @param devices that share a batch: graphics cards, or on the CPU groups of threads; 0 for as many as the run was given
 *     before, else all cards, or one on the CPU
 * @param privacy how it is trained with differential privacy; empty without
 * @param classBalance by how much images of rare classes come more often than there are of them, and from when; empty where
 *     every image comes equally often
 */
public record TrainingConfig(
        String preset,
        ModelConfig model,
        long steps,
        int batch,
        long seed,
        Optimisation optimisation,
        double labelDropout,
        Augmentation augmentation,
        Cadence cadence,
        int threads,
        int devices,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<PrivacyPlan> privacy,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<ClassBalance> classBalance) {
    /** The most devices that can share a batch. */
    public static final int MOST_DEVICES = Compute.MOST_DEVICES;

    /** Settings without differential privacy, every image as often as the others. */
    public TrainingConfig(
            String preset,
            ModelConfig model,
            long steps,
            int batch,
            long seed,
            Optimisation optimisation,
            double labelDropout,
            Augmentation augmentation,
            Cadence cadence,
            int threads,
            int devices) {
        this(
                preset,
                model,
                steps,
                batch,
                seed,
                optimisation,
                labelDropout,
                augmentation,
                cadence,
                threads,
                devices,
                Optional.empty(),
                Optional.empty());
    }

    public TrainingConfig {
        privacy = privacy == null ? Optional.empty() : privacy;
        classBalance = classBalance == null ? Optional.empty() : classBalance;
        Optional<PrivacyPlan> plan = privacy;
        Check.argument(
                plan.isEmpty() || classBalance.isEmpty(),
                () -> "classBalance: with differential privacy every patient is taken with the same probability");
        long last = steps;
        Check.argument(
                plan.isEmpty() || plan.get().steps() == last,
                () -> "steps is " + last + ", the noise is for "
                        + plan.orElseThrow().steps());
        Check.argument(last >= 1, () -> "steps is " + last + ", it must be at least 1");
        Check.inRange("batch", batch, 1, 65536);
        int parts = optimisation.accumulate();
        int images = batch;
        Check.argument(
                parts <= images,
                () -> "accumulate is " + parts + ", it must be at most the batch, " + images + " images");
        Check.inRange("labelDropout", labelDropout, 0, 1);
        Check.inRange("threads", threads, 0, 4096);
        Check.inRange("devices", devices, 0, MOST_DEVICES);
    }

    /** Returns a copy with another number of steps. */
    public TrainingConfig withSteps(long other) {
        return changed(copy -> copy.steps = other);
    }

    /** Returns a copy with another batch size. */
    public TrainingConfig withBatch(int other) {
        return changed(copy -> copy.batch = other);
    }

    /** Returns a copy with another seed. */
    public TrainingConfig withSeed(long other) {
        return changed(copy -> copy.seed = other);
    }

    /** Returns a copy that is trained with differential privacy. */
    public TrainingConfig withPrivacy(PrivacyPlan plan) {
        return changed(copy -> copy.privacy = Optional.of(plan));
    }

    /** Returns a copy with another network. */
    public TrainingConfig withModel(ModelConfig other) {
        return changed(copy -> copy.model = other);
    }

    /** Returns a copy with another probability that an image is seen without its class, and without each of its covariates. */
    public TrainingConfig withLabelDropout(double other) {
        return changed(copy -> copy.labelDropout = other);
    }

    /** Returns a copy with another optimisation. */
    public TrainingConfig withOptimisation(Optimisation other) {
        return changed(copy -> copy.optimisation = other);
    }

    /** Returns a copy with another augmentation. */
    public TrainingConfig withAugmentation(Augmentation other) {
        return changed(copy -> copy.augmentation = other);
    }

    /** Returns a copy that writes files at other steps. */
    public TrainingConfig withCadence(Cadence other) {
        return changed(copy -> copy.cadence = other);
    }

    /** Returns a copy with another number of threads. */
    public TrainingConfig withThreads(int other) {
        return changed(copy -> copy.threads = other);
    }

    /** Returns a copy with another number of devices. */
    public TrainingConfig withDevices(int other) {
        return changed(copy -> copy.devices = other);
    }

    /** Returns a copy in which images of rare classes come more often. */
    public TrainingConfig withClassBalance(ClassBalance balance) {
        return changed(copy -> copy.classBalance = Optional.of(balance));
    }

    private TrainingConfig changed(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.config();
    }

    /** The same settings, which can be changed one by one. */
    private static final class Copy {
        private String preset;
        private ModelConfig model;
        private long steps;
        private int batch;
        private long seed;
        private Optimisation optimisation;
        private double labelDropout;
        private Augmentation augmentation;
        private Cadence cadence;
        private int threads;
        private int devices;
        private Optional<PrivacyPlan> privacy;
        private Optional<ClassBalance> classBalance;

        Copy(TrainingConfig of) {
            preset = of.preset;
            model = of.model;
            steps = of.steps;
            batch = of.batch;
            seed = of.seed;
            optimisation = of.optimisation;
            labelDropout = of.labelDropout;
            augmentation = of.augmentation;
            cadence = of.cadence;
            threads = of.threads;
            devices = of.devices;
            privacy = of.privacy;
            classBalance = of.classBalance;
        }

        TrainingConfig config() {
            return new TrainingConfig(
                    preset,
                    model,
                    steps,
                    batch,
                    seed,
                    optimisation,
                    labelDropout,
                    augmentation,
                    cadence,
                    threads,
                    devices,
                    privacy,
                    classBalance);
        }
    }
}
