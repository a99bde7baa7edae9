package org.effigy.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.effigy.diffusion.Spacing;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.SamplerSettings;
import picocli.CommandLine.Option;

/** The options of how noise becomes an image. Whatever is not given is the family's choice, or what the model recommends. */
final class SamplerChoice {
    @Option(
            names = "--steps",
            paramLabel = "S",
            description =
                    "DDPM, EDM, flow: denoising steps; more are slower and finer (default: 20; ddim and euler 50, ddpm"
                            + " all). heun looks at the image twice a step.")
    private Integer steps;

    @Option(
            names = "--sampler",
            paramLabel = "NAME",
            description =
                    "How noise is removed: dpm-solver++, dpm-solver++-sde, heun, unipc; of a DDPM also ddim and ddpm, of"
                            + " EDM and flow also euler (default: dpm-solver++).")
    private String name;

    @Option(
            names = "--spacing",
            paramLabel = "uniform|karras|logsnr",
            description =
                    "How the steps lie between noise and image: equal in time, dense where there is little noise, or equal"
                            + " in the logarithm of the signal-to-noise ratio (default: the family's).")
    private String spacing;

    @Option(
            names = "--eta",
            paramLabel = "X",
            description = "With ddim, dpm-solver++-sde and heun: fresh noise in the steps, 0 to 1 (default: 0, of"
                    + " dpm-solver++-sde 1).")
    private Double eta;

    @Option(
            names = "--guidance",
            paramLabel = "X",
            description =
                    "Of a model with classes: above 1 the class shows more (default: what the model recommends, else 1).")
    private Double guidance;

    @Option(
            names = "--guidance-interval",
            paramLabel = "LOW,HIGH",
            description = "Guide only where the noise is between these many times the signal, e.g. 0.2,5 (default:"
                    + " everywhere).")
    private String interval;

    @Option(
            names = "--guidance-rescale",
            paramLabel = "X",
            description = "Take back what guidance adds to the contrast, 0 not at all, 1 wholly (default: 0).")
    private Double rescale;

    /**
     * Returns the settings for a model.
     *
     * @throws IllegalArgumentException if they do not fit its family
     */
    SamplerSettings settings(ModelConfig config) {
        List<Double> ends = new ArrayList<>();
        if (interval != null) {
            for (double end : Inputs.numbers("--guidance-interval", interval, 2)) {
                ends.add(end);
            }
        }
        SamplerSettings.Wish wish = new SamplerSettings.Wish(
                Optional.ofNullable(name),
                Optional.ofNullable(steps),
                Optional.ofNullable(eta),
                Optional.ofNullable(guidance),
                Optional.ofNullable(spacing).map(Spacing::named),
                ends,
                Optional.ofNullable(rescale));
        return Family.of(config).sampler(config, wish);
    }
}
