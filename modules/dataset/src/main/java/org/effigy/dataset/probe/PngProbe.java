package org.effigy.dataset.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;
import org.effigy.base.Hashes;
import org.effigy.dataset.Candidate;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dataset.ImageFacts;
import org.effigy.dataset.SyntheticOf;
import org.effigy.dicom.picture.RegionMask;
import org.effigy.marking.XmpPacket;

/**
 * Reads the chunks of a PNG file (ISO/IEC 15948) without decoding pixels: size and depth from IHDR, checksums of all
 * chunks, and the mark of synthetic images, a text chunk with the keyword {@code SyntheticData} or an XMP packet with the source type of trained models. A mask of a region
 * that this program wrote is no image.
 */
final class PngProbe {
    private static final int SIGNATURE = 8;
    private static final int IHDR = 0x49484452;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454E44;
    private static final int TEXT = 0x74455874;
    private static final int COMPRESSED_TEXT = 0x7A545874;
    private static final int INTERNATIONAL_TEXT = 0x69545874;
    private static final int GREY = 0;
    private static final String KEYWORD = "SyntheticData";
    /** How the text of a mask that this program wrote begins. */
    private static final String MASK_TEXT = "Description\0" + RegionMask.MARK;

    private final ByteBuffer file;
    private ByteBuffer header;
    private boolean pixels;
    private boolean end;
    private boolean synthetic;
    private boolean mask;
    private Optional<SyntheticOf> origin = Optional.empty();

    private PngProbe(byte[] bytes) {
        file = ByteBuffer.wrap(bytes);
    }

    static Candidate probe(Candidate file, byte[] bytes) throws IOException {
        PngProbe probe = new PngProbe(bytes);
        return probe.readChunks() && probe.pixels && probe.end
                ? probe.judge(file, Hashes.sha256(bytes))
                : file.without(ExclusionReason.CORRUPT, "a PNG file that is cut short or whose checksums are wrong");
    }

    /** Returns false where the structure is broken. */
    private boolean readChunks() {
        file.position(SIGNATURE);
        while (!end) {
            if (file.remaining() < 12) {
                return false;
            }
            int length = file.getInt();
            if (length < 0 || length > file.remaining() - 8) {
                return false;
            }
            CRC32 crc = new CRC32();
            crc.update(file.array(), file.position(), length + 4);
            int type = file.getInt();
            ByteBuffer data = file.slice(file.position(), length);
            file.position(file.position() + length);
            if ((int) crc.getValue() != file.getInt() || (header == null) != (type == IHDR)) {
                return false;
            }
            chunk(type, data);
        }
        return header.remaining() >= 13;
    }

    private void chunk(int type, ByteBuffer data) {
        switch (type) {
            case IHDR -> header = data;
            case IDAT -> pixels = true;
            case IEND -> end = true;
            case TEXT -> {
                synthetic |= marks(data, true);
                String text =
                        StandardCharsets.ISO_8859_1.decode(data.duplicate()).toString();
                mask |= text.startsWith(MASK_TEXT);
                origin = SyntheticOf.richer(origin, Optional.of(SyntheticOf.stated(text)));
            }
            case COMPRESSED_TEXT -> synthetic |= marks(data, false);
            case INTERNATIONAL_TEXT -> synthetic |= marks(data, false) || saysTrained(data);
            default -> {
                // Other chunks say nothing that matters here.
            }
        }
    }

    /** A text that is not NO, or cannot be read here, marks a synthetic image: when in doubt it is left out. */
    private static boolean marks(ByteBuffer data, boolean plain) {
        String text = StandardCharsets.ISO_8859_1.decode(data.duplicate()).toString();
        int zero = text.indexOf('\0');
        return zero >= 0
                && text.substring(0, zero).equalsIgnoreCase(KEYWORD)
                && !(plain && text.substring(zero + 1).strip().equalsIgnoreCase("NO"));
    }

    private static boolean saysTrained(ByteBuffer packet) {
        return XmpPacket.saysTrained(StandardCharsets.ISO_8859_1.decode(packet).toString());
    }

    private Candidate judge(Candidate found, String sha256) throws IOException {
        int columns = header.getInt(0);
        int rows = header.getInt(4);
        int bits = header.get(8);
        if (mask) {
            return found.without(ExclusionReason.MASK);
        }
        if (columns < 1 || rows < 1) {
            return found.without(ExclusionReason.CORRUPT, "a PNG file without pixels");
        }
        boolean plain = header.get(9) == GREY && (bits == 8 || bits == 16);
        Candidate judged = plain
                ? found.withFacts(ImageFacts.ofPicture("PNG", rows, columns, bits, synthetic, sha256))
                : PictureProbe.byDecoding(found, "PNG", synthetic, sha256);
        return judged.withFacts(judged.facts().withOrigin(origin));
    }
}
