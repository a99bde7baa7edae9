package org.effigy.networks.families;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.base.Seeds;
import org.effigy.diffusion.DdimSampler;
import org.effigy.diffusion.DdpmSampler;
import org.effigy.diffusion.Denoiser;
import org.effigy.diffusion.DpmSolverSampler;
import org.effigy.diffusion.ForwardProcess;
import org.effigy.diffusion.NoiseSchedule;
import org.effigy.diffusion.PredictionType;
import org.effigy.diffusion.Sampler;
import org.effigy.diffusion.SamplerOptions;
import org.effigy.diffusion.TrainedDenoiser;
import org.effigy.networks.Network;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.net.Activation;
import org.effigy.networks.net.Init;
import org.effigy.networks.net.Loss;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Net.Window;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Shape;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;

/**
 * Denoising diffusion (DDPM, Ho et al. 2020) with the U-Net of its appendix B, which predicts noise, image or velocity from a
 * noisy image and its time step.
 *
 * <p>Levels of residual blocks (GroupNorm, SiLU, 3x3 convolution, twice; the embedding of time and class added between)
 * that halve the resolution by strided convolutions on the way down and double it by nearest neighbour and a convolution
 * on the way up, where each block also sees its counterpart of the way down; single-head self-attention at one resolution
 * and in the middle.
 *
 * <p>Differs: no dropout. Differs: with a patch of 2 the network works on 2x2 pixels per position, folded into channels,
 * which costs a quarter. Differs: with classes, a learnt vector per class is added to the embedding of time (Dhariwal and
 * Nichol 2021); the label -1 adds nothing and stands for any class (Ho and Salimans 2022). Time steps enter the embedding
 * as 1..T.
 */
public final class Ddpm implements Family {
    /** The name of the family. */
    public static final String NAME = "ddpm";

    /**
     * The U-Net and the noise schedule it is trained for.
     *
     * @param size side of the square image in pixels
     * @param patch 1: the network sees the pixels; 2: it sees 2x2 blocks folded into 4 channels, at half the resolution
     * @param baseChannels channels of the first level; a multiple of {@code groups}
     * @param multipliers per level, from the finest, the multiple of {@code baseChannels}; the resolution halves between
     *     levels
     * @param blocksPerLevel residual blocks per level on the way down; one more on the way up
     * @param attentionResolution side of the feature map at which blocks are followed by self-attention
     * @param groups groups of each GroupNorm
     * @param classes 0 for an unconditional model
     * @param schedule name of the noise schedule: {@code linear} or {@code cosine}
     * @param timesteps T, the number of steps of the forward process
     * @param prediction what the network's output means
     */
    public record Config(
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
            PredictionType prediction)
            implements ModelConfig {
        public Config {
            multipliers = List.copyOf(multipliers);
            List<Integer> multiples = multipliers;
            Check.inRange("size", size, 4, 1024);
            Check.inRange("patch", patch, 1, 2);
            Check.inRange("baseChannels", baseChannels, 2, 1024);
            Check.inRange("number of multipliers", multipliers.size(), 1, 6);
            multipliers.forEach(m -> Check.inRange("multiplier", m, 1, 16));
            Check.inRange("blocksPerLevel", blocksPerLevel, 1, 8);
            Check.inRange("attentionResolution", attentionResolution, 0, 64);
            Check.inRange("groups", groups, 1, baseChannels);
            Check.inRange("classes", classes, 0, 1000);
            Check.positive("timesteps", timesteps);
            int divisor = patch << (multipliers.size() - 1);
            Check.argument(
                    size % divisor == 0,
                    () -> "size is " + size + ", with patch " + patch + " and " + multiples.size()
                            + " levels it must be a multiple of " + divisor);
            Check.argument(
                    baseChannels % groups == 0 && baseChannels % 2 == 0,
                    () -> "baseChannels is " + baseChannels + ", it must be even and a multiple of groups = " + groups);
            Check.argument(
                    schedule.equals("linear") || schedule.equals("cosine"),
                    () -> "schedule is '" + schedule + "', allowed are linear and cosine");
            Check.argument(prediction != null, () -> "prediction is missing");
        }

        @Override
        public String family() {
            return NAME;
        }

        private Config with(String noise, int steps, PredictionType output) {
            List<Integer> levels = multipliers;
            int at = attentionResolution;
            return new Config(
                    size, patch, baseChannels, levels, blocksPerLevel, at, groups, classes, noise, steps, output);
        }
    }

    // ---- The network

    /** Returns the U-Net: inputs image (folded), time and, with classes, label; the output is folded as the image is. */
    public static Net net(Config config) {
        return new UNet(config).build();
    }

    /** The architecture, top to bottom. */
    private static final class UNet {
        private final Config config;
        private final int timeChannels;
        private final Net.Recorder net = new Net.Recorder();
        private Node time;

