package org.effigy.phantom;

import java.util.Optional;

/**
 * A simulated square image and the truth about it.
 *
 * @param size height and width in pixels
 * @param values row by row; CT: Hounsfield units, radiograph: brightness 0..1, larger is denser; not copied
 * @param spacingMm distance of the centres of neighbouring pixels
 * @param patient number of the invented patient
 * @param label the class: {@code NORMAL}, or what the lesion is
 * @param lesion the lesion, empty if there is none
 * @param mask for each pixel, row by row, whether it shows the lesion; not copied
 */
@SuppressWarnings("ArrayRecordComponent")
public record Phantom(
        int size,
        float[] values,
        double spacingMm,
        int patient,
        String label,
        Optional<Lesion> lesion,
        boolean[] mask) {
    /** The label of an image without lesion. */
    public static final String NORMAL = "NORMAL";
}
