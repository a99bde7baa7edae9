package org.effigy.dataset.series;

import java.util.List;
import org.effigy.dataset.index.ImageChoice;

/**
 * What the geometry of a series showed, measured over all its usable slices, before any of them were left out by {@link
 * ImageChoice#every()} or for too little lung.
 *
 * @param series its number
 * @param images how many usable images it had
 * @param positions at how many distinct positions of their stacks they lie; 0 where none states a position
 * @param spacingMm median distance of adjacent slices in the largest stack, 0 where there is one position
 * @param missing how many slices fit into gaps: steps of more than 1.5 times the median
 * @param repeated images at positions where an earlier image of the stack lies
 * @param uneven steps that are no gaps and differ from the median by more than a tenth
 * @param tiltDegrees angle between the slices' normal and the line through their middles, in the largest stack
 * @param statedTilt whether GantryDetectorTilt is stated and not 0
 * @param differs in what its stacks differ: {@code orientation}, {@code matrix}, {@code spacing}, {@code kernel}
 */
public record SeriesNotes(
        int series,
        int images,
        int positions,
        double spacingMm,
        int missing,
        int repeated,
        int uneven,
        double tiltDegrees,
        boolean statedTilt,
        List<String> differs) {
    /** From this angle on, in degrees, a gantry counts as tilted: below it, rounded positions may be the reason. */
    public static final double LEAST_TILT_DEGREES = 0.5;

    public SeriesNotes {
        differs = List.copyOf(differs);
    }

    /** Says whether the positions show a tilted gantry. */
    public boolean tilted() {
        return tiltDegrees >= LEAST_TILT_DEGREES;
    }
}
