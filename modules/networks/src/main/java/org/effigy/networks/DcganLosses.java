package org.effigy.networks;

/**
 * The three losses of one DCGAN step, each a mean binary cross entropy with logits.
 *
 * @param discriminatorReal of the discriminator on real images
 * @param discriminatorSynthetic of the discriminator on synthetic images
 * @param generator the non-saturating loss: of the discriminator on synthetic images, labelled real
 */
public record DcganLosses(double discriminatorReal, double discriminatorSynthetic, double generator) {
    /** Returns whether all three are finite. */
    public boolean isFinite() {
        return Double.isFinite(discriminatorReal + discriminatorSynthetic + generator);
    }
}
