package org.effigy.networks.families;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import org.effigy.base.Check;
import org.effigy.base.Seeds;
import org.effigy.base.Size;
import org.effigy.diffusion.EdmProcess;
import org.effigy.diffusion.Spacing;
import org.effigy.networks.checkpoint.Covariate;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.export.Portable;
import org.effigy.networks.export.PortableNet;
import org.effigy.networks.net.Loss;
import org.effigy.networks.net.Net;

/**
 * Diffusion as EDM designs it (Karras et al. 2022): noise of any deviation sigma is added to the image, and a
 * {@link DenoisingUNet} between scalings that depend on sigma, {@link EdmProcess}, takes it out again.
 *
 * <p>Differs: the paper's networks have other blocks, dropout and augmentation by labels.
 */
public final class Edm implements Distillable {
    /** The name of the family. */
    public static final String NAME = "edm";

    /**
     * The U-Net, as in {@link DenoisingUNet.Config}, and the process it is trained for.
     *
     * @param size of the image; JSON has one number for a square, else {@code "96x128"}
     * @param sigmaData deviation of the pixels of the data, which are in [-1, 1]
     * @param pMean mean of ln(sigma) in training
     * @param pStd deviation of ln(sigma) in training
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
            double sigmaData,
            double pMean,
            double pStd,
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
            Check.inRange("sigma-data", sigmaData, 1e-3, 100);
            Check.inRange("p-mean", pMean, -10, 10);
            Check.inRange("p-std", pStd, 1e-3, 10);
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
                double sigmaData,
                double pMean,
                double pStd,
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
                    sigmaData,
                    pMean,
                    pStd,
                    guidance,
                    false,
                    List.of());
        }

        private static Config of(DenoisingUNet.Config u, double sigmaData, double pMean, double pStd, double guidance) {
            return new Config(
                    new Size(u.height(), u.width()),
                    u.patch(),
                    u.baseChannels(),
                    u.multipliers(),
                    u.blocksPerLevel(),
                    u.attentionResolution(),
                    u.groups(),
                    u.classes(),
                    sigmaData,
                    pMean,
                    pStd,
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

        EdmProcess process() {
            return EdmProcess.of(sigmaData);
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
                model.unet(),
                "What the network predicts from images under noise of deviation sigma, times cIn, and from cNoise, ln(sigma) / 4.");
        return Optional.of(Portable.denoiser(denoiser, model.process()));
    }

    /**
     * Returns what the network takes: images times cIn, and cNoise as time.
     *
     * @param sigma noise of each image
     * @param labels per image the class or -1; empty for none
     * @param given as that of {@link DenoisingUNet#inputs}
     */
    static float[][] inputs(Config config, float[] images, double[] sigma, int[] labels, Conditions given) {
        EdmProcess process = config.process();
        int length = config.unet().imageLength();
        Check.sameLength("xt", images.length, sigma.length * length);
        float[] scaled = new float[images.length];
        double[] time = new double[sigma.length];
        for (int i = 0; i < sigma.length; i++) {
            time[i] = process.cNoise(sigma[i]);
            double factor = process.cIn(sigma[i]);
            for (int j = i * length; j < (i + 1) * length; j++) {
                scaled[j] = (float) (factor * images[j]);
            }
        }
        return DenoisingUNet.inputs(config.unet(), scaled, time, labels, given);
    }

    // ---- Training

    @Override
    public Model create(ModelConfig config, Recipe recipe, Compute compute) {
        return new Training((Config) config, recipe, compute);
    }

    /**
     * EDM, eq. 8: ln(sigma) normal for each image; the error of the denoiser, weighted, is the plain squared error of the network's
     * output and (x0 - cSkip xt) / cOut.
     */
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
            EdmProcess process = config.process();
            int length = x0.length / batch.size();
            double[] sigma = new double[batch.size()];
            float[] xt = new float[x0.length];
            float[] target = new float[x0.length];
            for (int i = 0; i < sigma.length; i++) {
                sigma[i] = Math.exp(config.pMean() + config.pStd() * times.nextGaussian());
                for (int j = i * length; j < (i + 1) * length; j++) {
                    double noisy = x0[j] + sigma[i] * eps[j];
                    xt[j] = (float) noisy;
                    target[j] = (float) process.target(x0[j], noisy, sigma[i]);
                }
            }
            int[] labels = recipe.keptLabels(batch, config.classes());
            float[] folded = DenoisingUNet.fold(target, config.unet());
            Conditions given = recipe.kept(batch, config);
            return new Example(inputs(config, xt, sigma, labels, given), folded, folded.length);
        }
    }

    // ---- Sampling

    private static final Solvers SOLVERS = new Solvers(
            NAME,
            List.of(Solvers.DPM_SOLVER, Solvers.DPM_SOLVER_SDE, Solvers.HEUN, Solvers.UNI_PC, Solvers.EULER),
            Spacing.KARRAS);

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
    public EdmProcess process(ModelConfig config) {
        return ((Config) config).process();
    }

    @Override
    public float[][] inputs(ModelConfig config, float[] xt, double[] t, int[] labels, Conditions given) {
        return inputs((Config) config, xt, t, labels, given);
    }

    // ---- Presets and help

    @Override
    public Preset preset(String preset, Size size, int classes) {
        DenoiserPreset ready = DenoiserPreset.named(preset, size, classes);
        return ready.of(Config.of(ready.unet(), 0.5, -1.2, 1.2, 0));
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                setting(
                        "sigma-data",
                        "X",
                        "Deviation of the pixels of the data, which are in [-1, 1].",
                        (c, x) -> Config.of(c.unet(), x, c.pMean(), c.pStd(), c.guidance())),
                setting(
                        "p-mean",
                        "X",
                        "Mean of the logarithm of the noise that training adds.",
                        (c, x) -> Config.of(c.unet(), c.sigmaData(), x, c.pStd(), c.guidance())),
                setting(
                        "p-std",
                        "X",
                        "Deviation of the logarithm of the noise that training adds.",
                        (c, x) -> Config.of(c.unet(), c.sigmaData(), c.pMean(), x, c.guidance())),
                Choices.guidance(
                        Config.class, (c, value) -> Config.of(c.unet(), c.sigmaData(), c.pMean(), c.pStd(), value)));
    }

    private static Setting setting(
            String name, String label, String description, BiFunction<Config, Double, Config> change) {
        return Choices.setting(
                Config.class,
                name,
                label,
                description,
                (config, value) -> change.apply(config, Choices.number(name, value)));
    }

    @Override
    public Help help() {
        return new Help(
                "Train a diffusion model with the preconditioning of EDM.",
                List.of(
                        "Karras et al. 2022. The network of a DDPM between scalings that keep its input and its task alike under"
                                + " any noise."),
                List.of(
                        "effigy train edm --data ct.json --out runs/edm --time 1h",
                        "    an hour at most; the same command goes on after a stop",
                        "effigy train edm --data ct.json --out runs/edm --lr-schedule cosine",
                        "    the learning rate falls to zero over the steps, or the time"));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ModelConfig withCovariates(ModelConfig config, List<Covariate> covariates) {
        Config c = (Config) config;
        return Config.of(c.unet().withCovariates(covariates), c.sigmaData(), c.pMean(), c.pStd(), c.guidance());
    }

    @Override
    public ModelConfig withMasks(ModelConfig config) {
        Config c = (Config) config;
        return Config.of(c.unet().withMasks(true), c.sigmaData(), c.pMean(), c.pStd(), c.guidance());
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }
}
