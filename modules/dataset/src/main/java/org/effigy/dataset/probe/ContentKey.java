package org.effigy.dataset.probe;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.effigy.base.Hashes;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.PixelDataPlace;
import org.effigy.dicom.data.DicomException;

/**
 * Names the content of files without reading more of them than it takes: of a DICOM file the header and a sample of the
 * pixel data, of any other file everything.
 */
public final class ContentKey {
    private static final int SAMPLE = 1024;
    private static final int BLOCK = 1 << 16;

    private ContentKey() {}

    /** What was computed of a DICOM file: its name, and the checksum of the sample of its pixel data. */
    record OfDicom(String sha256, long sampleChecksum) {}

    /**
     * Returns the SHA-256 of three numbers of 8 bytes, big endian: a DICOM file's length, the checksum of its bytes before
     * the pixel data, and that of up to 1024 bytes from the middle of the pixel data. The checksums are CRC-32 in the upper
     * and CRC-32C in the lower half, which processors compute many times as fast as SHA-256.
     */
    static OfDicom of(Path file, PixelDataPlace place) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long header = checksum(channel, 0, place.headerBytes());
            long sampleLength = Math.min(SAMPLE, place.length());
            long sample = checksum(channel, place.start() + (place.length() - sampleLength) / 2, sampleLength);
            ByteBuffer numbers = ByteBuffer.allocate(3 * Long.BYTES);
            numbers.putLong(channel.size()).putLong(header).putLong(sample);
            return new OfDicom(Hashes.sha256(numbers.array()), sample);
        }
    }

    /** Returns what names the content of any file, as its index entry has it. */
    public static String of(Path file) throws IOException {
        if (!Dicom.looksLikeDicom(file)) {
            return Hashes.sha256(file);
        }
        try {
            var place = Dicom.header(file).pixelData();
            return place.isPresent() ? of(file, place.get()).sha256() : Hashes.sha256(file);
        } catch (DicomException e) {
            return Hashes.sha256(file);
        }
    }

    /** Returns the checksum of a part of the file. */
    public static long checksum(Path file, long start, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return checksum(channel, start, length);
        }
    }

    private static long checksum(FileChannel channel, long start, long length) throws IOException {
        CRC32 crc = new CRC32();
        CRC32C crcC = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BLOCK, length));
        for (long at = start; at < start + length; at += buffer.limit()) {
            read(channel, at, buffer.clear().limit((int) Math.min(buffer.capacity(), start + length - at)));
            crc.update(buffer.array(), 0, buffer.limit());
            crcC.update(buffer.array(), 0, buffer.limit());
        }
        return crc.getValue() << 32 | crcC.getValue();
    }

    private static void read(FileChannel channel, long position, ByteBuffer into) throws IOException {
        for (long at = position; into.hasRemaining(); ) {
            int n = channel.read(into, at);
            if (n < 0) {
                throw new EOFException("a file became shorter while it was read");
            }
            at += n;
        }
    }
}
