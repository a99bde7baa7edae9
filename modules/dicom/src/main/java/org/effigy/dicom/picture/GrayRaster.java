package org.effigy.dicom.picture;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import org.effigy.base.InputException;

/** Takes the grey values out of an image that a plug-in decoded, without colour conversion. */
final class GrayRaster {
    private GrayRaster() {}

    static GrayImage of(BufferedImage image) {
        Raster raster = image.getRaster();
        ColorModel model = image.getColorModel();
        int[] values = model instanceof IndexColorModel index ? palette(raster, index) : samples(raster, model);
        int bits = model instanceof IndexColorModel ? 8 : depth(raster, model);
        return new GrayImage(raster.getHeight(), raster.getWidth(), bits <= 8 ? 8 : 16, stretched(values, bits));
    }

    private static int depth(Raster raster, ColorModel model) {
        int type = raster.getDataBuffer().getDataType();
        int bits = model.getComponentSize(0);
        if ((type != DataBuffer.TYPE_BYTE && type != DataBuffer.TYPE_USHORT && type != DataBuffer.TYPE_INT)
                || bits > 16
                || (bits > 8 && bits < 16)) {
            throw new InputException("the image has pixels of " + bits
                    + " bits, signed or floating, supported are 8 and 16 bits unsigned");
        }
        return bits;
    }

    /** Stretches 1, 2 and 4 bits to 8 so that white stays white. */
    private static int[] stretched(int[] values, int bits) {
        if (bits < 8) {
            int factor = 255 / ((1 << bits) - 1);
            for (int i = 0; i < values.length; i++) {
                values[i] *= factor;
            }
        }
        return values;
    }

    private static int[] samples(Raster raster, ColorModel model) {
        int bands = raster.getNumBands();
        int colors = model.hasAlpha() ? bands - 1 : bands;
        if (colors != 1 && colors != 3) {
            throw new InputException(
                    "the image has " + colors + " colours, supported are grey images; convert it first");
        }
        int rows = raster.getHeight();
        int columns = raster.getWidth();
        int[] values = new int[rows * columns];
        int[] line = new int[columns * bands];
        int opaque = (1 << model.getComponentSize(bands - 1)) - 1;
        for (int row = 0; row < rows; row++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + row, columns, 1, line);
            for (int column = 0; column < columns; column++) {
                int at = column * bands;
                checkGray(line, at, colors);
                if (model.hasAlpha() && line[at + colors] != opaque) {
                    throw new InputException("the image is transparent in parts; remove its alpha channel first");
                }
                values[row * columns + column] = line[at];
            }
        }
        return values;
    }

    private static void checkGray(int[] line, int at, int colors) {
        if (colors == 3 && (line[at] != line[at + 1] || line[at] != line[at + 2])) {
            throw new InputException("the image is in colour, supported are grey images; convert it to grey first");
        }
    }

    private static int[] palette(Raster raster, IndexColorModel model) {
        int[] values = raster.getSamples(
                raster.getMinX(), raster.getMinY(), raster.getWidth(), raster.getHeight(), 0, (int[]) null);
        int[] color = new int[3];
        for (int i = 0; i < values.length; i++) {
            color[0] = model.getRed(values[i]);
            color[1] = model.getGreen(values[i]);
            color[2] = model.getBlue(values[i]);
            checkGray(color, 0, 3);
            if (model.getAlpha(values[i]) != 255) {
                throw new InputException("the image is transparent in parts; remove its alpha channel first");
            }
            values[i] = color[0];
        }
        return values;
    }
}
