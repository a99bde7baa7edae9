package org.effigy.sampling;

import java.util.List;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.diffusion.DdimSampler;
import org.effigy.diffusion.DdpmSampler;
import org.effigy.diffusion.DpmSolverSampler;
import org.effigy.diffusion.NoiseSchedule;
import org.effigy.diffusion.Sampler;
import org.effigy.diffusion.SamplerOptions;
import org.effigy.networks.DdpmConfig;
import org.effigy.networks.ModelConfig;

/**
 * How noise becomes an image.
 *
 * @param name {@code ddim}, {@code ddpm}, {@code dpm-solver++}, or {@code generator} for a DCGAN, whose
 *     other settings are ignored and 0
 * @param steps denoising steps, 1..T
 * @param eta DDIM's fresh noise, from 0 (none) to 1; the other samplers ignore it
 * @param guidance scale of classifier-free guidance; 1 is the plain conditional model
 */
public record SamplerSettings(String name, int steps, double eta, double guidance) {
    /** Before the constant below, whose constructor reads it. */
    private static final String DPM_SOLVER = "dpm-solver++";

    private static final List<String> DENOISING = List.of("ddim", "ddpm", DPM_SOLVER);

    /** The sampler of a DCGAN: one pass of the generator. */
    public static final SamplerSettings GENERATOR = new SamplerSettings("generator", 0, 0, 0);

    private static final int DEFAULT_DDIM_STEPS = 50;
    private static final int DEFAULT_SOLVER_STEPS = 20;

    public SamplerSettings {
        Check.argument(
                DENOISING.contains(name) || name.equals("generator"),
                () -> "sampler is " + name + ", allowed are " + String.join(", ", DENOISING) + " and generator");
        Check.inRange("steps", steps, 0, Integer.MAX_VALUE);
        Check.inRange("eta", eta, 0, 1);
        Check.inRange("guidance", guidance, 0, 100);
    }

    /** Returns deterministic DDIM with this many steps and no guidance. */
    public static SamplerSettings ddim(int steps) {
        return new SamplerSettings("ddim", steps, 0, 1);
    }

    /** Returns ancestral sampling with this many steps and no guidance. */
    public static SamplerSettings ddpm(int steps) {
        return new SamplerSettings("ddpm", steps, 0, 1);
    }

    /** Returns the standard for a model: 20 steps of DPM-Solver++, or the generator. */
    public static SamplerSettings standard(ModelConfig model) {
        return model instanceof DdpmConfig ddpm ? standard(DPM_SOLVER, ddpm) : SamplerSettings.GENERATOR;
    }

    /** Returns what a manifest means that names no sampler: 50 steps of DDIM, the standard when such were written. */
    static SamplerSettings unnamed(String family) {
        return family.equals("ddpm") ? ddim(DEFAULT_DDIM_STEPS) : GENERATOR;
    }

    /**
     * Returns a denoising sampler with its usual number of steps: 50 of DDIM, 20 of DPM-Solver++, all of ancestral sampling.
     *
     * @param name {@code ddim}, {@code ddpm} or {@code dpm-solver++}
     */
    public static SamplerSettings standard(String name, DdpmConfig model) {
        int steps =
                switch (name) {
                    case "ddim" -> DEFAULT_DDIM_STEPS;
                    case DPM_SOLVER -> DEFAULT_SOLVER_STEPS;
                    default -> model.timesteps();
                };
        return new SamplerSettings(name, Math.min(steps, model.timesteps()), 0, 1);
    }

    /** Returns a copy with another number of steps. */
    public SamplerSettings withSteps(int other) {
        return new SamplerSettings(name, other, eta, guidance);
    }

    /** Returns a copy with another scale of guidance. */
    public SamplerSettings withGuidance(double other) {
        return new SamplerSettings(name, steps, eta, other);
    }

    /** Returns the settings as one says them on the command line, e.g. {@code ddim, steps 50, eta 0.0, guidance 1.0}. */
    String text() {
        return name.equals(GENERATOR.name())
                ? name
                : name + ", steps " + steps + ", eta " + eta + ", guidance " + guidance;
    }

    /**
     * Checks that a model can be sampled so.
     *
     * @throws InputException if not
     */
    void checkFits(ModelConfig model) {
        boolean generator = name.equals("generator");
        if (generator == model instanceof DdpmConfig) {
            throw new InputException("the model is a " + model.family() + ", which cannot be sampled with " + name
                    + "; leave the sampler out");
        }
        if (model instanceof DdpmConfig ddpm && (steps < 1 || steps > ddpm.timesteps())) {
            throw new InputException("sampling steps are " + steps + ", allowed are 1 to " + ddpm.timesteps());
        }
        if (!generator && model.classes() == 0 && guidance != 1) {
            throw new InputException("the model has no classes, so there is nothing to guide to; leave out guidance");
        }
    }

    /** Returns the reverse process; ancestral sampling uses the posterior's variance. */
    Sampler sampler(DdpmConfig model) {
        NoiseSchedule schedule = NoiseSchedule.named(model.schedule(), model.timesteps());
        SamplerOptions options = SamplerOptions.of(model.prediction()).withGuidance(guidance);
        return switch (name) {
            case "ddim" -> new DdimSampler(schedule, steps, eta, options);
            case DPM_SOLVER -> new DpmSolverSampler(schedule, steps, options);
            default -> new DdpmSampler(schedule, steps, DdpmSampler.Variance.POSTERIOR, options);
        };
    }
}
