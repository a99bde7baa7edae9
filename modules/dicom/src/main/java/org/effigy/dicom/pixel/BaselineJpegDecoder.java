package org.effigy.dicom.pixel;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes 8-bit JPEG (baseline or extended sequential) through the JPEG plug-in of ImageIO. */
public final class BaselineJpegDecoder {
    private BaselineJpegDecoder() {}

    /** Returns the samples of a grey frame. */
    public static Samples decode(byte[] frame, FrameFormat format) {
        JpegStream stream = JpegStream.parse(frame);
        if (stream.precision() != 8) {
            throw PixelException.unsupported("JPEG of " + stream.precision() + " bits is not supported, only of 8");
        }
        if (stream.sof() != JpegStream.SOF_BASELINE && stream.sof() != JpegStream.SOF_EXTENDED) {
            throw PixelException.unsupported("the JPEG frame is neither baseline nor extended sequential");
        }
        stream.checkSize(format);
        return new Samples(read(frame, format), 8, false);
    }

    private static int[] read(byte[] frame, FrameFormat format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
        if (!readers.hasNext()) {
            throw PixelException.unsupported("no JPEG decoder on the class path");
        }
        ImageReader reader = readers.next();
        List<String> warnings = new ArrayList<>();
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(frame))) {
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            reader.setInput(in, true, true);
            Raster raster = reader.canReadRaster()
                    ? reader.readRaster(0, null)
                    : reader.read(0).getRaster();
            return raster.getSamples(0, 0, format.columns(), format.rows(), 0, (int[]) null);
        } catch (IOException | RuntimeException e) {
            throw PixelException.broken("the JPEG data cannot be decoded", e);
        } finally {
            reader.dispose();
        }
    }
}
