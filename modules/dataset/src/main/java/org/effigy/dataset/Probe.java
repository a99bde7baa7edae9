package org.effigy.dataset;

import java.io.IOException;
import java.nio.file.Path;
import org.effigy.base.InputException;
import org.effigy.dicom.picture.GrayImage;
import org.effigy.dicom.picture.GrayImages;

/** What looking at a file gave. */
sealed interface Probe {
    /** The file can be used. */
    record Usable(ImageFacts facts) implements Probe {}

    /** The file cannot be used; the detail may be "". */
    record Refused(ExclusionReason reason, String detail) implements Probe {}

    static Probe refused(ExclusionReason reason, String detail) {
        return new Refused(reason, detail);
    }

    static Probe refused(ExclusionReason reason) {
        return new Refused(reason, "");
    }

    /** Decodes a picture that is not plainly grey: some are grey all the same, with three equal colours. */
    static Probe byDecoding(Path file, String format, boolean synthetic, String sha256) {
        try {
            GrayImage image = GrayImages.read(file);
            return new Usable(
                    ImageFacts.ofPicture(format, image.rows(), image.columns(), image.bits(), synthetic, sha256));
        } catch (InputException | IOException e) {
            return refused(ExclusionReason.COLOUR);
        }
    }
}
