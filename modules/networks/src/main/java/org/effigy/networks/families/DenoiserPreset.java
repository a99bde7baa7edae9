package org.effigy.networks.families;

import java.util.List;
import java.util.Map;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;

/** The ready-made U-Nets of denoisers of pixels, and how long and how fast they learn. */
record DenoiserPreset(
        DenoisingUNet.Config unet, long steps, int batch, double learningRate, double emaDecay, boolean classes) {
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

    /** Returns the one of this name, {@link Family#PRESETS}. */
    static DenoiserPreset named(String preset, int size, int classes) {
        Size s = SIZES.get(preset);
        // 2x2 pixels per position keep the finest level at 64x64 for 128 pixels and make the small preset affordable.
        int patch = preset.equals("medium") && size <= 64 ? 1 : 2;
        DenoisingUNet.Config unet = new DenoisingUNet.Config(
                1, size, size, patch, s.baseChannels(), s.multipliers(), s.blocks(), 16, 8, classes);
        return new DenoiserPreset(unet, s.steps(), s.batch(), s.learningRate(), s.emaDecay(), classes > 0);
    }

    /** Returns the preset for a model. */
    Family.Preset of(ModelConfig model) {
        Optimisation optimisation = new Optimisation(AdamSettings.of(learningRate), 100, 1, emaDecay);
        return new Family.Preset(model, steps, batch, optimisation, classes ? 0.1 : 0);
    }
}
