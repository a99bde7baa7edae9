package org.effigy.sampling;

import java.util.Optional;
import org.effigy.gate.Gate;
import org.effigy.gate.Reason;

/**
 * The release gate for edits. An edit is near its original by design, so what the gate finds in the original already is no reason
 * against the edit: that it is a copy of the very training image that the original is or resembles, or unlike anything real. All
 * else is, above all that an edit shows a training image that the original does not.
 */
final class EditGate {
    private final Gate gate;
    private final Gate.Finding original;

    /**
     * Makes the gate of an image's edits.
     *
     * @param original what the model sees of it
     */
    EditGate(Gate gate, float[] original) {
        this.gate = gate;
        this.original = gate.look(original).finding();
    }

    /** Returns whether the original is, or is as near as a copy to, a training image. */
    boolean knowsTheOriginal() {
        return original.reason().equals(Optional.of(Reason.NEAR_COPY));
    }

    /** Returns why an edit is not released. */
    Optional<Reason> refuses(float[] edit) {
        Gate.Finding found = gate.look(edit).finding();
        boolean asTheOriginal = found.reason().equals(original.reason())
                && (found.trainId() == original.trainId() || !knowsTheOriginal());
        return asTheOriginal ? Optional.empty() : found.reason();
    }
}
