package org.effigy.networks.families;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntConsumer;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.diffusion.ContinuousDenoiser;
import org.effigy.diffusion.DdimSampler;
import org.effigy.diffusion.DdpmSampler;
import org.effigy.diffusion.DiffusionProcess;
import org.effigy.diffusion.DiscreteProcess;
import org.effigy.diffusion.DpmSolverSampler;
import org.effigy.diffusion.EulerSampler;
import org.effigy.diffusion.HeunSampler;
import org.effigy.diffusion.PredictionType;
import org.effigy.diffusion.RecordedPath;
import org.effigy.diffusion.Sampler;
import org.effigy.diffusion.SamplerOptions;
import org.effigy.diffusion.Spacing;
import org.effigy.diffusion.TimeGrid;
import org.effigy.diffusion.TrainedDenoiser;
import org.effigy.diffusion.UniPcSampler;
import org.effigy.diffusion.X0Guidance;
import org.effigy.networks.checkpoint.ModelConfig;

/**
 * The samplers of a family of denoisers, by name, and what each has to choose.
 *
 * @param family its name
 * @param names the standard one first
 * @param spacing the standard one
 */
record Solvers(String family, List<String> names, Spacing spacing) {
    static final String DPM_SOLVER = "dpm-solver++";
    static final String DPM_SOLVER_SDE = "dpm-solver++-sde";
    static final String HEUN = "heun";
    static final String UNI_PC = "unipc";
    static final String EULER = "euler";
    static final String DDIM = "ddim";
    static final String DDPM = "ddpm";

    /** Of a process that has any time. */
    static final int MOST_STEPS = 1000;

    private static final int SOLVER_STEPS = 20;
    private static final int FIRST_ORDER_STEPS = 50;
    private static final List<String> WITH_ETA = List.of(DDIM, DPM_SOLVER_SDE, HEUN);
    private static final List<String> UNSPACED = List.of(DDIM, DDPM);

    /**
     * Returns the settings to sample with.
     *
     * @param most steps that there are
     * @param guidance the one recorded with the model, 0 for none
     * @throws IllegalArgumentException if a wish is for what the sampler does not have
     */
    SamplerSettings settings(SamplerSettings.Wish wish, int most, double guidance) {
        String name = wish.name().orElse(names.get(0));
        Check.argument(names.contains(name), () -> "sampler is " + name + ", allowed are " + String.join(", ", names));
        Check.argument(
                wish.eta().isEmpty() || WITH_ETA.contains(name),
                () -> "eta is for the samplers " + String.join(", ", withEta()) + ", this one is " + name
                        + "; choose one of them with it");
        Check.argument(
                wish.spacing().isEmpty() || !UNSPACED.contains(name),
                () -> "the sampler " + name + " has uniform steps, so there is no spacing to choose; leave it out");
        int usual =
                switch (name) {
                    case DDIM, EULER -> FIRST_ORDER_STEPS;
                    case DDPM -> most;
                    default -> SOLVER_STEPS;
                };
        Spacing chosen =
                UNSPACED.contains(name) ? Spacing.UNIFORM : wish.spacing().orElse(usualSpacing(name));
        return new SamplerSettings(
                name,
                wish.steps().orElse(Math.min(usual, most)),
                wish.eta().orElse(name.equals(DPM_SOLVER_SDE) ? 1.0 : 0.0),
                wish.guidance().orElse(guidance == 0 ? 1.0 : guidance),
                chosen.word(),
                wish.guidanceInterval(),
                wish.guidanceRescale().orElse(0.0));
    }

    /** Heun's steps are straight in sigma / alpha, so that the long first ones of uniform times would lead astray. */
    private Spacing usualSpacing(String name) {
        return name.equals(HEUN) ? Spacing.KARRAS : spacing;
    }

    private List<String> withEta() {
        return names.stream().filter(WITH_ETA::contains).toList();
    }

    /**
     * Checks that a model can be sampled so.
     *
     * @param most steps that there are
     * @throws InputException if not
     */
    void check(SamplerSettings settings, int most, ModelConfig model) {
        if (!names.contains(settings.name())) {
            throw new InputException("the model is a " + family + ", which cannot be sampled with " + settings.name()
                    + "; leave the sampler out");
        }
        if (settings.steps() < 1 || settings.steps() > most) {
            throw new InputException("sampling steps are " + settings.steps() + ", allowed are 1 to " + most);
        }
        if (model.classes() == 0 && model.conditions().isEmpty() && settings.guidance() != 1) {
            throw new InputException("the model has no classes, so there is nothing to guide to; leave out guidance");
        }
    }

