package org.effigy.networks.optim;

import java.util.Locale;

/** How the learning rate goes on after the warm-up. */
public enum LearningRateSchedule {
    /** It stays. */
    CONSTANT {
        @Override
        double factor(double share) {
            return 1;
        }
    },
    /** It falls to zero as half a cosine, (1 + cos(pi share)) / 2 (SGDR, Loshchilov and Hutter 2017, eq. 5, without restarts). */
    COSINE {
        @Override
        double factor(double share) {
            return 0.5 * (1 + Math.cos(Math.PI * share));
        }
    };

    /** Returns by what the learning rate is multiplied when this share of the training is done, from 0 to 1. */
    abstract double factor(double share);

    /** Returns the name as commands write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
