package org.effigy.dataset.probe;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.dataset.Candidate;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dicom.picture.JpegPicture;
import org.effigy.marking.XmpPacket;

/**
 * Decodes a JPEG file as training will: its segments do not say whether its pixels are all there. What begins with {@code
 * SyntheticData=YES} in a comment or other text before the pixels marks a synthetic image, in bytes or in UTF-16.
 */
final class JpegProbe {
    private static final Pattern MARK = Pattern.compile("SyntheticData\\W{1,4}YES", Pattern.CASE_INSENSITIVE);

    private JpegProbe() {}

    static Candidate probe(Candidate found, byte[] bytes) {
        try {
            return PictureProbe.taken(found, "JPEG", JpegPicture.read(bytes), isSynthetic(bytes), Hashes.sha256(bytes));
        } catch (InputException e) {
            ExclusionReason reason =
                    PictureProbe.isUnsupported(e) ? ExclusionReason.UNSUPPORTED : ExclusionReason.CORRUPT;
            return found.without(reason, e.getMessage());
        }
    }

    private static boolean isSynthetic(byte[] file) {
        return JpegPicture.texts(file).stream()
                .map(text -> new String(text, StandardCharsets.ISO_8859_1).replace("\0", ""))
                .anyMatch(text -> MARK.matcher(text).find() || XmpPacket.saysTrained(text));
    }
}
