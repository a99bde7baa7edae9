package org.effigy.training;

import java.util.List;
import java.util.Map;
import org.effigy.base.InputException;
import org.effigy.dataset.image.Augmentation;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.AdamSettings;
import org.effigy.networks.DcganConfig;
import org.effigy.networks.DdpmConfig;
import org.effigy.networks.ModelConfig;

/**
 * The ready-made settings, all numbers in this one file.
 *
 * <p>{@code tiny} shows within minutes that everything works; {@code small} gives recognisable images after about an hour
 * on two cores; {@code medium} is for eight cores or more and a night.
 */
public final class Presets {
    /** The names, from the quickest on. */
    public static final List<String> NAMES = List.of("tiny", "small", "medium");

    /** The families. */
    public static final List<String> FAMILIES = List.of("dcgan", "ddpm");

    private static final int MEDIUM_FROM_CORES = 8;
    private static final long MEDIUM_FROM_GIB = 16;
    private static final double CLIP_NORM = 1;
    private static final double LABEL_DROPOUT = 0.1;

    /** The DDPM's sizes: channels of the first level, multiples per level, residual blocks per level. */
    private record Unet(int baseChannels, List<Integer> multipliers, int blocks) {}

    /** How long and how fast: steps, batch, learning rate, EMA decay. */
    private record Pace(long steps, int batch, double learningRate, double emaDecay) {}

    private static final Map<String, Unet> UNETS = Map.of(
            "tiny", new Unet(32, List.of(1, 2, 2), 1),
            "small", new Unet(48, List.of(1, 2, 3), 1),
            "medium", new Unet(64, List.of(1, 2, 4), 2));

    private static final Map<String, Pace> DDPM_PACE = Map.of(
            "tiny", new Pace(600, 8, 1e-3, 0.99),
            "small", new Pace(4_000, 16, 5e-4, 0.999),
            "medium", new Pace(100_000, 32, 2e-4, 0.9999));

    private static final Map<String, Integer> DCGAN_FEATURES = Map.of("tiny", 8, "small", 32, "medium", 64);

    private static final Map<String, Pace> DCGAN_PACE = Map.of(
            "tiny", new Pace(600, 16, 2e-4, 0.99),
            "small", new Pace(12_000, 32, 2e-4, 0.999),
            "medium", new Pace(60_000, 64, 2e-4, 0.9995));

    private Presets() {}

    /** Returns the name of the preset that suits this machine's cores and memory. */
    public static String forThisMachine() {
        long gib = Runtime.getRuntime().maxMemory() >> 30;
        int cores = Runtime.getRuntime().availableProcessors();
        return cores >= MEDIUM_FROM_CORES && gib >= MEDIUM_FROM_GIB / 4 ? "medium" : "small";
    }

    /**
     * Returns a preset's settings.
     *
     * @param family {@code dcgan} or {@code ddpm}
     * @param name one of {@link #NAMES}
     * @param size side of the images in pixels, 64 or 128
     * @param classes of the data set, 0 for an unconditional model
     * @throws InputException if there is no such family, preset or size
     */
    public static TrainingConfig of(String family, String name, int size, int classes) {
        if (!FAMILIES.contains(family)) {
            throw new InputException("unknown model " + family + "; models are " + String.join(", ", FAMILIES));
        }
        if (!NAMES.contains(name)) {
            throw new InputException("unknown preset " + name + "; presets are " + String.join(", ", NAMES));
        }
        if (size != 32 && size != 64 && size != 128) {
            throw new InputException("size is " + size + ", allowed are 32, 64 and 128");
        }
        return family.equals("ddpm") ? ddpm(name, size, classes) : dcgan(name, size, classes);
    }

    private static TrainingConfig ddpm(String name, int size, int classes) {
        Unet unet = UNETS.get(name);
        // Differs: Ho et al. predict the noise. The velocity (Salimans and Ho 2022, appendix D) gave clean outlines
        // after
        // 400 steps on 60 CT slices, where the noise prediction still gave speckle.
        // 2x2 pixels per position keep the finest level at 64x64 for 128 pixels and make the small preset affordable.
        int patch = name.equals("medium") && size <= 64 ? 1 : 2;
        ModelConfig model = new DdpmConfig(
                size,
                patch,
                unet.baseChannels(),
                unet.multipliers(),
                unet.blocks(),
                16,
                8,
                classes,
                "cosine",
                1000,
                PredictionType.VELOCITY);
        Pace pace = DDPM_PACE.get(name);
        AdamSettings adam = AdamSettings.of(pace.learningRate());
        return config(name, model, pace, new Optimisation(adam, 100, CLIP_NORM, pace.emaDecay()));
    }

    private static TrainingConfig dcgan(String name, int size, int classes) {
        ModelConfig model = DcganConfig.of(size, 100, DCGAN_FEATURES.get(name), classes);
        Pace pace = DCGAN_PACE.get(name);
        AdamSettings adam = AdamSettings.dcgan(pace.learningRate());
        return config(name, model, pace, new Optimisation(adam, 0, CLIP_NORM, pace.emaDecay()));
    }

    private static TrainingConfig config(String name, ModelConfig model, Pace pace, Optimisation optimisation) {
        Cadence cadence = name.equals("tiny") ? new Cadence(200, 200, 2) : new Cadence(250, 500, 2);
        return new TrainingConfig(
                name,
                model,
                pace.steps(),
                pace.batch(),
                0,
                optimisation,
                model.classes() == 0 ? 0 : LABEL_DROPOUT,
                Augmentation.AFFINE,
                cadence,
                0,
                0);
    }
}
