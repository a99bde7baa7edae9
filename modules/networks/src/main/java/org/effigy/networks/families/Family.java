package org.effigy.networks.families;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.effigy.base.InputException;
import org.effigy.base.Seeds;
import org.effigy.base.Size;
import org.effigy.diffusion.Denoiser;
import org.effigy.networks.checkpoint.Covariate;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.checkpoint.ModelKind;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.export.Portable;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.net.Net;
import org.effigy.networks.optim.Optimisation;

/** A kind of model: all that training, sampling and the command line must know of it. */
public interface Family extends ModelKind {
    /** The names of presets, from the quickest to the best. */
    List<String> PRESETS = List.of("tiny", "small", "medium");

    /**
     * What the command line says of it.
     *
     * @param summary one line
     * @param description some more, each item a sentence or several
     * @param examples of commands, each followed by what it is for; see the command line
     */
    record Help(String summary, List<String> description, List<String> examples) {}

    /**
     * A choice that only this family has.
     *
     * @param name in words joined by hyphens
     * @param label what its value looks like
     * @param description one sentence
     * @param change from a configuration and a value to another configuration; throws IllegalArgumentException with what is
     *     allowed
     */
    record Setting(
            String name, String label, String description, BiFunction<ModelConfig, String, ModelConfig> change) {}

    /**
     * Ready-made settings.
     *
     * @param steps of the optimiser
     * @param batch images per step
     * @param labelDropout probability that an image is seen without its class
     */
    record Preset(ModelConfig model, long steps, int batch, Optimisation optimisation, double labelDropout) {}

    /**
     * How a model is trained.
     *
     * @param seed of all random numbers
     * @param labelDropout probability that an image is seen without its class, and without each of its covariates
     */
    record Recipe(long seed, Optimisation optimisation, double labelDropout) {
        /** Probability that an image is seen without its mask, so that the model makes images without one, too. */
        public static final double MASK_DROPOUT = 0.1;

        /**
         * Returns a batch's classes, each dropped with the chosen probability, all where the model has none.
         *
         * @param classes of the model
         */
        int[] keptLabels(Batch batch, int classes) {
            int[] labels = batch.labels().clone();
            Random dropout = Seeds.of(seed, "label dropout", batch.step());
            for (int i = 0; i < labels.length; i++) {
                if (dropout.nextDouble() < labelDropout || classes == 0) {
                    labels[i] = Denoiser.NO_CLASS;
                }
            }
            return labels;
        }

        /**
         * Returns a batch's masks, each dropped with the fixed probability; empty where the model takes none.
         *
         * @param config of the model
         */
        float[] keptMasks(Batch batch, ModelConfig config) {
            if (!config.masked() || batch.masks().length == 0) {
                return new float[0];
            }
            float[] masks = batch.masks().clone();
            int length = masks.length / batch.size();
            Random dropout = Seeds.of(seed, "mask dropout", batch.step());
            for (int i = 0; i < batch.size(); i++) {
                if (dropout.nextDouble() < MASK_DROPOUT) {
                    Arrays.fill(masks, i * length, (i + 1) * length, Batch.NO_MASK);
                }
            }
            return masks;
        }

        /**
         * Returns a batch's covariates, dropped with the probability of the label's: all of an image where the label is dropped, so
         * that guidance finds its null prediction learnt (Ho and Salimans 2022, algorithm 1), and of the others each by itself, so that
         * any of them can be left out; empty where the model takes none.
         *
         * @param config of the model
         */
        float[] keptCovariates(Batch batch, ModelConfig config) {
            int each = config.conditions().size();
            if (each == 0 || batch.covariates().length == 0) {
                return new float[0];
            }
            boolean[] images = new boolean[batch.size()];
            boolean[] single = new boolean[batch.size() * each];
            Random labels = Seeds.of(seed, "label dropout", batch.step());
            Random dropout = Seeds.of(seed, "covariate dropout", batch.step());
            for (int i = 0; i < images.length; i++) {
                images[i] = labels.nextDouble() < labelDropout;
                for (int k = 0; k < each; k++) {
                    single[i * each + k] = dropout.nextDouble() < labelDropout;
                }
            }
            return Conditions.dropped(batch.covariates(), images, single);
        }

        /** Returns what of a batch's masks and covariates is not dropped. */
        Conditions kept(Batch batch, ModelConfig config) {
            return new Conditions(keptMasks(batch, config), keptCovariates(batch, config));
        }
    }

    /** Returns what the command line says of it. */
    Help help();

    /** Returns the choices that only this family has. */
    default List<Setting> settings() {
        return List.of();
    }

    /**
     * Returns ready-made settings.
     *
     * @param preset one of {@link #PRESETS}
     * @param size of the images
     * @param classes of the data set, 0 for an unconditional model
     * @throws InputException if the family cannot be trained so
     */
    Preset preset(String preset, Size size, int classes);