        UNet(Config config) {
            this.config = config;
            timeChannels = 4 * config.baseChannels();
        }

        Net build() {
            int base = config.baseChannels();
            int pixels = config.patch() * config.patch();
            int side = config.size() / config.patch();
            Node image = net.input("image", new Shape(pixels, side, side));
            time = embedding(net.input("time", Shape.vector(base)));
            Node x = net.conv("in", image, base, Window.same(3), true, Init.GLOROT);
            Deque<Node> skips = new ArrayDeque<>();
            skips.push(x);
            int levels = config.multipliers().size();
            for (int level = 0; level < levels; level++) {
                int out = base * config.multipliers().get(level);
                for (int block = 0; block < config.blocksPerLevel(); block++) {
                    x = level("down" + level + ".block" + block, x, out);
                    skips.push(x);
                }
                if (level < levels - 1) {
                    x = net.conv("down" + level + ".halve", x, out, Window.same(3, 2), true, Init.GLOROT);
                    skips.push(x);
                }
            }
            int middle = x.shape().channels();
            x = residual("middle.block0", x, middle);
            x = attention("middle.attention", x);
            x = residual("middle.block1", x, middle);
            for (int level = levels - 1; level >= 0; level--) {
                int out = base * config.multipliers().get(level);
                for (int block = 0; block <= config.blocksPerLevel(); block++) {
                    String name = "up" + level + ".block" + block;
                    x = level(name, net.join(name + ".skip", x, skips.pop()), out);
                }
                if (level > 0) {
                    String name = "up" + level + ".double";
                    x = net.conv(name, net.nearest(name + ".nearest", x), out, Window.same(3), true, Init.GLOROT);
                }
            }
            return net.done(net.conv("out", norm("out.norm", x), pixels, Window.same(3), true, Init.ZERO));
        }

        private Node embedding(Node input) {
            Node label = config.classes() > 0 ? net.input("label", Shape.vector(config.classes())) : input;
            Node x = net.dense("time1", input, timeChannels, true, Init.GLOROT);
            x = net.activate("time1.silu", x, Activation.SILU);
            x = net.dense("time2", x, timeChannels, true, Init.GLOROT);
            if (config.classes() > 0) {
                x = net.sum("time.class", x, net.dense("class", label, timeChannels, false, Init.GLOROT));
            }
            return net.activate("time.silu", x, Activation.SILU);
        }

        /** A residual block, followed by attention at the resolution that has it. */
        private Node level(String name, Node x, int out) {
            Node y = residual(name, x, out);
            return x.shape().height() == config.attentionResolution() ? attention(name + ".attention", y) : y;
        }

        private Node norm(String name, Node x) {
            return net.activate(name + ".silu", net.groupNorm(name, x, config.groups()), Activation.SILU);
        }

        private Node residual(String name, Node x, int out) {
            Node y = net.conv(name + ".conv1", norm(name + ".norm1", x), out, Window.same(3), true, Init.GLOROT);
            y = net.shift(name + ".addTime", y, net.dense(name + ".time", time, out, true, Init.GLOROT));
            y = net.conv(name + ".conv2", norm(name + ".norm2", y), out, Window.same(3), true, Init.ZERO);
            boolean same = x.shape().channels() == out;
            return net.sum(name, y, same ? x : net.conv(name + ".shortcut", x, out, Window.same(1), true, Init.GLOROT));
        }

        private Node attention(String name, Node x) {
            int channels = x.shape().channels();
            Node y = net.groupNorm(name + ".norm", x, config.groups());
            y = net.conv(name + ".qkv", y, 3 * channels, Window.same(1), true, Init.GLOROT);
            y = net.attention(name + ".core", y);
            return net.sum(name, x, net.conv(name + ".projection", y, channels, Window.same(1), true, Init.ZERO));
        }
    }

    // ---- Its inputs

    private static final double LONGEST_PERIOD = 10_000;

    /**
     * Returns the sinusoidal embedding of time steps (Vaswani et al. 2017, section 3.5, as in DDPM's code), (N, channels): the
     * sines, then the cosines, of t times frequencies from 1 to 1/10000.
     */
    static float[] embedding(int[] t, int channels) {
        int half = channels / 2;
        float[] out = new float[t.length * channels];
        for (int i = 0; i < t.length; i++) {
            for (int k = 0; k < half; k++) {
                double frequency = Math.exp(-Math.log(LONGEST_PERIOD) * k / Math.max(1, half - 1));
                out[i * channels + k] = (float) Math.sin(t[i] * frequency);
                out[i * channels + k + half] = (float) Math.cos(t[i] * frequency);
            }
        }
        return out;
    }

