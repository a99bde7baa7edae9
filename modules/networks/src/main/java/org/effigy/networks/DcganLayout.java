package org.effigy.networks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.effigy.base.Seeds;

/** The sizes of the layers of {@link Dcgan} and their parameters, one after the other, without Deeplearning4j. */
final class DcganLayout {
    static final int KERNEL = 4;
    static final float LEAKY_SLOPE = 0.2f;
    /** Channels grow towards the coarse end up to this multiple of the features, as in the paper's 64-pixel network. */
    private static final int LARGEST_MULTIPLE = 8;

    private static final double WEIGHT_DEVIATION = 0.02;

    private DcganLayout() {}

    /** How often a map of 4x4 doubles until it has the image's size. */
    static int doublings(DcganConfig config) {
        return Integer.numberOfTrailingZeros(config.size() / KERNEL);
    }

    static int channels(DcganConfig config, int level) {
        return config.features() * Math.min(LARGEST_MULTIPLE, 1 << level);
    }

    /** Returns the generator's; convolutions are (in, out, height, width), since they are transposed. */
    static ParameterLayout generator(DcganConfig config) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        int doublings = doublings(config);
        int in = config.latentSize() + config.classes();
        for (int i = 0; i <= doublings; i++) {
            int out = i == doublings ? 1 : channels(config, doublings - 1 - i);
            shapes.put("generator.conv" + i + ".weight", new long[] {in, out, KERNEL, KERNEL});
            if (i < doublings) {
                norm(shapes, "generator.norm" + i, out, List.of(".gamma", ".beta", ".mean", ".variance"));
            }
            in = out;
        }
        return new ParameterLayout(shapes, List.copyOf(shapes.keySet()));
    }

    /** Returns the discriminator's, which has no running statistics. */
    static ParameterLayout discriminator(DcganConfig config) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        int halvings = doublings(config);
        int in = 1 + config.classes();
        for (int i = 0; i <= halvings; i++) {
            int out = i == halvings ? 1 : channels(config, i);
            shapes.put("discriminator.conv" + i + ".weight", new long[] {out, in, KERNEL, KERNEL});
            if (i > 0 && i < halvings) {
                norm(shapes, "discriminator.norm" + i, out, List.of(".gamma", ".beta"));
            }
            in = out;
        }
        return new ParameterLayout(shapes, List.copyOf(shapes.keySet()));
    }

    private static void norm(Map<String, long[]> shapes, String name, int channels, List<String> kinds) {
        kinds.forEach(kind -> shapes.put(name + kind, new long[] {channels}));
    }

    /**
     * Returns the values that training begins with: weights from N(0, 0.02), gamma and running variance 1, beta and running
     * mean 0.
     */
    static float[] initial(ParameterLayout.Parameter like, long seed) {
        float[] values = new float[like.length()];
        if (like.name().endsWith(".weight")) {
            Random random = Seeds.of(seed, like.name(), 0);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (WEIGHT_DEVIATION * random.nextGaussian());
            }
        } else if (like.name().endsWith(".gamma") || like.name().endsWith(".variance")) {
            Arrays.fill(values, 1);
        }
        return values;
    }
}
