package org.effigy.dataset.probe;

import java.io.IOException;
import org.effigy.base.InputException;
import org.effigy.dataset.Candidate;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dataset.ImageFacts;
import org.effigy.dicom.picture.GrayImage;
import org.effigy.dicom.picture.GrayImages;

/** Decodes a picture that is not plainly grey: some are grey all the same, with three equal colours. */
final class PictureProbe {
    private PictureProbe() {}

    static Candidate byDecoding(Candidate file, String format, boolean synthetic, String sha256) {
        try {
            GrayImage image = GrayImages.read(file.file().file());
            return file.withFacts(
                    ImageFacts.ofPicture(format, image.rows(), image.columns(), image.bits(), synthetic, sha256));
        } catch (InputException | IOException e) {
            return file.without(ExclusionReason.COLOUR);
        }
    }
}
