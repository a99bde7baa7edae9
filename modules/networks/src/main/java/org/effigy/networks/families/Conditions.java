package org.effigy.networks.families;

import java.util.Arrays;
import java.util.List;
import org.effigy.base.Check;
import org.effigy.networks.checkpoint.Covariate;

/**
 * What images follow beside their class.
 *
 * @param masks flattened (N, 1, H, W): 1 in the region, 0 elsewhere; empty for none
 * @param covariates (N, covariates): numbers as users have them and codes of categories, {@link Float#NaN} where not known; empty
 *     for none
 */
@SuppressWarnings("ArrayRecordComponent")
public record Conditions(float[] masks, float[] covariates) {
    /** None. */
    public static final Conditions NONE = new Conditions(new float[0], new float[0]);

    /** Returns masks alone. */
    public static Conditions ofMasks(float[] masks) {
        return new Conditions(masks, new float[0]);
    }

    /** Returns whether there are none. */
    boolean isEmpty() {
        return masks.length == 0 && covariates.length == 0;
    }

    /** Returns whether a covariate of an image is known. */
    boolean knowsCovariates() {
        for (float value : covariates) {
            if (!Float.isNaN(value)) {
                return true;
            }
        }
        return false;
    }

    // ---- Covariates as a network has them

    /** The numbers' features: one, the number, and sine and cosine of so many frequencies, each twice the one before. */
    static final int OCTAVES = 4;

    /** The lowest frequency has its period over 16 deviations, so that its half holds all that is likely. */
    private static final double LOWEST = Math.PI / 8;

    /** Returns how many features the covariates have. */
    static int features(List<Covariate> covariates) {
        return covariates.stream().mapToInt(Conditions::features).sum();
    }

    private static int features(Covariate covariate) {
        return covariate.isNumber() ? 2 + 2 * OCTAVES : covariate.categories().size();
    }

    /**
     * Returns the features of a standardised number: 1, z, sin(f z), cos(f z) for f from pi / 8 doubling (Fourier features, Tancik et
     * al. 2020; the sinusoidal embedding of Vaswani et al. 2017 in octaves). The 1 gives a known value an offset of its own, so that
     * zeros are free to stand for a value that is not known.
     */
    static double[] fourier(double z) {
        double[] out = new double[2 + 2 * OCTAVES];
        out[0] = 1;
        out[1] = z;
        for (int k = 0; k < OCTAVES; k++) {
            double angle = LOWEST * (1 << k) * z;
            out[2 + 2 * k] = Math.sin(angle);
            out[3 + 2 * k] = Math.cos(angle);
        }
        return out;
    }

    /**
     * Returns the features of images' covariates, (N, features): of each in turn {@link #fourier} of the standardised number, or 1 at
     * the category (a row of an embedding, as classes have it in Nichol and Dhariwal 2021). Zeros are the null token of each (Ho and
     * Salimans 2022): a linear layer without bias adds nothing for them.
     *
     * @param values (M, covariates), of the first M images; the others, the second half of guidance, know none. Empty for none
     */
    static float[] encoded(List<Covariate> covariates, float[] values, int images) {
        int width = features(covariates);
        float[] out = new float[images * width];
        Check.argument(
                covariates.isEmpty()
                        ? values.length == 0
                        : values.length % covariates.size() == 0 && values.length <= images * covariates.size(),
                () -> "there are " + values.length + " covariates for " + images + " images, the network takes "
                        + covariates.size() + " of each");
        int at = 0;
        for (int i = 0; i < values.length; i++) {
            Covariate covariate = covariates.get(i % covariates.size());
            encode(covariate, values[i], out, at);
            at += features(covariate);
        }
        return out;
    }

    private static void encode(Covariate covariate, float value, float[] out, int at) {
        if (Float.isNaN(value)) {
            return;
        }
        if (!covariate.isNumber()) {
            out[
                    at
                            + Check.inRange(
                                    covariate.name(),
                                    (int) value,
                                    0,
                                    covariate.categories().size() - 1)] = 1;
            return;
        }
        double[] features = fourier(covariate.standardised(value));
        for (int k = 0; k < features.length; k++) {
            out[at + k] = (float) features[k];
        }
    }

    /** Returns covariates of which some are dropped: all of an image where that is said, and single ones. */
    static float[] dropped(float[] covariates, boolean[] images, boolean[] single) {
        float[] kept = covariates.clone();
        int each = images.length == 0 ? 0 : covariates.length / images.length;
        for (int i = 0; i < images.length; i++) {
            if (images[i]) {
                Arrays.fill(kept, i * each, (i + 1) * each, Float.NaN);
            }
        }
        for (int i = 0; i < kept.length; i++) {
            if (single[i]) {
                kept[i] = Float.NaN;
            }
        }
        return kept;
    }
}
