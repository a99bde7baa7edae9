package org.effigy.networks;

import java.util.List;
import org.effigy.base.Check;
import org.effigy.diffusion.PredictionType;

/**
 * The U-Net of a DDPM and the noise schedule it is trained for.
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
public record DdpmConfig(
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
    public DdpmConfig {
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
        return "ddpm";
    }
}
