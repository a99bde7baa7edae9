package org.effigy.dataset.probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.dataset.Candidate;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dataset.ImageFacts;
import org.effigy.dicom.picture.GrayImage;
import org.effigy.dicom.picture.JpegPicture;
import org.effigy.marking.XmpPacket;

/**
 * Decodes a JPEG file as training will: its segments do not say whether its pixels are all there. What begins with {@code
 * SyntheticData=YES} in a comment or other text marks a synthetic image.
 */
final class JpegProbe {
    private static final Pattern MARK = Pattern.compile("SyntheticData\\W{1,4}YES", Pattern.CASE_INSENSITIVE);
    private static final int TEXT_BYTES = 1 << 16;
    /** What the standard calls luminance and differences: the picture is in colour and is brought to grey. */
    private static final String COLORED = "YBR_FULL";

    private JpegProbe() {}

    static Candidate probe(Candidate found) throws IOException {
        Path file = found.file().file();
        try {
            JpegPicture picture = JpegPicture.read(file);
            GrayImage image = picture.image();
            ImageFacts facts = ImageFacts.ofPicture(
                    "JPEG", image.rows(), image.columns(), image.bits(), synthetic(file), Hashes.sha256(file));
            return found.withFacts(picture.colored() ? facts.withPhotometric(COLORED) : facts);
        } catch (InputException e) {
            boolean unsupported =
                    e.getMessage().contains("supported") || e.getMessage().contains("convert");
            return found.without(unsupported ? ExclusionReason.UNSUPPORTED : ExclusionReason.CORRUPT, e.getMessage());
        }
    }

    private static boolean synthetic(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(TEXT_BYTES), StandardCharsets.ISO_8859_1);
            return MARK.matcher(text).find() || XmpPacket.saysTrained(text);
        }
    }
}
