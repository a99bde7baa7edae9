package org.effigy.dataset.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.effigy.base.Hashes;
import org.effigy.dataset.Candidate;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dataset.ImageFacts;
import org.effigy.dataset.SyntheticOf;
import org.effigy.marking.XmpPacket;

/**
 * Reads the first directory of a TIFF file (TIFF 6.0) without decoding pixels: size, depth, colour, number of pages, and
 * the mark of synthetic images, {@code SyntheticData=YES} in one of the text fields.
 */
final class TiffProbe {
    private static final int IMAGE_WIDTH = 256;
    private static final int IMAGE_LENGTH = 257;
    private static final int BITS_PER_SAMPLE = 258;
    private static final int PHOTOMETRIC = 262;
    private static final int SAMPLES_PER_PIXEL = 277;
    private static final int SAMPLE_FORMAT = 339;
    private static final int XMP = 700;
    private static final int WHITE_IS_ZERO = 0;
    private static final int BLACK_IS_ZERO = 1;
    private static final int UNSIGNED = 1;
    private static final int ASCII = 2;
    private static final int SHORT = 3;
    private static final Pattern MARK = Pattern.compile("SyntheticData\\W{1,4}YES", Pattern.CASE_INSENSITIVE);

    private final ByteBuffer file;
    private int rows;
    private int columns;
    private int bits = 1;
    private int samples = 1;
    private int format = 1;
    private int photometric = -1;
    private boolean synthetic;
    private Optional<SyntheticOf> origin = Optional.empty();

    private TiffProbe(byte[] bytes) {
        file = ByteBuffer.wrap(bytes);
    }

    static boolean looksLikeTiff(byte[] start) {
        return start.length >= 4
                && ((start[0] == 'I' && start[1] == 'I' && (start[2] == 42 || start[2] == 43) && start[3] == 0)
                        || (start[0] == 'M' && start[1] == 'M' && start[2] == 0 && (start[3] == 42 || start[3] == 43)));
    }

    static Candidate probe(Candidate file, byte[] bytes) throws IOException {
        try {
            return new TiffProbe(bytes).judge(file, Hashes.sha256(bytes));
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            return file.without(ExclusionReason.CORRUPT, "a TIFF file that is cut short");
        }
    }

    private Candidate judge(Candidate found, String sha256) throws IOException {
        file.order(file.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        if (file.getShort(2) == 43) {
            return found.without(ExclusionReason.UNSUPPORTED, "a BigTIFF file; convert it to TIFF");
        }
        if (directory(file.getInt(4)) != 0) {
            return found.without(ExclusionReason.UNSUPPORTED, "a TIFF file of several pages; split it");
        }
        if (rows < 1 || columns < 1) {
            return found.without(ExclusionReason.CORRUPT, "a TIFF file without pixels");
        }
        if (photometric == WHITE_IS_ZERO) {
            return found.without(ExclusionReason.UNSUPPORTED, "a TIFF file in which 0 is white; invert it");
        }
        boolean plain = samples == 1 && photometric == BLACK_IS_ZERO && (bits == 8 || bits == 16) && format == UNSIGNED;
        Candidate judged = plain
                ? found.withFacts(ImageFacts.ofPicture("TIFF", rows, columns, bits, synthetic, sha256))
                : PictureProbe.byDecoding(found, "TIFF", synthetic, sha256);
        return judged.withFacts(judged.facts().withOrigin(origin));
    }

    /** Reads a directory and returns the offset of the next, 0 if there is none. */
    private int directory(int offset) {
        int count = Short.toUnsignedInt(file.getShort(offset));
        for (int i = 0; i < count; i++) {
            field(offset + 2 + 12 * i);
        }
        return file.getInt(offset + 2 + 12 * count);
    }

    private void field(int at) {
        int type = file.getShort(at + 2);
        if (type == ASCII) {
            synthetic |= MARK.matcher(text(at)).find();
            origin = SyntheticOf.richer(origin, Optional.of(SyntheticOf.stated(text(at))));
            return;
        }
        if (Short.toUnsignedInt(file.getShort(at)) == XMP) {
            synthetic |= XmpPacket.saysTrained(text(at));
            return;
        }
        int value = type == SHORT ? Short.toUnsignedInt(file.getShort(at + 8)) : file.getInt(at + 8);
        switch (Short.toUnsignedInt(file.getShort(at))) {
            case IMAGE_WIDTH -> columns = value;
            case IMAGE_LENGTH -> rows = value;
            case BITS_PER_SAMPLE -> bits = file.getInt(at + 4) == 1 ? value : bits;
            case SAMPLES_PER_PIXEL -> samples = value;
            case PHOTOMETRIC -> photometric = value;
            case SAMPLE_FORMAT -> format = file.getInt(at + 4) == 1 ? value : format;
            default -> {
                // Other fields say nothing that matters here.
            }
        }
    }

    private String text(int at) {
        int length = file.getInt(at + 4);
        ByteBuffer bytes = file.slice(length <= 4 ? at + 8 : file.getInt(at + 8), length);
        return StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }
}
