package org.effigy.sampling;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Grey baseline TIFF 6.0 files, big endian, one uncompressed strip, with an ImageDescription that says synthetic. */
final class TiffWriter {
    private static final int ASCII = 2;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int RATIONAL = 5;
    private static final int HEADER_BYTES = 8;
    private static final int ENTRIES = 13;
    private static final int XMP = 700;
    private static final int BYTE = 1;

    private TiffWriter() {}

    /** Returns the file: header, directory, description, resolution, pixels. */
    static byte[] encode(Grey image, String source) {
        return encode(image, source, Optional.empty());
    }

    /** Returns the same with an XMP packet in tag 700. */
    static byte[] encode(Grey image, String source, Optional<String> packet) {
        byte[] xmp = packet.orElse("").getBytes(StandardCharsets.UTF_8);
        int entries = ENTRIES + (packet.isPresent() ? 1 : 0);
        byte[] description = ("SyntheticData=YES; " + source + "\0").getBytes(StandardCharsets.US_ASCII);
        int padded = description.length + description.length % 2;
        byte[] pixels = image.bigEndian();
        int descriptionAt = HEADER_BYTES + 2 + 12 * entries + 4;
        int resolutionAt = descriptionAt + padded;
        int xmpAt = resolutionAt + 8;
        int pixelsAt = xmpAt + xmp.length + xmp.length % 2;
        ByteBuffer out = ByteBuffer.allocate(pixelsAt + pixels.length);
        out.putShort((short) 0x4d4d).putShort((short) 42).putInt(HEADER_BYTES);
        out.putShort((short) entries);
        entry(out, 256, LONG, image.columns());
        entry(out, 257, LONG, image.rows());
        entry(out, 258, SHORT, image.bits());
        // No compression; 0 is black.
        entry(out, 259, SHORT, 1);
        entry(out, 262, SHORT, 1);
        out.putShort((short) 270)
                .putShort((short) ASCII)
                .putInt(description.length)
                .putInt(descriptionAt);
        entry(out, 273, LONG, pixelsAt);
        entry(out, 277, SHORT, 1);
        entry(out, 278, LONG, image.rows());
        entry(out, 279, LONG, pixels.length);
        entry(out, 282, RATIONAL, resolutionAt);
        entry(out, 283, RATIONAL, resolutionAt);
        // The resolution has no absolute unit.
        entry(out, 296, SHORT, 1);
        if (packet.isPresent()) {
            out.putShort((short) XMP).putShort((short) BYTE).putInt(xmp.length).putInt(xmpAt);
        }
        out.putInt(0);
        out.put(description).position(resolutionAt);
        out.putInt(1).putInt(1);
        out.put(xmp).position(pixelsAt);
        return out.put(pixels).array();
    }

    private static void entry(ByteBuffer out, int tag, int type, int value) {
        out.putShort((short) tag).putShort((short) type).putInt(1);
        if (type == SHORT) {
            out.putShort((short) value).putShort((short) 0);
        } else {
            out.putInt(value);
        }
    }
}
