package org.effigy.networks.families;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.effigy.base.Check;
import org.effigy.base.Seeds;
import org.effigy.base.Size;
import org.effigy.diffusion.Denoiser;
import org.effigy.diffusion.DiscreteProcess;
import org.effigy.diffusion.ForwardProcess;
import org.effigy.diffusion.MinSnr;
import org.effigy.diffusion.NoiseSchedule;
import org.effigy.diffusion.PredictionType;
import org.effigy.diffusion.Sampler;
import org.effigy.diffusion.Spacing;
import org.effigy.diffusion.TrainedDenoiser;
import org.effigy.networks.Network;
import org.effigy.networks.checkpoint.Covariate;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.export.Portable;
import org.effigy.networks.export.PortableNet;
import org.effigy.networks.net.Loss;
import org.effigy.networks.net.Net;

/**
 * Denoising diffusion (DDPM, Ho et al. 2020) with the U-Net of its appendix B, which predicts noise, image or velocity from a
 * noisy image and its time step.
 *
 * <p>The network is {@link DenoisingUNet}. Time steps enter the embedding as 1..T.
 */
public final class Ddpm implements Distillable {
    /** The name of the family. */
    public static final String NAME = "ddpm";

    /**
     * The U-Net and the noise schedule it is trained for.
     *
     * @param size of the image; JSON has one number for a square, else {@code "96x128"}
     * @param patch 1: the network sees the pixels; 2: it sees 2x2 blocks folded into 4 channels, at half the resolution
     * @param baseChannels channels of the first level; a multiple of {@code groups}
     * @param multipliers per level, from the finest, the multiple of {@code baseChannels}; the resolution halves between
     *     levels
     * @param blocksPerLevel residual blocks per level on the way down; one more on the way up
     * @param attentionResolution side of the feature map at which blocks are followed by self-attention
     * @param groups groups of each GroupNorm
     * @param classes 0 for an unconditional model
     * @param schedule name of the noise schedule, one of {@link NoiseSchedule#NAMES}
     * @param timesteps T, the number of steps of the forward process
     * @param prediction what the network's output means
     * @param zeroTerminalSnr whether the schedule is rescaled so that no signal is left at T; configurations of earlier programs
     *     do not have it, which means no, as do those that say no
     * @param minSnrGamma gamma of min-SNR weighting of the loss, 0 for a plain loss; left out as the one before
     * @param guidance the one that samples have unless told otherwise, 0 where none is recorded; left out as the one before
     * @param mask whether the network takes a mask beside the image; left out as the one before
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
            String schedule,
            int timesteps,
            PredictionType prediction,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) Boolean zeroTerminalSnr,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) Double minSnrGamma,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) Double guidance,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) Boolean mask,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Covariate> covariates)
            implements ModelConfig {
        public Config {
            multipliers = List.copyOf(multipliers);
            Check.argument(size != null, () -> "size is missing");
            Check.positive("timesteps", timesteps);
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
            Check.argument(
                    NoiseSchedule.NAMES.contains(schedule),
                    () -> "schedule is '" + schedule + "', allowed are " + String.join(", ", NoiseSchedule.NAMES));
            Check.argument(prediction != null, () -> "prediction is missing");
            zeroTerminalSnr = Objects.requireNonNullElse(zeroTerminalSnr, false);
            Check.argument(
                    !zeroTerminalSnr || prediction != PredictionType.EPSILON && timesteps > 1,
                    () ->
                            "prediction is epsilon, which says nothing of the image where no signal is left; choose velocity"
                                    + " or sample, and at least 2 time steps");
            minSnrGamma = Check.inRange("min-snr", Objects.requireNonNullElse(minSnrGamma, 0.0), 0, 1e6);
            guidance = Check.inRange("guidance", Objects.requireNonNullElse(guidance, 0.0), 0, 100);
            mask = Objects.requireNonNullElse(mask, false);
            covariates = List.copyOf(Objects.requireNonNullElse(covariates, List.of()));
        }

        /** Without covariates. */
        public Config(
                Size size,
                int patch,
                int baseChannels,
                List<Integer> multipliers,
                int blocksPerLevel,
                int attentionResolution,
                int groups,
                int classes,
                String schedule,
                int timesteps,
                PredictionType prediction,
                Boolean zeroTerminalSnr,
                Double minSnrGamma,
                Double guidance,
                Boolean mask) {
            this(
                    size,
                    patch,
                    baseChannels,
                    multipliers,
                    blocksPerLevel,
                    attentionResolution,
                    groups,
                    classes,
                    schedule,
                    timesteps,
                    prediction,
                    zeroTerminalSnr,
                    minSnrGamma,
                    guidance,
                    mask,
                    List.of());
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
                String schedule,
                int timesteps,
                PredictionType prediction,
                Boolean zeroTerminalSnr,
                Double minSnrGamma,
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
                    schedule,
                    timesteps,
                    prediction,
                    zeroTerminalSnr,
                    minSnrGamma,
                    guidance,
                    false,
                    List.of());
        }

        /** Of squares, the schedule as it is, a plain loss, and no guidance recorded. */
        public Config(
                int size,
                int patch,
                int baseChannels,
                List<Integer> multipliers,
                int blocksPerLevel,
                int attentionResolution,
                int groups,
                int classes,
                String schedule,
                int timesteps,
                PredictionType prediction) {
            this(
                    size,
                    patch,
                    baseChannels,
                    multipliers,
                    blocksPerLevel,
                    attentionResolution,
                    groups,
                    classes,
                    schedule,
                    timesteps,
                    prediction,
                    false,
                    0.0,
                    0.0);
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

        /** Returns the schedule of the noise. */
        NoiseSchedule noise() {
            NoiseSchedule named = NoiseSchedule.named(schedule, timesteps);
            return zeroTerminalSnr ? named.withZeroTerminalSnr() : named;
        }

        private Noise choice() {
            return new Noise(schedule, timesteps, prediction, zeroTerminalSnr, minSnrGamma, guidance);
        }

        private Config with(UnaryOperator<Noise> change) {
            return change.apply(choice()).of(unet());
        }
    }

    /** What a configuration holds beside the network. */
    private record Noise(
            String schedule,
            int timesteps,
            PredictionType prediction,
            boolean zeroTerminalSnr,
            double minSnrGamma,
            double guidance) {
        Config of(DenoisingUNet.Config u) {
            return new Config(
                    new Size(u.height(), u.width()),
                    u.patch(),
                    u.baseChannels(),
                    u.multipliers(),
                    u.blocksPerLevel(),
                    u.attentionResolution(),
                    u.groups(),
                    u.classes(),
                    schedule,
                    timesteps,
                    prediction,
                    zeroTerminalSnr,
                    minSnrGamma,
                    guidance,
                    u.masked(),
                    u.covariates());
        }
    }

    // ---- The network

    /** Returns the U-Net, {@link DenoisingUNet#net}. */
    public static Net net(Config config) {
        return DenoisingUNet.net(config.unet());
    }

    @Override
    public Optional<Portable> portable(ModelConfig config) {
        Config model = (Config) config;
        PortableNet denoiser = DenoisingUNet.portable(
                model.unet(),
                "What the network predicts (" + model.prediction().name().toLowerCase(Locale.ROOT)
                        + ") from noisy images and their time steps, 1 to " + model.timesteps() + ".");
        DiscreteProcess process = new DiscreteProcess(model.noise(), model.prediction());
        return Optional.of(Portable.denoiser(denoiser, process));
    }

    // ---- Its inputs

    /**
     * Returns what the network takes for noisy images.
     *
     * @param t time steps, from 1
     * @param labels per image the class or -1; empty for none
     * @param given as that of {@link DenoisingUNet#inputs}
     */
    static float[][] inputs(Config config, float[] images, int[] t, int[] labels, Conditions given) {
        for (int step : t) {
            Check.inRange("t", step, 1, config.timesteps());
        }
        return DenoisingUNet.inputs(
                config.unet(), images, Arrays.stream(t).asDoubleStream().toArray(), labels, given);
    }

    /** As the other, without masks and covariates. */
    static float[][] inputs(Config config, float[] images, int[] t, int[] labels) {
        return inputs(config, images, t, labels, Conditions.NONE);
    }

    /**
     * A network of a configuration as a denoiser.
     *
     * <p>Not safe for use by several threads at once.
     */
    record Denoising(Config config, Network network, Conditions given) implements Denoiser, Solvers.Conditioned {
        Denoising(Config config, Network network) {
            this(config, network, Conditions.NONE);
        }

        @Override
        public Denoising with(Conditions others) {
            return new Denoising(config, network, others);
        }

        @Override
        public boolean isTold() {
            return given.knowsCovariates();
        }

        @Override
        public int imageLength() {
            return config.size().pixels();
        }

        @Override
        public float[] predict(float[] xt, int[] t, int[] labels) {
            float[] output = network.predict(DenoisingUNet.IMAGES_PER_PASS, inputs(config, xt, t, labels, given));
            return DenoisingUNet.unfold(output, config.unet());
        }
    }

    // ---- Training

    @Override
    public Optional<String> privacyRefusal() {
        return Optional.empty();
    }

    @Override
    public Model create(ModelConfig config, Recipe recipe, Compute compute) {
        return new Training((Config) config, recipe, compute);
    }

    /**
     * DDPM (Ho et al. 2020), algorithm 1: t uniform on 1..T for each image, xt from x0 and eps, the mean squared error between
     * prediction and target.
     */
    static final class Training extends LossModel {
        private final Config config;
        private final Recipe recipe;
        private final ForwardProcess forward;

        Training(Config config, Recipe recipe, Compute compute) {
            super(net(config), recipe, compute);
            this.config = config;
            this.recipe = recipe;
            forward = new ForwardProcess(config.noise());
        }

        @Override
        protected Loss loss() {
            return Loss.SQUARED_ERROR;
        }

        @Override
        protected Example example(Batch batch) {
            float[] x0 = batch.unweighted().images();
            float[] eps = Seeds.fillNormal(Seeds.of(recipe.seed(), "noise", batch.step()), new float[x0.length]);
            int[] t = new int[batch.size()];
            Random times = Seeds.of(recipe.seed(), "time step", batch.step());
            for (int i = 0; i < t.length; i++) {
                t[i] = 1 + times.nextInt(config.timesteps());
            }
            float[] target = DenoisingUNet.fold(forward.target(config.prediction(), x0, eps, t), config.unet());
            int[] labels = recipe.keptLabels(batch, config.classes());
            Conditions given = recipe.kept(batch, config);
            float[][] inputs = inputs(config, forward.noisy(x0, eps, t), t, labels, given);
            return new Example(inputs, target, target.length, weights(t));
        }

        /** Returns how much each image counts; none where all count alike. */
        private float[] weights(int[] t) {
            float[] weights = new float[config.minSnrGamma() == 0 ? 0 : t.length];
            for (int i = 0; i < weights.length; i++) {
                double snr = forward.schedule().snr(t[i]);
                weights[i] = (float) new MinSnr(config.minSnrGamma()).weight(config.prediction(), snr);
            }
            return weights;
        }
    }

    // ---- Sampling

    private static final Solvers SOLVERS = new Solvers(
            NAME,
            List.of(Solvers.DPM_SOLVER, Solvers.DPM_SOLVER_SDE, Solvers.HEUN, Solvers.UNI_PC, Solvers.DDIM, NAME),
            Spacing.LOGSNR);

    @Override
    public List<String> samplers() {
        return SOLVERS.names();
    }

    @Override
    public SamplerSettings sampler(ModelConfig config, SamplerSettings.Wish wish) {
        Config model = (Config) config;
        return SOLVERS.settings(wish, model.timesteps(), model.guidance());
    }

    @Override
    public SamplerSettings unnamedSampler() {
        return new SamplerSettings(Solvers.DDIM, 50, 0, 1);
    }

    @Override
    public void check(ModelConfig config, SamplerSettings settings) {
        SOLVERS.check(settings, ((Config) config).timesteps(), config);
    }

    /** Returns the reverse process. */
    static Sampler process(Config config, SamplerSettings settings) {
        return Solvers.sampler(settings, new DiscreteProcess(config.noise(), config.prediction()));
    }

    // ---- Distillation

    @Override
    public DenoisingUNet.Config unet(ModelConfig config) {
        return ((Config) config).unet();
    }

    @Override
    public DiscreteProcess process(ModelConfig config) {
        Config model = (Config) config;
        return new DiscreteProcess(model.noise(), model.prediction());
    }

    @Override
    public float[][] inputs(ModelConfig config, float[] xt, double[] t, int[] labels, Conditions given) {
        return DenoisingUNet.inputs(unet(config), xt, t, labels, given);
    }

    @Override
    public Solvers.Functions functions(ModelConfig config, Network network) {
        Denoiser denoiser = new Denoising((Config) config, network);
        DiscreteProcess process = process(config);
        return new Solvers.Functions(
                denoiser, process, new TrainedDenoiser(denoiser, process.schedule(), process.prediction()));
    }

    /** From pure noise the noise is no news: an image made of it in one step would be as wrong as it is magnified. */
    @Override
    public Optional<String> distillationRefusal(ModelConfig config) {
        return ((Config) config).prediction() == PredictionType.EPSILON
                ? Optional.of("predicts the noise, from which one large step makes no image (Salimans and Ho 2022,"
                        + " section 4); train one that predicts the velocity or the image")
                : Optional.empty();
    }

    /** At how many time steps, in the middle of as many equal parts of 1..T, {@link #losses} looks at an image. */
    private static final int LOSS_TIMES = 2;

    /** Returns each image's mean squared error of the prediction at fixed time steps under fixed noise. */
    static double[] losses(TrainedDenoiser model, float[] images, int[] labels, long seed) {
        ForwardProcess forward = new ForwardProcess(model.schedule());
        int length = images.length / labels.length;
        double[] losses = new double[labels.length];
        for (int k = 0; k < LOSS_TIMES; k++) {
            int[] t = new int[labels.length];
            Arrays.fill(t, Math.max(1, (2 * k + 1) * model.schedule().steps() / (2 * LOSS_TIMES)));
            float[] eps = new float[images.length];
            for (int i = 0; i < labels.length; i++) {
                long place = (long) i * LOSS_TIMES + k;
                System.arraycopy(
                        Seeds.fillNormal(Seeds.of(seed, "loss noise", place), new float[length]),
                        0,
                        eps,
                        i * length,
                        length);
            }
            float[] target = forward.target(model.prediction(), images, eps, t);
            float[] output = model.denoiser().predict(forward.noisy(images, eps, t), t, labels);
            for (int i = 0; i < output.length; i++) {
                double error = (double) output[i] - target[i];
                losses[i / length] += error * error / length / LOSS_TIMES;
            }
        }
        return losses;
    }

    // ---- Presets and help

    @Override
    public Preset preset(String preset, Size size, int classes) {
        DenoiserPreset ready = DenoiserPreset.named(preset, size, classes);
        // Differs: Ho et al. predict the noise. The velocity (Salimans and Ho 2022, appendix D) gave clean outlines
        // after 400 steps on 60 CT slices, where the noise prediction still gave speckle.
        return ready.of(new Noise("cosine", 1000, PredictionType.VELOCITY, false, 0, 0).of(ready.unet()));
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                setting(
                        "schedule",
                        "linear|cosine|sigmoid",
                        "How noise grows with the time step.",
                        (n, value) -> new Noise(
                                value, n.timesteps, n.prediction, n.zeroTerminalSnr, n.minSnrGamma, n.guidance)),
                setting(
                        "timesteps",
                        "T",
                        "Time steps of the forward process.",
                        (n, value) -> new Noise(
                                n.schedule,
                                Integer.parseInt(value),
                                n.prediction,
                                n.zeroTerminalSnr,
                                n.minSnrGamma,
                                n.guidance)),
                setting(
                        "prediction",
                        "epsilon|velocity|sample",
                        "What the network predicts: the noise, the velocity or the clean image.",
                        (n, value) -> new Noise(
                                n.schedule,
                                n.timesteps,
                                Choices.constant("prediction", PredictionType.class, value),
                                n.zeroTerminalSnr,
                                n.minSnrGamma,
                                n.guidance)),
                setting(
                        "zero-terminal-snr",
                        "yes|no",
                        "Whether the last time step is noise alone, so that images may be as dark or bright as the data.",
                        (n, value) -> new Noise(
                                n.schedule, n.timesteps, n.prediction, yes(value), n.minSnrGamma, n.guidance)),
                setting(
                        "min-snr",
                        "GAMMA",
                        "Min-SNR weighting of the loss, usually 5; 0 for a plain loss.",
                        (n, value) -> new Noise(
                                n.schedule,
                                n.timesteps,
                                n.prediction,
                                n.zeroTerminalSnr,
                                Choices.number("min-snr", value),
                                n.guidance)),
                Choices.guidance(
                        Config.class,
                        (config, value) -> config.with(n -> new Noise(
                                n.schedule, n.timesteps, n.prediction, n.zeroTerminalSnr, n.minSnrGamma, value))));
    }

    private static boolean yes(String value) {
        Check.argument(
                value.equals("yes") || value.equals("no"),
                () -> "zero-terminal-snr is " + value + ", allowed are yes and no");
        return value.equals("yes");
    }

    private static Setting setting(
            String name, String label, String description, BiFunction<Noise, String, Noise> change) {
        return Choices.setting(
                Config.class, name, label, description, (config, value) -> config.with(n -> change.apply(n, value)));
    }

    @Override
    public Help help() {
        return new Help(
                "Train a denoising diffusion model (DDPM).",
                List.of(
                        "Ho et al. 2020. Slower to train and to sample than a DCGAN, and better, above all on few images."),
                List.of(
                        "effigy train ddpm --data ct.json --out runs/ct",
                        "    with the preset that suits this machine",
                        "effigy train ddpm --data ct.json --out runs/ct --preset small --time 1h",
                        "    an hour at most; the same command goes on after a stop",
                        "effigy train ddpm --data ct.json --out big --size 128 --init-from runs/ct",
                        "    a larger model grows out of a smaller one",
                        "effigy train ddpm --data ct.json --out runs/eps --prediction epsilon",
                        "    the network learns to tell the noise, as in the DDPM paper",
                        "effigy train ddpm --data ct.json --out runs/ct --lr-schedule cosine",
                        "    the learning rate falls to zero over the steps, or the time",
                        "effigy train ddpm --data ct.json --out runs/ct --preset medium --devices 2",
                        "    two graphics cards share each batch"));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ModelConfig withCovariates(ModelConfig config, List<Covariate> covariates) {
        Config model = (Config) config;
        return model.choice().of(model.unet().withCovariates(covariates));
    }

    @Override
    public ModelConfig withMasks(ModelConfig config) {
        Config model = (Config) config;
        return model.choice().of(model.unet().withMasks(true));
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }
}
