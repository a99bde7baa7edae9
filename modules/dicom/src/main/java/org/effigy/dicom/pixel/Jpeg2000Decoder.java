package org.effigy.dicom.pixel;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes JPEG 2000 through the plug-in of ImageIO. */
public final class Jpeg2000Decoder {
    private Jpeg2000Decoder() {}

    /** Returns the samples of a grey frame. */
    public static Samples decode(byte[] frame, FrameFormat format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg2000");
        ImageReader reader = readers.next();
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(frame))) {
            reader.setInput(in, true, true);
            Raster raster = reader.readRaster(0, null);
            return new Samples(raster.getSamples(0, 0, format.columns(), format.rows(), 0, (int[]) null), 16, false);
        } catch (IOException | RuntimeException e) {
            throw PixelException.broken("the JPEG 2000 data cannot be decoded", e);
        } finally {
            reader.dispose();
        }
    }
}
