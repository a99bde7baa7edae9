package org.effigy.dicom.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.effigy.testsupport.Mutations;
import org.effigy.testsupport.Sandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken PNG and TIFF files end in a typed error, in bounded time and memory. */
class GrayImagesFuzzTest {
    private static final long SEED = 20261122;
    private static final int CASES = Integer.getInteger("effigy.fuzz.cases", 6) * 60;
    private static final int SIDE = 40;
    private static final Sandbox.Limits LIMITS = new Sandbox.Limits(2000, 128L << 20);

    @TempDir
    Path folder;

    private List<byte[]> images() throws IOException {
        List<byte[]> images = new ArrayList<>();
        for (int bits : new int[] {8, 16}) {
            int[] values = new int[SIDE * SIDE];
            for (int i = 0; i < values.length; i++) {
                values[i] = i * 31 % (1 << bits);
            }
            GrayImage image = new GrayImage(SIDE, SIDE, bits, values);
            GrayImages.writePng(folder.resolve("png"), image);
            GrayImages.writeTiff(folder.resolve("tiff"), image);
            images.add(Files.readAllBytes(folder.resolve("png")));
            images.add(Files.readAllBytes(folder.resolve("tiff")));
        }
        return images;
    }

    /** Makes the checksums of a PNG's chunks right again, so that damage gets past them. */
    private static byte[] sealed(byte[] png) {
        ByteBuffer in = ByteBuffer.wrap(png);
        for (int at = 8; at + 12 <= png.length; ) {
            int length = in.getInt(at);
            if (length < 0 || length > png.length - at - 12) {
                break;
            }
            CRC32 crc = new CRC32();
            crc.update(png, at + 4, length + 4);
            in.putInt(at + 8 + length, (int) crc.getValue());
            at += 12 + length;
        }
        return png;
    }

    @Test
    void noDamagedPictureBreaksTheProgram() throws IOException {
        List<byte[]> images = images();
        List<String> findings = new ArrayList<>();
        try (Sandbox sandbox = new Sandbox()) {
            for (int i = 0; i < CASES; i++) {
                byte[] original = images.get(i % images.size());
                byte[] damaged = Mutations.damage(original, new Random(SEED + i));
                boolean png = new String(original, 1, 3, StandardCharsets.US_ASCII).equals("PNG");
                Path file = folder.resolve("case" + i);
                Files.write(file, png && i % 3 > 0 ? sealed(damaged) : damaged);
                String finding = sandbox.run(() -> GrayImages.read(file), LIMITS);
                if (!finding.isEmpty()) {
                    findings.add("case " + i + ": " + finding);
                }
                Files.delete(file);
            }
        }
        assertEquals("", String.join("\n", findings));
    }
}
