package org.effigy.networks.net;

/** A function of single values. */
public enum Activation {
    /** x s(x), s the {@link Sigmoid}; also called swish (Ramachandran et al. 2017). */
    SILU,
    /** max(x, 0). */
    RELU,
    /** x where it is positive, 0.2 x elsewhere, as in DCGAN's discriminator (Radford et al. 2015). */
    LEAKY_RELU,
    /** The hyperbolic tangent. */
    TANH;

    private static final float LEAK = 0.2f;

    /** Returns whether this is a line through the origin on either side: {@link #leak} tells the one for negative values. */
    public boolean isRectifier() {
        return this == RELU || this == LEAKY_RELU;
    }

    /**
     * Returns the factor of negative values.
     *
     * @throws IllegalStateException if this is no rectifier
     */
    public float leak() {
        return switch (this) {
            case RELU -> 0;
            case LEAKY_RELU -> LEAK;
            case SILU, TANH -> throw new IllegalStateException(this + " has no leak");
        };
    }
}
