package org.effigy.sampling;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/**
 * Grey PNG files (ISO/IEC 15948) that say in a text chunk that they are synthetic; ImageIO's writer orders chunks as it
 * likes, and equal images must be equal bytes.
 */
final class PngWriter {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private PngWriter() {}

    /** Returns the file with the chunks IHDR, tEXt {@code SyntheticData} = {@code YES}, tEXt {@code Source}, IDAT, IEND. */
    static byte[] encode(Grey image, String source) throws IOException {
        return encode(image, source, Optional.empty());
    }

    /** Returns the same with an XMP packet, iTXt {@code XML:com.adobe.xmp}, before the pixels. */
    static byte[] encode(Grey image, String source, Optional<String> xmp) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(file);
        out.write(SIGNATURE);
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(header);
        fields.writeInt(image.columns());
        fields.writeInt(image.rows());
        // Bit depth; colour type grey; deflate; adaptive filters; not interlaced.
        fields.write(new byte[] {(byte) image.bits(), 0, 0, 0, 0});
        chunk(out, "IHDR", header.toByteArray());
        chunk(out, "tEXt", text("SyntheticData", "YES"));
        chunk(out, "tEXt", text("Source", source));
        if (xmp.isPresent()) {
            // Not compressed; no language; no translated keyword.
            String head = "XML:com.adobe.xmp\0\0\0\0\0";
            chunk(out, "iTXt", (head + xmp.get()).getBytes(StandardCharsets.UTF_8));
        }
        chunk(out, "IDAT", compressed(image));
        chunk(out, "IEND", new byte[0]);
        return file.toByteArray();
    }

    private static byte[] text(String keyword, String value) {
        return (keyword + "\0" + value).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] compressed(Grey image) throws IOException {
        byte[] pixels = image.bigEndian();
        int rowBytes = pixels.length / image.rows();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
            for (int row = 0; row < image.rows(); row++) {
                // Filter type of the row: none.
                deflater.write(0);
                deflater.write(pixels, row * rowBytes, rowBytes);
            }
        }
        return bytes.toByteArray();
    }

    private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        out.writeInt((int) crc.getValue());
    }
}
