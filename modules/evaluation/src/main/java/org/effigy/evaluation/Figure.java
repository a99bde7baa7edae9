package org.effigy.evaluation;

import java.util.Optional;
import org.effigy.base.Check;

/**
 * One figure of an evaluation.
 *
 * @param id names what is measured, such as {@code fidelity.kid}, {@code utility.auc.difference} or {@code
 *     privacy.copies.share}; its first part is {@code fidelity}, {@code utility} or {@code privacy}
 * @param space the feature space, arm or attack, such as {@code radiomics}; "" where there is none
 * @param cell the images it is about
 * @param images how many synthetic images went in
 * @param unit such as {@code HU}; "" for a plain number
 * @param better {@code lower}, {@code higher}, or {@code near FLOOR} where the best is what real images give
 * @param measured the figure; empty where it is not measurable
 * @param floor the same figure for real against real images at the same sample size; empty where there is none
 * @param note why it is not measurable, or what belongs to the number; "" for nothing
 */
public record Figure(
        String id,
        String space,
        Cell cell,
        int images,
        String unit,
        String better,
        Optional<Estimate> measured,
        Optional<Estimate> floor,
        String note) {
    public Figure {
        Check.argument(measured.isPresent() || !note.isEmpty(), () -> id + " is not measured and does not say why");
    }
}