    /** Returns (N, patch * patch, size / patch, size / patch); channel dy * patch + dx holds the pixels at that offset. */
    static float[] fold(float[] images, Config config) {
        return move(images, config.size(), config.patch(), true);
    }

    /** Returns the images whose {@link #fold} this is. */
    static float[] unfold(float[] folded, Config config) {
        return move(folded, config.size(), config.patch(), false);
    }

    private static float[] move(float[] from, int size, int patch, boolean fold) {
        float[] to = new float[from.length];
        int side = size / patch;
        int folded = 0;
        for (int image = 0; image < from.length; image += size * size) {
            for (int channel = 0; channel < patch * patch; channel++) {
                for (int y = 0; y < side; y++) {
                    int plain = image + (y * patch + channel / patch) * size + channel % patch;
                    for (int x = 0; x < side; x++, plain += patch, folded++) {
                        to[fold ? folded : plain] = from[fold ? plain : folded];
                    }
                }
            }
        }
        return to;
    }

    /**
     * Returns what the network takes for noisy images.
     *
     * @param t time steps, from 1
     * @param labels per image the class or -1; empty for none
     */
    static float[][] inputs(Config config, float[] images, int[] t, int[] labels) {
        Check.sameLength("xt", images.length, t.length * config.size() * config.size());
        Check.argument(t.length > 0, () -> "the batch is empty");
        Check.argument(
                labels.length == 0 || labels.length == t.length,
                () -> "there are " + labels.length + " labels for " + t.length + " images");
        for (int step : t) {
            Check.inRange("t", step, 1, config.timesteps());
        }
        float[] folded = fold(images, config);
        float[] time = embedding(t, config.baseChannels());
        float[] oneHot = Batch.oneHot(labels, t.length, config.classes());
        return config.classes() == 0 ? new float[][] {folded, time} : new float[][] {folded, time, oneHot};
    }

    /**
     * A network of a configuration as a denoiser.
     *
     * <p>Not safe for use by several threads at once.
     */
    record Denoising(Config config, Network network) implements Denoiser {
        /** How many images a thread predicts at once. */
        static final int IMAGES_PER_PASS = 4;

        @Override
        public int imageLength() {
            return config.size() * config.size();
        }

        @Override
        public float[] predict(float[] xt, int[] t, int[] labels) {
            return unfold(network.predict(IMAGES_PER_PASS, inputs(config, xt, t, labels)), config);
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
            forward = new ForwardProcess(NoiseSchedule.named(config.schedule(), config.timesteps()));
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
            float[] target = fold(forward.target(config.prediction(), x0, eps, t), config);
            return new Example(inputs(config, forward.noisy(x0, eps, t), t, labels(batch)), target, target.length);
        }

        /** Returns the classes, each dropped with the chosen probability. */
        private int[] labels(Batch batch) {
            int[] labels = batch.labels().clone();
            Random dropout = Seeds.of(recipe.seed(), "label dropout", batch.step());
            for (int i = 0; i < labels.length; i++) {
                if (dropout.nextDouble() < recipe.labelDropout() || config.classes() == 0) {
                    labels[i] = Denoiser.NO_CLASS;
                }
            }
            return labels;
        }
    }

    // ---- Sampling

    private static final String DPM_SOLVER = "dpm-solver++";
    private static final String DDIM = "ddim";
    private static final int SOLVER_STEPS = 20;
    private static final int DDIM_STEPS = 50;

    @Override
    public List<String> samplers() {
        return List.of(DPM_SOLVER, DDIM, NAME);
    }

    @Override
    public SamplerSettings sampler(ModelConfig config, SamplerSettings.Wish wish) {
        int timesteps = ((Config) config).timesteps();
        String name = wish.name().orElse(DPM_SOLVER);
        Check.argument(
                samplers().contains(name),
                () -> "sampler is " + name + ", allowed are " + String.join(", ", samplers()));
        Check.argument(
                wish.eta().isEmpty() || name.equals(DDIM),
                () -> "eta is for the sampler ddim, this one is " + name + "; choose ddim with it");
        int usual =
                switch (name) {
                    case DPM_SOLVER -> SOLVER_STEPS;
                    case DDIM -> DDIM_STEPS;
                    default -> timesteps;
                };
        int steps = wish.steps().orElse(Math.min(usual, timesteps));
        return new SamplerSettings(
                name, steps, wish.eta().orElse(0.0), wish.guidance().orElse(1.0));
    }

    @Override
    public SamplerSettings unnamedSampler() {
        return new SamplerSettings(DDIM, DDIM_STEPS, 0, 1);
    }

