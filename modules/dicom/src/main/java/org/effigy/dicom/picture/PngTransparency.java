package org.effigy.dicom.picture;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Takes the chunk tRNS out of a PNG file (ISO/IEC 15948, 11.3.2.1): plug-ins make an alpha channel of it, or refuse it with
 * some depths, though it changes no pixel's value.
 */
final class PngTransparency {
    private static final long SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int SIGNATURE_BYTES = 8;
    private static final int TRNS = 0x74524E53;
    private static final int IDAT = 0x49444154;
    private static final int OVERHEAD = 12;

    private PngTransparency() {}

    /** Returns the file without the chunk, empty where it has none or is no PNG; a chunk counts only before the pixels. */
    static Optional<byte[]> without(Path file) throws IOException {
        if (!hasChunk(file)) {
            return Optional.empty();
        }
        byte[] png = Files.readAllBytes(file);
        ByteBuffer in = ByteBuffer.wrap(png);
        ByteArrayOutputStream out = new ByteArrayOutputStream(png.length);
        out.write(png, 0, SIGNATURE_BYTES);
        int at = SIGNATURE_BYTES;
        while (at + OVERHEAD <= png.length) {
            long end = at + (long) OVERHEAD + Integer.toUnsignedLong(in.getInt(at));
            int stop = (int) Math.min(end, png.length);
            if (in.getInt(at + 4) != TRNS) {
                out.write(png, at, stop - at);
            }
            at = stop;
        }
        return Optional.of(out.toByteArray());
    }

    private static boolean hasChunk(Path file) throws IOException {
        long left = Files.size(file) - SIGNATURE_BYTES;
        try (InputStream stream = Files.newInputStream(file);
                DataInputStream in = new DataInputStream(stream)) {
            if (left < OVERHEAD || in.readLong() != SIGNATURE) {
                return false;
            }
            while (left >= OVERHEAD) {
                long length = Integer.toUnsignedLong(in.readInt());
                int type = in.readInt();
                left -= OVERHEAD + length;
                if (type == TRNS || type == IDAT || left < OVERHEAD) {
                    return type == TRNS;
                }
                in.skipNBytes(length + 4);
            }
            return false;
        }
    }
}
