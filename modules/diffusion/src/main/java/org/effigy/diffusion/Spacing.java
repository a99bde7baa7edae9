package org.effigy.diffusion;

import org.effigy.base.Check;

/** How the times at which a solver stops lie between noise and image. */
public enum Spacing {
    /** Equal steps of time, {@link DiffusionProcess#uniform}. */
    UNIFORM("uniform") {
        @Override
        public double[] times(DiffusionProcess process, int n) {
            double[] ascending = process.uniform(n);
            double[] times = new double[n];
            for (int i = 0; i < n; i++) {
                times[i] = ascending[n - 1 - i];
            }
            return times;
        }
    },
    /** Equal steps of (sigma / alpha)^(1/7), dense where there is little noise; EDM (Karras et al. 2022), eq. 5, rho = 7. */
    KARRAS("karras") {
        @Override
        public double[] times(DiffusionProcess process, int n) {
            return between(process, n, 1 / RHO);
        }
    },
    /** Equal steps of the logarithmic signal-to-noise ratio; DPM-Solver (Lu et al. 2022), section 3.4. */
    LOGSNR("logsnr") {
        @Override
        public double[] times(DiffusionProcess process, int n) {
            return between(process, n, 0);
        }
    };

    private static final double RHO = 7;
    /** EDM's sigmaMax: of an image under more noise nothing is left, and steps there would be wasted. */
    private static final double LARGEST_RATIO = 80;

    private final String word;

    Spacing(String word) {
        this.word = word;
    }

    /** Returns the name as commands and manifests write it. */
    public String word() {
        return word;
    }

    /**
     * Returns the spacing of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Spacing named(String word) {
        for (Spacing spacing : values()) {
            if (spacing.word.equals(word)) {
                return spacing;
            }
        }
        throw new IllegalArgumentException("spacing is " + word + ", allowed are uniform, karras and logsnr");
    }

    /**
     * Returns n times, strictly falling; from the last one a solver goes to 0.
     *
     * @throws IllegalArgumentException if a discrete process has fewer
     */
    public abstract double[] times(DiffusionProcess process, int n);

    /** Equal steps of ratio^power, or of its logarithm for power 0, from the most noise to the least. */
    private static double[] between(DiffusionProcess process, int n, double power) {
        Check.positive("sampling steps", n);
        double most = warp(Math.min(LARGEST_RATIO, process.ratio(process.lastTime())), power);
        double least = warp(process.ratio(process.firstTime()), power);
        double[] times = new double[n];
        for (int i = 0; i < n; i++) {
            double at = n == 1 ? most : most + (least - most) * i / (n - 1);
            times[i] = process.time(power == 0 ? Math.exp(at) : Math.pow(at, 1 / power));
        }
        return process.isDiscrete() ? distinct(times, process.lastTime()) : times;
    }

    private static double warp(double ratio, double power) {
        return power == 0 ? Math.log(ratio) : Math.pow(ratio, power);
    }

    /** Moves whole times apart that fell together, downwards where there is room. */
    private static double[] distinct(double[] times, double last) {
        int n = times.length;
        Check.inRange("sampling steps", n, 1, (int) last);
        for (int i = 1; i < n; i++) {
            times[i] = Math.min(times[i], times[i - 1] - 1);
        }
        for (int i = 0; i < n; i++) {
            times[i] = Math.max(times[i], n - i);
        }
        return times;
    }
}
