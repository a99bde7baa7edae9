package org.effigy.sampling;

import org.effigy.base.InputException;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dicom.burnedin.HeadImages;
import org.effigy.dicom.burnedin.TextDetector;

/**
 * What is checked before an image is exported. Recorded in the manifest.
 *
 * @param withholdText images in which writing is found are not written; looked for in all but tomograms, from {@link
 *     #LEAST_SIZE} pixels on
 * @param allowHeads export more than a few slices of a head
 */
public record ExportChecks(boolean withholdText, boolean allowHeads) {
    /** From this shorter side on writing is looked for: on smaller images the detector errs too often to decide. */
    static final int LEAST_SIZE = 128;

    /** Writing is looked for, heads are refused. */
    public static final ExportChecks STANDARD = new ExportChecks(true, false);

    /**
     * Checks that so many images of a body part may be exported.
     *
     * @throws InputException if a face could be rendered from them
     */
    void checkHeads(ExportSettings settings, Preprocessing recipe, int count) {
        boolean head = HeadImages.isHead(settings.bodyPart()) || HeadImages.isHead(recipe.bodyPart());
        boolean slices = recipe.range().hounsfield() || recipe.modality().equals("MR");
        if (head && slices && !allowHeads && count > HeadImages.MOST_SLICES) {
            throw new InputException("the model's images show heads: " + count + " slices are asked for, at most "
                    + HeadImages.MOST_SLICES + " are exported, since a face could be rendered from more;"
                    + " allow heads if that is right");
        }
    }

    /** Says whether an image is to be withheld because it shows writing. */
    boolean withholds(SampledImage image, Preprocessing recipe) {
        return withholdText
                && !recipe.range().hounsfield()
                && recipe.size().shorter() >= LEAST_SIZE
                && TextDetector.hasText(
                        image.scaled(), recipe.size().rows(), recipe.size().columns());
    }
}
