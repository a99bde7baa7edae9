package org.effigy.networks.families;

import java.util.Map;

/**
 * What one step says of itself.
 *
 * @param loss the number to watch; not finite when the step failed and the weights must not be used
 * @param gradientNorm before clipping; 0 where the family has none
 * @param learns whether there was anything to learn from: a gradient above 0, and for a GAN a discriminator that does not know
 *     everything
 * @param parts the loss's parts by name, empty when it has none
 */
public record StepOutcome(double loss, double gradientNorm, boolean learns, Map<String, Double> parts) {
    public StepOutcome {
        parts = Map.copyOf(parts);
    }

    /** Returns whether the loss and the norm of its gradient are finite. */
    public boolean isFinite() {
        return Double.isFinite(loss) && Double.isFinite(gradientNorm);
    }
}
