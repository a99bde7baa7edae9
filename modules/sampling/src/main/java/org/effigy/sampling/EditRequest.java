package org.effigy.sampling;

import org.effigy.base.Check;
import org.effigy.diffusion.EditPlan;

/**
 * Which edits of an image to make.
 *
 * @param seed of all of them; edit i has the seed {@code Seeds.derive(seed, "sample", i)}
 * @param count number of edits
 * @param className the class that they shall show, or "" for none: then the image alone says what it shows
 * @param plan how far the image is sent towards noise, and how it comes back
 * @param guidance scale of classifier-free guidance; 1 where there is none
 */
public record EditRequest(long seed, int count, String className, EditPlan plan, double guidance) {
    public EditRequest {
        Check.positive("count", count);
        Check.inRange("guidance", guidance, 0, 100);
        Check.argument(
                guidance == 1 || !className.isEmpty(),
                () -> "guidance is " + guidance + ", but no class is asked for to guide to; name a class, or leave out"
                        + " guidance");
    }

    /** Returns a copy with another plan. */
    public EditRequest withPlan(EditPlan other) {
        return new EditRequest(seed, count, className, other, guidance);
    }
}
