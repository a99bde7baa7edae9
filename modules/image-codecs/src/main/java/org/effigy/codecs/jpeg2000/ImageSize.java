package org.effigy.codecs.jpeg2000;

import org.effigy.codecs.PixelException;

/**
 * The SIZ marker: where image and tiles lie on the reference grid, and what a sample is.
 *
 * @param x1 right end of the image, exclusive
 * @param y1 lower end of the image, exclusive
 * @param x0 left end of the image
 * @param y0 upper end of the image
 * @param tileWidth width of a tile
 * @param tileHeight height of a tile
 * @param tileX0 left end of the first tile
 * @param tileY0 upper end of the first tile
 * @param precision bits of a sample
 * @param signed whether samples are signed
 * @param components how many samples a pixel has, all alike
 */
record ImageSize(
        int x1,
        int y1,
        int x0,
        int y0,
        int tileWidth,
        int tileHeight,
        int tileX0,
        int tileY0,
        int precision,
        boolean signed,
        int components) {
    private static final int MAX_PRECISION = 24;

    ImageSize {
        boolean grid = x0 >= 0 && y0 >= 0 && x1 > x0 && y1 > y0 && x1 < 1 << 30 && y1 < 1 << 30;
        boolean tiles = tileWidth > 0
                && tileHeight > 0
                && tileX0 >= 0
                && tileY0 >= 0
                && tileX0 <= x0
                && tileY0 <= y0
                && tileX0 + (long) tileWidth > x0
                && tileY0 + (long) tileHeight > y0;
        if (!grid || !tiles) {
            throw PixelException.broken("the JPEG 2000 frame has an impossible size");
        }
        if (precision > MAX_PRECISION) {
            throw PixelException.unsupported(
                    "JPEG 2000 of " + precision + " bits is not supported, only up to " + MAX_PRECISION);
        }
    }

    int width() {
        return x1 - x0;
    }

    int height() {
        return y1 - y0;
    }

    int tilesAcross() {
        return (int) (((long) x1 - tileX0 + tileWidth - 1) / tileWidth);
    }

    long tileCount() {
        return tilesAcross() * (((long) y1 - tileY0 + tileHeight - 1) / tileHeight);
    }

    /** Returns the part of the image that a tile covers. */
    Rectangle tile(int index) {
        long left = tileX0 + (long) (index % tilesAcross()) * tileWidth;
        long top = tileY0 + (long) (index / tilesAcross()) * tileHeight;
        return new Rectangle(
                (int) Math.max(left, x0), (int) Math.max(top, y0), (int) Math.min(left + tileWidth, x1), (int)
                        Math.min(top + tileHeight, y1));
    }
}