    @Override
    public void check(ModelConfig config, SamplerSettings settings) {
        int timesteps = ((Config) config).timesteps();
        if (!samplers().contains(settings.name())) {
            throw new InputException(
                    "the model is a ddpm, which cannot be sampled with " + settings.name() + "; leave the sampler out");
        }
        if (settings.steps() < 1 || settings.steps() > timesteps) {
            throw new InputException("sampling steps are " + settings.steps() + ", allowed are 1 to " + timesteps);
        }
        if (config.classes() == 0 && settings.guidance() != 1) {
            throw new InputException("the model has no classes, so there is nothing to guide to; leave out guidance");
        }
    }

    /** Returns the reverse process; ancestral sampling uses the posterior's variance. */
    static Sampler process(Config config, SamplerSettings settings) {
        NoiseSchedule schedule = NoiseSchedule.named(config.schedule(), config.timesteps());
        SamplerOptions options = SamplerOptions.of(config.prediction()).withGuidance(settings.guidance());
        return switch (settings.name()) {
            case DDIM -> new DdimSampler(schedule, settings.steps(), settings.eta(), options);
            case DPM_SOLVER -> new DpmSolverSampler(schedule, settings.steps(), options);
            default -> new DdpmSampler(schedule, settings.steps(), DdpmSampler.Variance.POSTERIOR, options);
        };
    }

    @Override
    public ImageModel open(ModelConfig config, List<NamedTensor> weights, Compute compute) {
        Config model = (Config) config;
        return ImageModel.of(net(model), weights, compute, Denoising.IMAGES_PER_PASS, (network, workers) -> {
            Denoising denoiser = new Denoising(model, network);
            NoiseSchedule schedule = NoiseSchedule.named(model.schedule(), model.timesteps());
            TrainedDenoiser trained = new TrainedDenoiser(denoiser, schedule, model.prediction());
            return new ImageModel.Functions() {
                @Override
                public float[] images(SamplerSettings settings, int[] labels, Random[] noise, IntConsumer stepsDone) {
                    return process(model, settings).sample(denoiser, labels, noise, stepsDone);
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
            };
        });
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

    /** The U-Net as in {@link Config}, and how long and how fast it learns. */
    private record Size(
            int baseChannels,
            List<Integer> multipliers,
            int blocks,
            long steps,
            int batch,
            double learningRate,
            double emaDecay) {}

    private static final Map<String, Size> SIZES = Map.of(
            "tiny", new Size(32, List.of(1, 2, 2), 1, 600, 8, 1e-3, 0.99),
            "small", new Size(48, List.of(1, 2, 3), 1, 4_000, 16, 5e-4, 0.999),
            "medium", new Size(64, List.of(1, 2, 4), 2, 100_000, 32, 2e-4, 0.9999));

    @Override
    public Preset preset(String preset, int size, int classes) {
        Size s = SIZES.get(preset);
        // 2x2 pixels per position keep the finest level at 64x64 for 128 pixels and make the small preset affordable.
        int patch = preset.equals("medium") && size <= 64 ? 1 : 2;
        // Differs: Ho et al. predict the noise. The velocity (Salimans and Ho 2022, appendix D) gave clean outlines
        // after 400 steps on 60 CT slices, where the noise prediction still gave speckle.
        PredictionType velocity = PredictionType.VELOCITY;
        List<Integer> levels = s.multipliers();
        Config config =
                new Config(size, patch, s.baseChannels(), levels, s.blocks(), 16, 8, classes, "cosine", 1000, velocity);
        Optimisation optimisation = new Optimisation(AdamSettings.of(s.learningRate()), 100, 1, s.emaDecay());
        return new Preset(config, s.steps(), s.batch(), optimisation, classes == 0 ? 0 : 0.1);
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                setting(
                        "schedule",
                        "linear|cosine",
                        "How noise grows with the time step.",
                        (c, value) -> c.with(value, c.timesteps(), c.prediction())),
                setting(
                        "timesteps",
                        "T",
                        "Time steps of the forward process.",
                        (c, value) -> c.with(c.schedule(), Integer.parseInt(value), c.prediction())),
                setting(
                        "prediction",
                        "epsilon|velocity|sample",
                        "What the network predicts: the noise, the velocity or the clean image.",
                        (c, value) -> c.with(c.schedule(), c.timesteps(), prediction(value))));
    }

    private static Setting setting(
            String name, String label, String description, BiFunction<Config, String, Config> change) {
        return new Setting(name, label, description, (config, value) -> change.apply((Config) config, value));
    }

    private static PredictionType prediction(String value) {
        return Arrays.stream(PredictionType.values())
                .filter(type -> type.name().toLowerCase(Locale.ROOT).equals(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "prediction is " + value + ", allowed are epsilon, velocity and sample"));
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
                        "effigy train ddpm --data ct.json --out runs/ct --preset medium --devices 2",
                        "    two graphics cards share each batch"));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }
}
