package org.effigy.dataset.image;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A file of equally large images of floats, see the package documentation. Images are written in any order, each followed
 * by its state, which holds a checksum: after an interruption the images that are there can be told from those that are
 * not. Safe for use by several threads, each writing other images.
 */
final class PixelCache implements Closeable {
    /** Nothing is known of the image. */
    static final long ABSENT = 0;
    /** The image could not be decoded. */
    static final long FAILED = 2L << 32;

    private static final long DONE = 1L << 32;
    private static final byte[] MAGIC = "EFGYPIX1".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 4096;

    /** What a cache holds: the key names images and recipe. */
    record Shape(String key, int images, int imageLength) {
        long statesAt() {
            return HEADER;
        }

        /** Begins on a page. */
        long pixelsAt() {
            return (HEADER + 8L * images + HEADER - 1) / HEADER * HEADER;
        }

        long imageBytes() {
            return 4L * imageLength;
        }

        long totalBytes() {
            return pixelsAt() + images * imageBytes();
        }
    }

    private final Shape shape;
    private final FileChannel channel;

    private PixelCache(Shape shape, FileChannel channel) {
        this.shape = shape;
        this.channel = channel;
    }

    /** Opens a file to be filled, making it where it is missing; nothing is changed before {@link #begin}. */
    static PixelCache openForFilling(Path file, Shape shape) throws IOException {
        return new PixelCache(
                shape,
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    static PixelCache openForReading(Path file, Shape shape) throws IOException {
        return new PixelCache(shape, FileChannel.open(file, StandardOpenOption.READ));
    }

    FileChannel channel() {
        return channel;
    }

    /** Makes the file an empty cache unless it already is one of this shape. */
    void begin() throws IOException {
        if (!matches()) {
            channel.truncate(0);
            writeFully(header(), 0);
            // Sets the length; the file has holes until they are filled.
            writeFully(ByteBuffer.allocate(1), shape.totalBytes() - 1);
        }
    }

    /** Whether the file is a cache of this shape, filled or not. */
    boolean matches() throws IOException {
        if (channel.size() != shape.totalBytes()) {
            return false;
        }
        ByteBuffer found = ByteBuffer.allocate(HEADER);
        readFully(found, 0);
        return found.flip().equals(header());
    }

    long state(int i) throws IOException {
        ByteBuffer state = buffer(8);
        readFully(state, shape.statesAt() + 8L * i);
        return state.getLong(0);
    }

    /** Whether the image is there and its checksum is right. */
    boolean intact(int i) throws IOException {
        long state = state(i);
        if ((state & DONE) == 0) {
            return false;
        }
        ByteBuffer pixels = buffer((int) shape.imageBytes());
        readFully(pixels, shape.pixelsAt() + i * shape.imageBytes());
        return state == (DONE | checksum(pixels.flip()));
    }

    void write(int i, float[] image) throws IOException {
        ByteBuffer pixels = buffer((int) shape.imageBytes());
        pixels.asFloatBuffer().put(image);
        writeFully(pixels, shape.pixelsAt() + i * shape.imageBytes());
        setState(i, DONE | checksum(pixels.rewind()));
    }

    void setState(int i, long state) throws IOException {
        writeFully(buffer(8).putLong(0, state), shape.statesAt() + 8L * i);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private ByteBuffer header() {
        ByteBuffer header = buffer(HEADER);
        header.put(MAGIC)
                .putInt(shape.images())
                .putInt(shape.imageLength())
                .put(shape.key().getBytes(StandardCharsets.US_ASCII));
        return header.rewind();
    }

    private static long checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return crc.getValue();
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void writeFully(ByteBuffer bytes, long position) throws IOException {
        for (long at = position; bytes.hasRemaining(); ) {
            at += channel.write(bytes, at);
        }
    }

    private void readFully(ByteBuffer bytes, long position) throws IOException {
        for (long at = position; bytes.hasRemaining(); ) {
            int n = channel.read(bytes, at);
            if (n < 0) {
                throw new EOFException("the image cache is shorter than it was");
            }
            at += n;
        }
    }
}
