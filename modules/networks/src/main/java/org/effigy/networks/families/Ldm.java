package org.effigy.networks.families;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.base.Seeds;
import org.effigy.base.Size;
import org.effigy.diffusion.Denoiser;
import org.effigy.diffusion.DiscreteProcess;
import org.effigy.diffusion.ForwardProcess;
import org.effigy.diffusion.TrainedDenoiser;
import org.effigy.networks.Engines;
import org.effigy.networks.Network;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.Covariate;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.export.Portable;
import org.effigy.networks.export.PortableNet;
import org.effigy.networks.net.Loss;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.net.Net;

/**
 * A latent diffusion model (Rombach et al. 2022): denoising diffusion as {@link Ddpm} has it, in the latent space of a trained
 * {@link Vae}, its first stage, which does not change any more.
 *
 * <p>An image is encoded to the means of its latents (no sample is drawn) whenever augmentation has changed its pixels; without
 * augmentation once.
 * Latents are multiplied by the inverse of their standard deviation over training images (section 4.3.2 of the paper's appendix G).
 * A checkpoint holds the first stage's weights, too, so that nothing else is needed to sample; its SHA-256 is in the configuration
 * and in the lineage.
 */
public final class Ldm implements Family {
    /** The name of the family. */
    public static final String NAME = "ldm";

    private static final Ddpm DIFFUSION = new Ddpm();

    /**
     * The first stage, and the denoiser of its latents.
     *
     * @param size side of the square image in pixels
     * @param classes 0 for an unconditional model
     * @param firstStage of this size, with a spatial latent
     * @param firstStageSha256 of its checkpoint; empty for a first stage with random weights, as tests have it
     * @param latentScale by which latents are multiplied: 1 over their standard deviation over training images
     * @param denoiser of images as large as the maps of the latent, which have its channels; its covariates are the model's
     */
    public record Config(
            int size,
            int classes,
            Vae.Config firstStage,
            String firstStageSha256,
            double latentScale,
            Ddpm.Config denoiser)
            implements ModelConfig {
        public Config {
            int side = size;
            int labels = classes;
            Check.argument(firstStage.spatial(), () -> "the first stage's latent is a vector, it must be spatial");
            Check.argument(
                    firstStage.size() == side,
                    () -> "the first stage's size is " + firstStage.size() + ", the model's " + side);
            Check.argument(
                    denoiser.size().equals(Size.square(firstStage.top())) && denoiser.classes() == labels,
                    () -> "the denoiser is of another size or for other classes than the latents");
            Check.inRange("latentScale", latentScale, 1e-6, 1e6);
        }

        @Override
        public Size imageSize() {
            return Size.square(size);
        }

        @Override
        public String family() {
            return NAME;
        }

        /** Returns the denoiser's network. */
        DenoisingUNet.Config unet() {
            return new DenoisingUNet.Config(
                            firstStage.latentSize(),
                            denoiser.size().rows(),
                            denoiser.size().columns(),
                            denoiser.patch(),
                            denoiser.baseChannels(),
                            denoiser.multipliers(),
                            denoiser.blocksPerLevel(),
                            denoiser.attentionResolution(),
                            denoiser.groups(),
                            classes)
                    .withCovariates(denoiser.covariates());
        }

        @Override
        public List<Covariate> conditions() {
            return denoiser.covariates();
        }

        private Config withScale(double scale) {
            return new Config(size, classes, firstStage, firstStageSha256, scale, denoiser);
        }
    }

    @Override
    public Optional<Portable> portable(ModelConfig config) {
        Config model = (Config) config;
        Ddpm.Config diffusion = model.denoiser();
        PortableNet denoiser = DenoisingUNet.portable(
                model.unet(),
                "What the network predicts (" + diffusion.prediction().name().toLowerCase(Locale.ROOT)
                        + ") from noisy latents and their time steps, 1 to " + diffusion.timesteps() + ".");
        String scaled = " Latents of the denoiser are these times " + model.latentScale() + ".";
        List<PortableNet> nets =
                List.of(denoiser, Vae.decoder(model.firstStage(), scaled), Vae.encoder(model.firstStage(), scaled));
        DiscreteProcess process = new DiscreteProcess(diffusion.noise(), diffusion.prediction());
        return Optional.of(new Portable(nets, Optional.of(process), false));
    }