    /** Returns ready-made settings for square images of that side. */
    default Preset preset(String preset, int side, int classes) {
        return preset(preset, Size.square(side), classes);
    }

    /** Returns whether its models learn in the latent space of a trained one: {@link #on}. */
    default boolean hasFirstStage() {
        return false;
    }

    /**
     * Returns the configuration of a model that is built on a trained one.
     *
     * @throws InputException if it cannot be built on that
     */
    default ModelConfig on(ModelConfig config, FirstStage stage) {
        throw new IllegalStateException(name() + " has no first stage");
    }

    /** Returns whether its models learn from images of a data set; others are made of trained ones. */
    default boolean learnsFromImages() {
        return true;
    }

    /** Returns the SHA-256 of the trained model that a model of this configuration was made of; empty for others. */
    default Optional<String> teacher(ModelConfig config) {
        return Optional.empty();
    }

    /** Returns how many values one example has that a model of this configuration learns from: those of an image. */
    default int exampleLength(ModelConfig config) {
        return config.imageSize().pixels();
    }

    /** Returns whether its models can take masks of regions beside images. */
    default boolean takesMasks() {
        return false;
    }

    /** Returns the configuration of a model that takes masks. */
    default ModelConfig withMasks(ModelConfig config) {
        throw new IllegalStateException(name() + " takes no masks");
    }

    /** Returns whether its models can be conditioned on covariates. */
    default boolean takesCovariates() {
        return false;
    }

    /** Returns the configuration of a model that is conditioned on covariates. */
    default ModelConfig withCovariates(ModelConfig config, List<Covariate> covariates) {
        throw new IllegalStateException(name() + " takes no covariates");
    }

    /** Returns whether a new model can begin with weights of a model of that family. */
    default boolean beginsWith(String family) {
        return family.equals(name());
    }

    /** Returns a new model to be trained. */
    Model create(ModelConfig config, Recipe recipe, Compute compute);

    /** Returns whether its models tell figures of images that they do not learn from: {@link Model#judge}. */
    default boolean judges() {
        return false;
    }

    /**
     * Returns why it cannot be trained with differential privacy; empty if it can, because what one unit of a batch shows changes
     * nobody else's gradient and {@link Model#preparePrivately} shortens each unit's.
     */
    default Optional<String> privacyRefusal() {
        return Optional.of("its training has no step that bounds what one patient changes");
    }

    /** Returns the net from images to what a judge decides by, a vector; empty where the family does not judge. */
    default Optional<Net> features(ModelConfig config) {
        return Optional.empty();
    }

    /** Returns its networks as other programs run them; empty where they cannot be exported. */
    default Optional<Portable> portable(ModelConfig config) {
        return Optional.empty();
    }

    /**
     * Returns which settings of a training have no effect on this family's weights, as records name them: {@code labelDropout},
     * {@code optimisation.clipNorm}. They are not recorded.
     */
    default List<String> unusedSettings() {
        return List.of();
    }

    /** Returns whether models of this configuration make images; those that do not cannot be sampled. */
    default boolean makesImages(ModelConfig config) {
        return !samplers().isEmpty();
    }

    /** Returns whether its models encode and decode images: {@link ImageModel#reconstructions}. */
    default boolean reconstructs() {
        return false;
    }

    /** Returns the samplers by which it makes images, the standard one first; none if it makes no images. */
    default List<String> samplers() {
        return List.of();
    }

    /**
     * Returns the settings to sample with.
     *
     * @throws IllegalArgumentException if a wish is for what the family does not have
     */
    default SamplerSettings sampler(ModelConfig config, SamplerSettings.Wish wish) {
        throw makesNoImages();
    }

    /** Returns what a manifest means that names no sampler: the standard one when such manifests were written. */
    default SamplerSettings unnamedSampler() {
        throw makesNoImages();
    }

    /**
     * Checks that a model can be sampled so.
     *
     * @throws InputException if not
     */
    default void check(ModelConfig config, SamplerSettings settings) {
        throw makesNoImages();
    }

    /**
     * Returns a model that makes images.
     *
     * @throws InputException if the weights are another network's, or the family makes no images
     */
    default ImageModel open(ModelConfig config, List<NamedTensor> weights, Compute compute) {
        throw makesNoImages();
    }

    private InputException makesNoImages() {
        return new InputException(
                "the model is of the family " + name() + ", which makes no images; choose another one");
    }

    /** Returns all families that are registered. */
    static List<Family> all() {
        return ModelKind.all().stream().map(Family.class::cast).toList();
    }

    /**
     * Returns the family of this name.
     *
     * @throws InputException if there is none
     */
    static Family named(String name) {
        return ModelKind.named(name)
                .map(Family.class::cast)
                .orElseThrow(() -> new InputException("unknown model " + name + "; models are "
                        + all().stream().map(ModelKind::name).collect(Collectors.joining(", "))));
    }

    /** Returns the family of a configuration. */
    static Family of(ModelConfig config) {
        return named(config.family());
    }
}
