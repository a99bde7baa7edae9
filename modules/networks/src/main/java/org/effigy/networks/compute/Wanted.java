package org.effigy.networks.compute;

/**
 * What a forward pass is for.
 *
 * @param weights whether the backward pass that follows computes the gradient of the parameters
 * @param inputs whether it computes the gradients of the inputs
 */
public record Wanted(boolean weights, boolean inputs) {
    /** No backward pass: batch normalisations take their running statistics. */
    public static final Wanted NOTHING = new Wanted(false, false);

    /** The gradient of the parameters. */
    public static final Wanted WEIGHTS = new Wanted(true, false);

    /** The gradients of the inputs. */
    public static final Wanted INPUTS = new Wanted(false, true);

    /** Returns whether a backward pass follows: batch normalisations take the statistics of the batch. */
    public boolean training() {
        return weights || inputs;
    }
}