    /** Returns the latents of images, scaled, (N, channels, height, width), flattened. */
    private static float[] encode(Config config, Network encoder, float[] images) {
        float[] latents = Vae.posterior(config.firstStage(), encoder.predict(Vae.IMAGES_PER_PASS, images))
                .means();
        return scaled(latents, config.latentScale());
    }

    /** Multiplies in place and returns the array. */
    private static float[] scaled(float[] values, double factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= (float) factor;
        }
        return values;
    }

    // ---- The first stage

    @Override
    public boolean hasFirstStage() {
        return true;
    }

    @Override
    public boolean beginsWith(String family) {
        return family.equals(NAME) || family.equals(Vae.NAME);
    }

    @Override
    public ModelConfig on(ModelConfig config, FirstStage stage) {
        ModelConfig trained = stage.trained().config().model();
        Config given = (Config) config;
        if (trained instanceof Config ldm) {
            return on(given, ldm.firstStage(), ldm.firstStageSha256()).withScale(ldm.latentScale());
        }
        if (!(trained instanceof Vae.Config vae) || !vae.spatial()) {
            throw new InputException("the first stage is of the family " + trained.family()
                    + (trained instanceof Vae.Config ? " with a vector as latent" : "")
                    + ", needed is a vae whose latent is spatial; train one");
        }
        Config on = on(given, vae, stage.trained().sha256());
        // A run goes on with the scale that it began with.
        if (stage.earlier().isPresent()
                && stage.earlier().get() instanceof Config earlier
                && earlier.firstStageSha256().equals(on.firstStageSha256())) {
            return on.withScale(earlier.latentScale());
        }
        return on.withScale(1 / deviation(on, stage));
    }

    private static Config on(Config config, Vae.Config firstStage, String sha256) {
        try {
            Vae.Config own = firstStage.withSize(config.size());
            Ddpm.Config denoiser = denoiser(config.denoiser(), own.top());
            return new Config(config.size(), config.classes(), own, sha256, 1, denoiser);
        } catch (IllegalArgumentException e) {
            throw new InputException("the first stage does not fit: " + e.getMessage(), e);
        }
    }

    /** Returns the standard deviation of the latents of some images. */
    private static double deviation(Config config, FirstStage stage) {
        try (Workers workers = Engines.workers(stage.compute());
                Network encoder = new Network(Vae.encoder(config.firstStage()), stage.compute(), workers)) {
            encoder.setWeights(VaeTraining.part(stage.trained().averagedWeights(), Vae.ENCODER));
            float[] latents = encode(config, encoder, stage.images().get().images());
            double sum = 0;
            double squares = 0;
            for (float value : latents) {
                sum += value;
                squares += (double) value * value;
            }
            double mean = sum / latents.length;
            double deviation = Math.sqrt(squares / latents.length - mean * mean);
            if (!(deviation > 1e-6)) {
                throw new InputException("the first stage gives every image the same latents; train another one");
            }
            return deviation;
        }
    }

    // ---- Training

    @Override
    public Model create(ModelConfig config, Recipe recipe, Compute compute) {
        return new Training((Config) config, recipe, compute);
    }

    /** The denoiser on latents, by algorithm 1 of DDPM (Ho et al. 2020). */
    private static final class Diffusion extends LossModel {
        private final Config config;
        private final Recipe recipe;
        private final ForwardProcess forward;

        Diffusion(Config config, Recipe recipe, Compute compute) {
            super(DenoisingUNet.net(config.unet()), recipe, compute);
            this.config = config;
            this.recipe = recipe;
            forward = new ForwardProcess(config.denoiser().noise());
        }

        @Override
        protected Loss loss() {
            return Loss.SQUARED_ERROR;
        }

        @Override
        protected Example example(Batch latents) {
            float[] x0 = latents.images();
            float[] eps = Seeds.fillNormal(Seeds.of(recipe.seed(), "noise", latents.step()), new float[x0.length]);
            int[] t = new int[latents.size()];
            Random times = Seeds.of(recipe.seed(), "time step", latents.step());
            Arrays.setAll(t, i -> 1 + times.nextInt(config.denoiser().timesteps()));
            DenoisingUNet.Config unet = config.unet();
            float[] target = DenoisingUNet.fold(forward.target(config.denoiser().prediction(), x0, eps, t), unet);
            int[] labels = recipe.keptLabels(latents, config.classes());
            double[] steps = Arrays.stream(t).asDoubleStream().toArray();
            Conditions given = recipe.kept(latents, config);
            return new Example(
                    DenoisingUNet.inputs(unet, forward.noisy(x0, eps, t), steps, labels, given), target, target.length);
        }
    }

    /** The denoiser in training, behind an encoder that stays as it is. */
    static final class Training implements Model {
        private final Config config;
        private final Diffusion diffusion;
        private final Workers workers;
        private final Network encoder;
        private final Network decoder;
        private final RepeatedLatents latents;

        Training(Config config, Recipe recipe, Compute compute) {
            this.config = config;
            diffusion = new Diffusion(config, recipe, compute);
            workers = Engines.workers(compute);
            long seed = Seeds.derive(recipe.seed(), "weights", 0);
            encoder = new Network(Vae.encoder(config.firstStage()), compute, workers).init(seed);
            decoder = new Network(Vae.decoder(config.firstStage()), compute, workers).init(seed);
            latents = new RepeatedLatents(images -> encode(config, encoder, images));
        }

        @Override
        public void progress(double done) {
            diffusion.progress(done);
        }

        @Override
        public boolean accumulates() {
            return diffusion.accumulates();
        }

        @Override
        public Step prepare(Batch batch) {
            Batch images = batch.unweighted();
            return () -> {
                float[] means = latents.of(images.images(), images.size());
                Batch encoded = new Batch(images.step(), means, images.labels(), images.ids())
                        .withCovariates(images.covariates());
                return diffusion.prepare(encoded).run();
            };
        }

        @Override
        public List<NamedTensor> weights() {
            return Stream.of(diffusion.weights(), encoder.weights(), decoder.weights())
                    .flatMap(List::stream)
                    .toList();
        }

        /** The first stage has no average: it does not change. */
        @Override
        public List<NamedTensor> ema() {
            return diffusion.ema();
        }

        @Override
        public List<NamedTensor> updaterState() {
            return diffusion.updaterState();
        }

        @Override
        public void restore(Checkpoint checkpoint) {
            setFirstStage(checkpoint.weights());
            diffusion.restore(new Checkpoint(
                    checkpoint.config(),
                    ofDenoiser(checkpoint.weights()),
                    ofDenoiser(checkpoint.ema()),
                    checkpoint.updater()));
        }

        @Override
        public void begin(List<NamedTensor> weights) {
            setFirstStage(weights);
            diffusion.begin(ofDenoiser(weights));
        }

        private void setFirstStage(List<NamedTensor> weights) {
            encoder.setWeights(VaeTraining.part(weights, Vae.ENCODER));
            decoder.setWeights(VaeTraining.part(weights, Vae.DECODER));
            latents.forget();
        }

        private static List<NamedTensor> ofDenoiser(List<NamedTensor> weights) {
            return weights.stream()
                    .filter(w -> !w.name().startsWith(Vae.ENCODER) && !w.name().startsWith(Vae.DECODER))
                    .toList();
        }

        @Override
        public void close() {
            diffusion.close();
            encoder.close();
            decoder.close();
            workers.close();
        }
    }

    // ---- Sampling

    @Override
    public List<String> samplers() {
        return DIFFUSION.samplers();
    }

    @Override
    public SamplerSettings sampler(ModelConfig config, SamplerSettings.Wish wish) {
        return DIFFUSION.sampler(((Config) config).denoiser(), wish);
    }

    @Override
    public SamplerSettings unnamedSampler() {
        return DIFFUSION.unnamedSampler();
    }

    @Override
    public void check(ModelConfig config, SamplerSettings settings) {
        if (!samplers().contains(settings.name())) {
            throw new InputException(
                    "the model is an ldm, which cannot be sampled with " + settings.name() + "; leave the sampler out");
        }
        DIFFUSION.check(((Config) config).denoiser(), settings);
    }

    /** The network as a denoiser of latents. */
    private record Latents(Config config, Network network, Conditions given) implements Denoiser, Solvers.Conditioned {
        @Override
        public Latents with(Conditions others) {
            return new Latents(config, network, others);
        }

        @Override
        public boolean isTold() {
            return given.knowsCovariates();
        }

        @Override
        public int imageLength() {
            return config.unet().imageLength();
        }

        @Override
        public float[] predict(float[] xt, int[] t, int[] labels) {
            DenoisingUNet.Config unet = config.unet();
            double[] times = Arrays.stream(t).asDoubleStream().toArray();
            float[][] inputs = DenoisingUNet.inputs(unet, xt, times, labels, given);
            return DenoisingUNet.unfold(network.predict(DenoisingUNet.IMAGES_PER_PASS, inputs), unet);
        }
    }

    @Override
    public ImageModel open(ModelConfig config, List<NamedTensor> weights, Compute compute) {
        Config model = (Config) config;
        List<Net> nets = List.of(
                DenoisingUNet.net(model.unet()), Vae.encoder(model.firstStage()), Vae.decoder(model.firstStage()));
        return ImageModel.of(nets, weights, compute, Vae.IMAGES_PER_PASS, (networks, workers) -> {
            Latents denoiser = new Latents(model, networks.get(0), Conditions.NONE);
            DiscreteProcess process = new DiscreteProcess(
                    model.denoiser().noise(), model.denoiser().prediction());
            return new ImageModel.Functions() {
                @Override
                public float[] images(SamplerSettings settings, int[] labels, Random[] noise, IntConsumer stepsDone) {
                    return images(settings, labels, Conditions.NONE, noise, stepsDone);
                }

                @Override
                public float[] images(
                        SamplerSettings settings,
                        int[] labels,
                        Conditions given,
                        Random[] noise,
                        IntConsumer stepsDone) {
                    // Latents have no range to be cut to.
                    float[] latents = Solvers.sampler(settings, process, false)
                            .sample(denoiser.with(given), labels, noise, stepsDone);
                    scaled(latents, 1 / model.latentScale());
                    return Vae.clipped(networks.get(2).predict(Vae.IMAGES_PER_PASS, latents));
                }

                @Override
                public double[] losses(float[] images, int[] labels, long seed) {
                    TrainedDenoiser trained = new TrainedDenoiser(denoiser, process.schedule(), process.prediction());
                    return Ddpm.losses(trained, encode(model, networks.get(1), images), labels, seed);
                }

                @Override
                public String lossName() {
                    return "denoising loss of latents";
                }
            };
        });
    }

    // ---- Presets and help

    /** Maps of up to this side are seen position by position, larger ones in blocks of 2x2. */
    private static final int UNFOLDED = 32;

    private static Ddpm.Config denoiser(Ddpm.Config preset, int side) {
        int patch = side <= UNFOLDED ? 1 : 2;
        Ddpm.Config denoiser = new Ddpm.Config(
                side,
                patch,
                preset.baseChannels(),
                preset.multipliers(),
                preset.blocksPerLevel(),
                preset.attentionResolution(),
                preset.groups(),
                preset.classes(),
                preset.schedule(),
                preset.timesteps(),
                preset.prediction(),
                preset.zeroTerminalSnr(),
                preset.minSnrGamma(),
                preset.guidance());
        return (Ddpm.Config) DIFFUSION.withCovariates(denoiser, preset.covariates());
    }

    @Override
    public boolean takesCovariates() {
        return true;
    }

    @Override
    public ModelConfig withCovariates(ModelConfig config, List<Covariate> covariates) {
        Config c = (Config) config;
        return new Config(c.size(), c.classes(), c.firstStage(), c.firstStageSha256(), c.latentScale(), (Ddpm.Config)
                DIFFUSION.withCovariates(c.denoiser(), covariates));
    }

    /** As a DDPM of the latents' size, on a first stage with random weights. */
    @Override
    public Preset preset(String preset, Size images, int classes) {
        int size = images.side("an ldm");
        Vae.Config vae = (Vae.Config) new Vae().preset(preset, size, 0).model();
        Vae.Config firstStage = Vae.firstStage(vae);
        Preset latents = DIFFUSION.preset(preset, firstStage.top(), classes);
        Ddpm.Config denoiser = denoiser((Ddpm.Config) latents.model(), firstStage.top());
        Config config = new Config(size, classes, firstStage, "", 1, denoiser);
        return new Preset(config, latents.steps(), latents.batch(), latents.optimisation(), latents.labelDropout());
    }

    @Override
    public Help help() {
        return new Help(
                "Train a diffusion model in the latent space of a VAE (LDM).",
                List.of(
                        "Rombach et al. 2022. For 256 and 512 pixels, where a DDPM is too slow on a CPU. Its checkpoints hold the"
                                + " first stage, too."),
                List.of(
                        "effigy train vae --data cxr.json --out runs/f --size 256 --latent spatial",
                        "effigy train ldm --data cxr.json --out runs/l --size 256 --first-stage runs/f",
                        "    first the stage that encodes and decodes, then the one that makes images"));
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
