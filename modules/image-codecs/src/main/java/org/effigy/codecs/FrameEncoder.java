package org.effigy.codecs;

/** Compresses grey frames without loss. The same frame gives the same bytes. */
public interface FrameEncoder {
    /**
     * Returns the compressed frame.
     *
     * @param values stored values, row by row; signed ones are sign-extended
     * @throws PixelException if frames of this format cannot be compressed this way
     */
    byte[] encode(int[] values, FrameFormat format);
}
