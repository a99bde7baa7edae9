package org.effigy.dicom.image;

import org.effigy.codecs.FrameFormat;
import org.effigy.codecs.NativeCells;
import org.effigy.codecs.PixelException;

/**
 * How the samples of native pixels lie.
 *
 * @param space what they mean
 * @param byPlane whether all of one colour stand together in a frame (PlanarConfiguration 1), not those of one pixel
 * @param subsampled whether two neighbouring pixels share their colour differences (YBR_FULL_422): Y Y Cb Cr
 */
record ColorLayout(ColorSpace space, boolean byPlane, boolean subsampled) {
    static final ColorLayout GRAY = new ColorLayout(ColorSpace.GRAY, false, false);

    /** Returns how many bytes so many native frames take. */
    long bytes(FrameFormat format, long frames) {
        return subsampled ? 2L * format.pixels() * frames : NativeCells.bytes(format, frames);
    }

    /** Returns the cells of a native frame, those of one pixel together. */
    int[] decode(byte[] bytes, FrameFormat format, int frame) {
        if (subsampled) {
            return subsampled(bytes, format, frame);
        }
        int[] cells = NativeCells.decode(bytes, format, frame);
        return byPlane ? interleaved(cells, format.samplesPerPixel()) : cells;
    }

    private static int[] interleaved(int[] cells, int samples) {
        int[] out = new int[cells.length];
        int pixels = cells.length / samples;
        for (int sample = 0; sample < samples; sample++) {
            for (int i = 0; i < pixels; i++) {
                out[samples * i + sample] = cells[sample * pixels + i];
            }
        }
        return out;
    }

    private static int[] subsampled(byte[] bytes, FrameFormat format, int frame) {
        long start = 2L * format.pixels() * frame;
        if (bytes.length < start + 2L * format.pixels()) {
            throw PixelException.broken("the pixel data ends inside frame " + (frame + 1));
        }
        int[] out = new int[format.cells()];
        int at = (int) start;
        for (int i = 0; i + 5 < out.length; i += 6, at += 4) {
            out[i] = bytes[at] & 0xff;
            out[i + 3] = bytes[at + 1] & 0xff;
            out[i + 1] = out[i + 4] = bytes[at + 2] & 0xff;
            out[i + 2] = out[i + 5] = bytes[at + 3] & 0xff;
        }
        return out;
    }
}
