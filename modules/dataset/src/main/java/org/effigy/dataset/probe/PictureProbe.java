package org.effigy.dataset.probe;

import java.io.IOException;
import org.effigy.base.InputException;
import org.effigy.dataset.Candidate;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dataset.ImageFacts;
import org.effigy.dicom.picture.DecodedPicture;
import org.effigy.dicom.picture.GrayImage;
import org.effigy.dicom.picture.GrayImages;
import org.effigy.dicom.picture.JpegPicture;

/** Decodes a picture as training will, where its header does not say all: whether it has colours, and can be read at all. */
final class PictureProbe {
    private PictureProbe() {}

    /** Decodes a PNG or TIFF that is not plainly grey. */
    static Candidate byDecoding(Candidate file, String format, boolean synthetic, String sha256) throws IOException {
        try {
            return taken(file, format, GrayImages.decode(file.file().file()), synthetic, sha256);
        } catch (InputException e) {
            return isUnsupported(e)
                    ? file.without(ExclusionReason.COLOUR)
                    : file.without(ExclusionReason.CORRUPT, e.getMessage());
        }
    }

    /** Returns the file with what is known of it; of colours the index notes which they are. */
    static Candidate taken(Candidate file, String format, DecodedPicture picture, boolean synthetic, String sha256) {
        GrayImage image = picture.image();
        ImageFacts facts = ImageFacts.ofPicture(format, image.rows(), image.columns(), image.bits(), synthetic, sha256);
        return file.withFacts(picture.colored() ? facts.withPhotometric("RGB") : facts);
    }

    static boolean isUnsupported(InputException e) {
        return JpegPicture.isUnsupported(e);
    }
}
