package org.effigy.networks.families;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.effigy.base.Check;
import org.effigy.base.Seeds;
import org.effigy.base.Size;
import org.effigy.diffusion.FlowProcess;
import org.effigy.diffusion.Spacing;
import org.effigy.networks.checkpoint.Covariate;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.export.Portable;
import org.effigy.networks.export.PortableNet;
import org.effigy.networks.net.Loss;
import org.effigy.networks.net.Net;

/**
 * Rectified flow (Liu et al. 2023): a {@link DenoisingUNet} learns the velocity of the straight line from image to noise,
 * {@link FlowProcess}.
 *
 * <p>Times enter the network's embedding times 1000. Differs: no second round on pairs that the model has made (reflow).
 */
public final class Flow implements Distillable {
    /** The name of the family. */
    public static final String NAME = "flow";

    /**
     * The U-Net, as in {@link DenoisingUNet.Config}, and the process it is trained for.
     *
     * @param size of the image; JSON has one number for a square, else {@code "96x128"}
     * @param times how often training sees each time
     * @param guidance the one that samples have unless told otherwise; 0, which is left out, where none is recorded
     * @param mask whether the network takes a mask beside the image; left out where it does not
     * @param covariates that the network is told beside the image; left out where there are none
     */
    public record Config(
            Size size,
            int patch,
            int baseChannels,
            List<Integer> multipliers,
            int blocksPerLevel,
            int attentionResolution,
            int groups,
            int classes,
            Times times,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) Double guidance,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) Boolean mask,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Covariate> covariates)
            implements ModelConfig {
        public Config {
            multipliers = List.copyOf(multipliers);
            Check.argument(size != null, () -> "size is missing");
            new DenoisingUNet.Config(
                    1,
                    size.rows(),
                    size.columns(),
                    patch,
                    baseChannels,
                    multipliers,
                    blocksPerLevel,
                    attentionResolution,
                    groups,
                    classes);
            Check.argument(times != null, () -> "times are missing");
            guidance = Check.inRange("guidance", Objects.requireNonNullElse(guidance, 0.0), 0, 100);
            mask = Objects.requireNonNullElse(mask, false);
            covariates = List.copyOf(Objects.requireNonNullElse(covariates, List.of()));
        }

        /** Of squares, without masks. */
        public Config(
                int size,
                int patch,
                int baseChannels,
                List<Integer> multipliers,
                int blocksPerLevel,
                int attentionResolution,
                int groups,
                int classes,
                Times times,
                Double guidance) {
            this(
                    Size.square(size),
                    patch,
                    baseChannels,
                    multipliers,
                    blocksPerLevel,
                    attentionResolution,
                    groups,
                    classes,
                    times,
                    guidance,
                    false,
                    List.of());
        }

        private static Config of(DenoisingUNet.Config u, Times times, double guidance) {
            return new Config(
                    new Size(u.height(), u.width()),
                    u.patch(),
                    u.baseChannels(),
                    u.multipliers(),
                    u.blocksPerLevel(),
                    u.attentionResolution(),
                    u.groups(),
                    u.classes(),
                    times,
                    guidance,
                    u.masked(),
                    u.covariates());
        }

        @Override
        public Size imageSize() {
            return size;
        }

        @Override
        public String family() {
            return NAME;
        }

        @Override
        public boolean masked() {
            return mask;
        }

        @Override
        public List<Covariate> conditions() {
            return covariates;
        }

        /** Returns the network's part. */
        DenoisingUNet.Config unet() {
            return new DenoisingUNet.Config(
                    1,
                    size.rows(),
                    size.columns(),
                    patch,
                    baseChannels,
                    multipliers,
                    blocksPerLevel,
                    attentionResolution,
                    groups,
                    classes,
                    mask,
                    covariates);
        }
    }

    /** Returns the U-Net. */
    public static Net net(Config config) {
        return DenoisingUNet.net(config.unet());
    }

    @Override
    public Optional<Portable> portable(ModelConfig config) {
        Config model = (Config) config;
        PortableNet denoiser = DenoisingUNet.portable(
                model.unet(), "The velocity from noisy images and 1000 times their times, which lie from 0 to 1.");
        return Optional.of(Portable.denoiser(denoiser, new FlowProcess()));
    }

    /** How often training sees each time. */
    public enum Times {
        /** All alike, as in the paper. */
        UNIFORM {
            @Override
            double draw(Random random) {
                return random.nextDouble();
            }
        },
        /** The logistic function of standard normal numbers: those in the middle more often (Esser et al. 2024, section 3.1). */
        LOGIT_NORMAL {
            @Override
            double draw(Random random) {
                return FlowProcess.logitNormal(random.nextGaussian(), 0, 1);
            }
        };

        abstract double draw(Random random);

        /** Returns the name as commands write it. */
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Times named(String word) {
            return Arrays.stream(values())
                    .filter(times -> times.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "times is " + word + ", allowed are uniform and logit-normal"));
        }
    }

    /** DDPM's range of times, for which the embedding's periods were made. */
    private static final double TIME_SCALE = 1000;

    /**
     * Returns what the network takes for noisy images.
     *
     * @param t times, 0 to 1
     * @param labels per image the class or -1; empty for none
     * @param given as that of {@link DenoisingUNet#inputs}
     */
    static float[][] inputs(Config config, float[] images, double[] t, int[] labels, Conditions given) {
        double[] scaled = Arrays.stream(t).map(time -> TIME_SCALE * time).toArray();
        return DenoisingUNet.inputs(config.unet(), images, scaled, labels, given);
    }

    // ---- Training

    @Override
    public Model create(ModelConfig config, Recipe recipe, Compute compute) {
        return new Training((Config) config, recipe, compute);
    }

    /** Rectified flow, eq. 1: a time for each image, xt = (1 - t) x0 + t eps, the mean squared error of the velocity eps - x0. */
    static final class Training extends LossModel {
        private final Config config;
        private final Recipe recipe;

        Training(Config config, Recipe recipe, Compute compute) {
            super(net(config), recipe, compute);
            this.config = config;
            this.recipe = recipe;
        }

        @Override
        protected Loss loss() {
            return Loss.SQUARED_ERROR;
        }

        @Override
        protected Example example(Batch batch) {
            float[] x0 = batch.unweighted().images();
            float[] eps = Seeds.fillNormal(Seeds.of(recipe.seed(), "noise", batch.step()), new float[x0.length]);
            Random times = Seeds.of(recipe.seed(), "time step", batch.step());
            int length = x0.length / batch.size();
            double[] t = new double[batch.size()];
            float[] xt = new float[x0.length];
            float[] target = new float[x0.length];
            for (int i = 0; i < t.length; i++) {
                t[i] = config.times().draw(times);
                for (int j = i * length; j < (i + 1) * length; j++) {
                    xt[j] = (float) ((1 - t[i]) * x0[j] + t[i] * eps[j]);
                    target[j] = (float) FlowProcess.target(x0[j], eps[j]);
                }
            }
            int[] labels = recipe.keptLabels(batch, config.classes());
            float[] folded = DenoisingUNet.fold(target, config.unet());
            Conditions given = recipe.kept(batch, config);
            return new Example(inputs(config, xt, t, labels, given), folded, folded.length);
        }
    }

    // ---- Sampling

    private static final Solvers SOLVERS = new Solvers(
            NAME,
            List.of(Solvers.DPM_SOLVER, Solvers.DPM_SOLVER_SDE, Solvers.HEUN, Solvers.UNI_PC, Solvers.EULER),
            Spacing.UNIFORM);

    @Override
    public List<String> samplers() {
        return SOLVERS.names();
    }

    @Override
    public SamplerSettings sampler(ModelConfig config, SamplerSettings.Wish wish) {
        return SOLVERS.settings(wish, Solvers.MOST_STEPS, ((Config) config).guidance());
    }

    @Override
    public SamplerSettings unnamedSampler() {
        return SOLVERS.settings(SamplerSettings.Wish.NONE, Solvers.MOST_STEPS, 0);
    }

    @Override
    public void check(ModelConfig config, SamplerSettings settings) {
        SOLVERS.check(settings, Solvers.MOST_STEPS, config);
    }

    // ---- What the network sees and reverses

    @Override
    public DenoisingUNet.Config unet(ModelConfig config) {
        return ((Config) config).unet();
    }

    @Override
    public FlowProcess process(ModelConfig config) {
        return new FlowProcess();
    }

    @Override
    public float[][] inputs(ModelConfig config, float[] xt, double[] t, int[] labels, Conditions given) {
        return inputs((Config) config, xt, t, labels, given);
    }

    // ---- Presets and help

    @Override
    public Preset preset(String preset, Size size, int classes) {
        DenoiserPreset ready = DenoiserPreset.named(preset, size, classes);
        return ready.of(Config.of(ready.unet(), Times.LOGIT_NORMAL, 0));
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                Choices.setting(
                        Config.class,
                        "times",
                        "uniform|logit-normal",
                        "How often training sees each time between image and noise: all alike, or those in the middle more.",
                        (c, value) -> Config.of(c.unet(), Times.named(value), c.guidance())),
                Choices.guidance(Config.class, (c, value) -> Config.of(c.unet(), c.times(), value)));
    }

    @Override
    public Help help() {
        return new Help(
                "Train a rectified flow.",
                List.of("Liu et al. 2023. The network of a DDPM learns straight lines between image and noise."),
                List.of(
                        "effigy train flow --data ct.json --out runs/flow --time 1h",
                        "    an hour at most; the same command goes on after a stop",
                        "effigy train flow --data ct.json --out runs/flow --times uniform",
                        "    all times are drawn alike"));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ModelConfig withCovariates(ModelConfig config, List<Covariate> covariates) {
        Config c = (Config) config;
        return Config.of(c.unet().withCovariates(covariates), c.times(), c.guidance());
    }

    @Override
    public ModelConfig withMasks(ModelConfig config) {
        Config c = (Config) config;
        return Config.of(c.unet().withMasks(true), c.times(), c.guidance());
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }
}