    /** Returns the reverse process of images. */
    static Sampler sampler(SamplerSettings settings, DiffusionProcess process) {
        return sampler(settings, process, true);
    }

    /** As the other; predicted images are cut to [-1, 1] or not. */
    static Sampler sampler(SamplerSettings settings, DiffusionProcess process, boolean clip) {
        return sampler(settings, process, clip, X0Guidance.NONE);
    }

    private static Sampler sampler(
            SamplerSettings settings, DiffusionProcess process, boolean clip, X0Guidance x0Guidance) {
        // What continuous processes predict they say themselves.
        PredictionType prediction =
                process instanceof DiscreteProcess discrete ? discrete.prediction() : PredictionType.VELOCITY;
        SamplerOptions options = new SamplerOptions(prediction, clip, settings.guided(), x0Guidance);
        int steps = settings.steps();
        if (process instanceof DiscreteProcess ddpm && settings.name().equals(DDIM)) {
            return new DdimSampler(ddpm.schedule(), steps, settings.eta(), options);
        }
        if (process instanceof DiscreteProcess ddpm && settings.name().equals(DDPM)) {
            return new DdpmSampler(ddpm.schedule(), steps, DdpmSampler.Variance.POSTERIOR, options);
        }
        TimeGrid grid = TimeGrid.of(process, steps, settings.spaced());
        return switch (settings.name()) {
            case DPM_SOLVER, DPM_SOLVER_SDE -> new DpmSolverSampler(grid, settings.eta(), options);
            case HEUN -> new HeunSampler(grid, settings.eta(), options);
            case UNI_PC -> new UniPcSampler(grid, options);
            case EULER -> new EulerSampler(grid, options);
            default -> throw new IllegalArgumentException("sampler is " + settings.name());
        };
    }

    /** A denoiser that can be told masks and covariates. */
    interface Conditioned {
        /**
         * Returns the denoiser of images in a fixed order that have these masks, one after another and over again, and these
         * covariates: guidance asks for the images twice, and the second time knows no covariates.
         */
        ContinuousDenoiser with(Conditions given);
    }

    /**
     * What an image model computes with a denoiser.
     *
     * @param network the denoiser
     * @param process it was trained for
     * @param trained the same at whole time steps
     * @param x0Guidance of what it predicts
     */
    record Functions(
            ContinuousDenoiser network, DiffusionProcess process, TrainedDenoiser trained, X0Guidance x0Guidance)
            implements ImageModel.Functions {
        /** Without guidance of what it predicts. */
        Functions(ContinuousDenoiser network, DiffusionProcess process, TrainedDenoiser trained) {
            this(network, process, trained, X0Guidance.NONE);
        }

        @Override
        public float[] images(SamplerSettings settings, int[] labels, Random[] noise, IntConsumer stepsDone) {
            return sampler(settings, process, true, x0Guidance).sample(network, labels, noise, stepsDone);
        }

        @Override
        public Optional<ImageModel.Functions> guided(X0Guidance guidance) {
            return Optional.of(new Functions(network, process, trained, guidance));
        }

        @Override
        public float[][] path(SamplerSettings settings, double[] times, int[] labels, Random[] noise) {
            return RecordedPath.of(sampler(settings, process), network, times, labels, noise);
        }

        @Override
        public float[] images(
                SamplerSettings settings, int[] labels, Conditions given, Random[] noise, IntConsumer stepsDone) {
            if (given.isEmpty()) {
                return images(settings, labels, noise, stepsDone);
            }
            Check.argument(network instanceof Conditioned, () -> "the model takes no masks and no covariates");
            return sampler(settings, process, true, x0Guidance)
                    .sample(((Conditioned) network).with(given), labels, noise, stepsDone);
        }

        @Override
        public double[] losses(float[] images, int[] labels, long seed) {
            return Ddpm.losses(trained, images, labels, seed);
        }

        @Override
        public String lossName() {
            return "denoising loss";
        }

        @Override
        public Optional<TrainedDenoiser> denoiser() {
            return Optional.of(trained);
        }
    }
}
