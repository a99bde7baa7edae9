package org.effigy.networks.families;

import java.util.List;
import java.util.Map;
import org.effigy.base.Size;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;

/** The ready-made U-Nets of denoisers of pixels, and how long and how fast they learn. */
record DenoiserPreset(
        DenoisingUNet.Config unet, long steps, int batch, double learningRate, double emaDecay, boolean classes) {
    private record Ready(
            int baseChannels,
            List<Integer> multipliers,
            int blocks,
            long steps,
            int batch,
            double learningRate,
            double emaDecay) {}

    private static final Map<String, Ready> READY = Map.of(
            "tiny", new Ready(32, List.of(1, 2, 2), 1, 600, 8, 1e-3, 0.99),
            "small", new Ready(48, List.of(1, 2, 3), 1, 4_000, 16, 5e-4, 0.999),
            "medium", new Ready(64, List.of(1, 2, 4), 2, 100_000, 32, 2e-4, 0.9999));

    private static final int ATTENTION = 16;

    /** Returns the one of this name, {@link Family#PRESETS}. */
    static DenoiserPreset named(String preset, Size size, int classes) {
        Ready s = READY.get(preset);
        // 2x2 pixels per position keep the finest level at 64x64 for 128 pixels and make the small preset affordable.
        int patch = preset.equals("medium") && size.longer() <= 64 ? 1 : 2;
        DenoisingUNet.Config unet = new DenoisingUNet.Config(
                1,
                size.rows(),
                size.columns(),
                patch,
                s.baseChannels(),
                s.multipliers(),
                s.blocks(),
                attentionResolution(size, patch, s.multipliers().size()),
                8,
                classes);
        return new DenoiserPreset(unet, s.steps(), s.batch(), s.learningRate(), s.emaDecay(), classes > 0);
    }

    /** Returns the shorter side of the finest maps that have no more positions than 16x16; 16 where all have more. */
    private static int attentionResolution(Size size, int patch, int levels) {
        for (int level = 0; level < levels; level++) {
            int rows = size.rows() / patch >> level;
            int columns = size.columns() / patch >> level;
            if (rows * columns <= ATTENTION * ATTENTION) {
                return Math.min(rows, columns);
            }
        }
        return ATTENTION;
    }

    /** Returns the preset for a model. */
    Family.Preset of(ModelConfig model) {
        Optimisation optimisation = new Optimisation(AdamSettings.of(learningRate), 100, 1, emaDecay);
        return new Family.Preset(model, steps, batch, optimisation, classes ? 0.1 : 0);
    }
}
