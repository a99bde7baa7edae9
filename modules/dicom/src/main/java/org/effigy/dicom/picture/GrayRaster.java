package org.effigy.dicom.picture;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import org.effigy.codecs.PixelException;
import org.effigy.codecs.Rgb;

/** Takes the values out of an image that a plug-in decoded, whatever its colour profile says, and makes colours grey. */
final class GrayRaster {
    private final int[] values;
    private boolean colored;

    private GrayRaster(int pixels) {
        values = new int[pixels];
    }

    /**
     * Returns the image as grey.
     *
     * @throws PixelException if it is transparent in parts, or of other colours or depths than can be read
     */
    static DecodedPicture of(BufferedImage image) {
        Raster raster = image.getRaster();
        ColorModel model = image.getColorModel();
        GrayRaster gray = new GrayRaster(raster.getWidth() * raster.getHeight());
        int bits = 8;
        if (model instanceof IndexColorModel index) {
            gray.palette(raster, index);
        } else {
            bits = depth(raster, model);
            gray.samples(raster, model);
        }
        int[] values = stretched(gray.values, bits);
        return new DecodedPicture(
                new GrayImage(raster.getHeight(), raster.getWidth(), bits <= 8 ? 8 : 16, values), gray.colored);
    }

    private static int depth(Raster raster, ColorModel model) {
        int type = raster.getDataBuffer().getDataType();
        int bits = model.getComponentSize(0);
        if ((type != DataBuffer.TYPE_BYTE && type != DataBuffer.TYPE_USHORT && type != DataBuffer.TYPE_INT)
                || bits > 16
                || (bits > 8 && bits < 16)) {
            throw PixelException.unsupported("the image has pixels of " + bits
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

    private void samples(Raster raster, ColorModel model) {
        int bands = raster.getNumBands();
        int colors = model.hasAlpha() ? bands - 1 : bands;
        boolean rgb = colors == 3 && model.getColorSpace().getType() == ColorSpace.TYPE_RGB;
        if (colors != 1 && !rgb) {
            throw PixelException.unsupported(
                    "the image has " + colors + " colours that are not RGB; convert it to grey or RGB first");
        }
        int rows = raster.getHeight();
        int columns = raster.getWidth();
        int[] line = new int[columns * bands];
        int opaque = (1 << model.getComponentSize(bands - 1)) - 1;
        for (int row = 0; row < rows; row++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + row, columns, 1, line);
            for (int column = 0; column < columns; column++) {
                int at = column * bands;
                checkOpaque(!model.hasAlpha() || line[at + colors] == opaque);
                values[row * columns + column] = rgb ? gray(line[at], line[at + 1], line[at + 2]) : line[at];
            }
        }
    }

    private static void checkOpaque(boolean opaque) {
        if (!opaque) {
            throw PixelException.unsupported("the image is transparent in parts; remove its alpha channel first");
        }
    }

    private int gray(int red, int green, int blue) {
        colored |= red != green || red != blue;
        return Rgb.gray(red, green, blue);
    }

    private void palette(Raster raster, IndexColorModel model) {
        raster.getSamples(raster.getMinX(), raster.getMinY(), raster.getWidth(), raster.getHeight(), 0, values);
        for (int i = 0; i < values.length; i++) {
            int entry = values[i];
            checkOpaque(model.getAlpha(entry) == 255);
            values[i] = gray(model.getRed(entry), model.getGreen(entry), model.getBlue(entry));
        }
    }
}
