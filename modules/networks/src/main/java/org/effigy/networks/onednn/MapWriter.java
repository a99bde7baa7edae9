package org.effigy.networks.onednn;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Takes what a pass computes, tile by tile, to its place: as float32, or rounded to bfloat16 image by image while the image
 * is in the cache, so that the float32 values never reach main memory.
 */
interface MapWriter {
    /** Writes the first n values at this index; one call after the other goes on where the one before ended. */
    void put(int index, float[] values, int n);

    /**
     * Returns a writer of the type that the slot holds; bfloat16 is rounded to nearest and ties to even.
     *
     * @param images that the values belong to
     */
    static MapWriter of(Workspace space, Slot slot, int images) {
        if (slot.rounded) {
            return new Rounded(space, slot, Math.toIntExact(slot.values / images));
        }
        FloatBuffer buffer = space.buffer(slot);
        return (index, values, n) -> buffer.put(index, values, 0, n);
    }

    /** Rounds a piece when it is complete. */
    final class Rounded implements MapWriter {
        private final Workspace space;
        private final Slot slot;
        private final int piece;
        private final int length;
        private final memory from;
        private final memory to;
        private final Runnable reorder;
        private FloatBuffer scratch = FloatBuffer.allocate(0);
        private int start;
        private int filled;

        private Rounded(Workspace space, Slot slot, int perImage) {
            this.space = space;
            this.slot = slot;
            length = Math.toIntExact(slot.values);
            // A float of the slot holds two rounded values.
            piece = perImage % 2 == 0 ? perImage : length;
            from = space.temporary(Rounding.flat(piece, false), 0);
            to = space.of(Rounding.flat(piece, true), slot);
            reorder = space.reorder(from, to);
        }

        @Override
        public void put(int index, float[] values, int n) {
            if (index != start + filled) {
                throw new IllegalStateException("values for " + index + ", the next are those at " + (start + filled));
            }
            if (scratch.capacity() == 0) {
                FloatPointer first = new FloatPointer(from.get_data_handle());
                scratch = first.capacity(piece).asBuffer();
            }
            int done = 0;
            while (done < n) {
                int part = Math.min(n - done, piece - filled);
                scratch.put(filled, values, done, part);
                done += part;
                filled += part;
                if (filled == piece) {
                    to.set_data_handle(space.pointer(slot, start / 2));
                    reorder.run();
                    filled = 0;
                    start = (start + piece) % length;
                }
            }
        }
    }
}
