package org.effigy.dataset.image;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The images of a finished cache, mapped into memory in stretches of at most 1 GiB: what is in physical memory is the
 * operating system's choice, so a cache may be larger than that. Safe for use by several threads.
 */
final class MappedPixels {
    private static final long SEGMENT_BYTES = 1 << 30;

    private final int imageLength;
    private final int imagesPerSegment;
    private final List<FloatBuffer> segments = new ArrayList<>();

    MappedPixels(Path file, PixelCache.Shape shape) throws IOException {
        imageLength = shape.imageLength();
        imagesPerSegment = (int) Math.max(1, SEGMENT_BYTES / shape.imageBytes());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (int first = 0; first < shape.images(); first += imagesPerSegment) {
                int images = Math.min(imagesPerSegment, shape.images() - first);
                segments.add(channel.map(
                                FileChannel.MapMode.READ_ONLY,
                                shape.pixelsAt() + first * shape.imageBytes(),
                                images * shape.imageBytes())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer());
            }
        }
    }

    int imageLength() {
        return imageLength;
    }

    /** Copies image i to the array from the offset on. */
    void read(int i, float[] out, int offset) {
        segments.get(i / imagesPerSegment).get(i % imagesPerSegment * imageLength, out, offset, imageLength);
    }
}
